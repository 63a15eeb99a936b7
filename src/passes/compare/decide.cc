#include "src/passes/compare/decide.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "src/model/fraction.h"

namespace p2g {
namespace {

constexpr double least_change = 0.02;
constexpr double least_change_of_single_runs = 0.10;

using Field = std::int64_t FunctionCost::*;

// Whether even the nearest runs of both sides differ threefold: no spread, however large, explains that.
bool runs_are_apart(const RunTables& tables, FrameId frame, Field field) {
  constexpr Weight times = 3;
  if (tables.before < 2 || tables.after() < 2) return false;
  const auto range = [&](std::size_t first, std::size_t last) {
    std::pair<Weight, Weight> ends{most_weight, -most_weight};
    for (std::size_t r = first; r < last; ++r) {
      ends.first = std::min(ends.first, bounded(tables.runs[r].totals[frame].*field));
      ends.second = std::max(ends.second, bounded(tables.runs[r].totals[frame].*field));
    }
    return ends;
  };
  const auto [old_low, old_high] = range(0, tables.before);
  const auto [new_low, new_high] = range(tables.before, tables.runs.size());
  return new_low > Wide{times} * std::max<Weight>(old_high, 0) || old_low > Wide{times} * std::max<Weight>(new_high, 0);
}

class Decider {
 public:
  Decider(const Diff& diff, const RunTables& tables) : diff_(diff), tables_(tables) {}

  bool moved(const FunctionDiff& function, Field field, const Evidence& evidence, Weight work) const {
    const Weight delta = function.after.*field - function.before.*field;
    const bool counts = std::abs(delta) > diff_.noise;
    if (const Weight most = most_unlisted(function); most > 0) return counts && std::abs(delta) > most;
    if (evidence.is_timed()) {
      if (counts && moved_by_time(function, field, evidence)) return true;
      // Of a function's own cost its own calls; of what is below it, others'.
      const bool may = field != &FunctionCost::self || function.calls_changed();
      return may && moved_by_work(function.before.*field, evidence, work);
    }
    if (diff_.clock.kind == Clock::Kind::sampled) return false;  // too few samples to say anything
    // "(not listed)" and the like: what was never called neither came nor went.
    const bool timed = diff_.clock.kind == Clock::Kind::timed;
    const bool called = function.before.calls != 0 || function.after.calls != 0;
    if (timed && diff_.counted == Counted::calls && !called) return false;
    if (timed && came_or_went(function)) return counts;
    const Weight explained = diff_.band(function.before.*field, function.after.*field, function.spread.*field);
    return std::abs(delta) > explained || (counts && runs_are_apart(tables_, function.frame, field));
  }

 private:
  bool moved_by_time(const FunctionDiff& function, Field field, const Evidence& evidence) const {
    const Weight delta = function.after.*field - function.before.*field;
    if ((delta > 0) != (evidence.change > 0)) return false;
    const double least = std::max(diff_.list_factor * evidence.error, std::log1p(least_change));
    if (std::abs(evidence.change) <= least) return false;
    // Nothing tells the machine from the code: what the runs differ by besides has to be exceeded too.
    const bool has_clock = diff_.clock.kind == Clock::Kind::sampled || diff_.clock.references > 0;
    return has_clock ||
           std::abs(delta) > diff_.band(function.before.*field, function.after.*field, function.spread.*field);
  }

  bool moved_by_work(Weight before, const Evidence& evidence, Weight work) const {
    if (std::abs(work) <= diff_.noise) return false;
    const bool single = diff_.before.runs == 1 || diff_.after.runs == 1;
    const double least = single ? least_change_of_single_runs : least_change;
    if (std::abs(static_cast<double>(work)) <= least * static_cast<double>(std::max<Weight>(before, 1))) return false;
    const double towards = work > 0 ? evidence.change : -evidence.change;
    const double band = diff_.list_factor * evidence.error;
    if (towards + band < std::log1p(least_change)) return false;
    // Clearly less than calls at the price of before would cost: the price is another one, and only time can tell.
    constexpr double least_ratio = 1e-3;
    const double ratio = 1 + static_cast<double>(work) / static_cast<double>(std::max<Weight>(before, 1));
    return std::abs(std::log(std::max(ratio, least_ratio))) - towards <= 2 * band;
  }

  // What a function may have cost in a run that does not list it; 0 when all do. What stands for the unlisted ones is
  // of others in each run.
  Weight most_unlisted(const FunctionDiff& function) const {
    Weight most = 0;
    const bool stands_for_others = diff_.frames.parts(function.frame).kind == FrameKind::hidden;
    for (const Run& run : tables_.runs) {
      if (run.omits_below > 0 && stands_for_others) return most_weight;
      if (run.present[function.frame] == 0) most = std::max(most, run.omits_below);
    }
    return most;
  }

  bool came_or_went(const FunctionDiff& function) const {
    const auto in = [&](std::size_t first, std::size_t last) {
      std::size_t count = 0;
      for (std::size_t r = first; r < last; ++r) count += tables_.runs[r].present[function.frame];
      return count;
    };
    const std::size_t before = in(0, tables_.before);
    const std::size_t after = in(tables_.before, tables_.runs.size());
    return (before == 0 && after == tables_.after()) || (after == 0 && before == tables_.before);
  }

  const Diff& diff_;
  const RunTables& tables_;
};

}  // namespace

void decide(Diff& diff, const RunTables& tables) {
  const Decider decider(diff, tables);
  for (FunctionDiff& function : diff.functions) {
    function.self_moved = decider.moved(function, &FunctionCost::self, function.self_evidence, function.work);
    function.cumulative_moved =
        decider.moved(function, &FunctionCost::cumulative, function.cumulative_evidence, function.cumulative_work);
  }
}

}  // namespace p2g
