#include "src/passes/compare/weigh_samples.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "src/passes/compare/statistics.h"

namespace p2g {
namespace {

constexpr double least_samples = 5;    // of both sides together: of fewer nothing is said
constexpr double enough_samples = 20;  // of a function that the others are held against
constexpr std::size_t enough_functions = 3;
constexpr double half = 0.5;

using Field = std::int64_t FunctionCost::*;

struct Counts {
  double before = 0, after = 0;
  double dispersion = 1;  // how much the runs of a side differ beyond chance, as a factor of the variance
};

class SampleWeigher {
 public:
  SampleWeigher(const Diff& diff, const RunTables& tables) : tables_(tables), samples_(diff.clock.samples) {
    // Where the numbers of calls are samples, those count; of stacks the weights do.
    counts_ = diff.counted == Counted::samples;
    one_ = std::pow(10.0, counts_ ? 0 : diff.metric.decimals);
    for (std::size_t r = 0; r < samples_.size(); ++r) (r < tables.before ? all_.before : all_.after) += samples_[r];
    measure_middle(diff);
  }

  Field self() const { return counts_ ? &FunctionCost::primitive_calls : &FunctionCost::self; }
  Field cumulative() const { return counts_ ? &FunctionCost::calls : &FunctionCost::cumulative; }

  Evidence weigh(FrameId frame, Field field) const {
    const Counts counts = count(frame, field);
    if (counts.before + counts.after < least_samples || all_.before <= 0 || all_.after <= 0) return {};
    const double old_rest = std::max(all_.before - counts.before, 0.0);
    const double new_rest = std::max(all_.after - counts.after, 0.0);
    const double ratio = std::log((counts.after + half) / (counts.before + half));
    const double against_rest = ratio - std::log((new_rest + half) / (old_rest + half));
    double change = against_rest;
    if (has_middle_) {
      const double against_middle = ratio - middle_;
      change = std::abs(against_middle) < std::abs(against_rest) ? against_middle : against_rest;
      if ((against_middle > 0) != (against_rest > 0)) change = 0;
    }
    const double variance = 1 / (counts.after + half) + 1 / (counts.before + half) + 1 / std::max(new_rest, half) +
                            1 / std::max(old_rest, half);
    return {change, std::sqrt(variance * counts.dispersion)};
  }

  // Of all samples: a run that takes longer has more of them, and nothing tells the code from the machine.
  Evidence weigh_total() const {
    if (all_.before <= 0 || all_.after <= 0) return {};
    const double runs_before = static_cast<double>(tables_.before);
    const double runs_after = static_cast<double>(tables_.after());
    return {std::log(all_.after / runs_after) - std::log(all_.before / runs_before),
            std::sqrt(1 / all_.before + 1 / all_.after)};
  }

 private:
  double in_run(std::size_t run, FrameId frame, Field field) const {
    return static_cast<double>(std::max<std::int64_t>(tables_.runs[run].totals[frame].*field, 0)) / one_;
  }

  Counts count(FrameId frame, Field field) const {
    Counts counts;
    for (std::size_t r = 0; r < tables_.runs.size(); ++r) {
      (r < tables_.before ? counts.before : counts.after) += in_run(r, frame, field);
    }
    double chi_squared = 0;
    double freedom = 0;
    for (std::size_t r = 0; r < tables_.runs.size(); ++r) {
      const bool old = r < tables_.before;
      const double share = (old ? counts.before : counts.after) / std::max(old ? all_.before : all_.after, 1.0);
      const double expected = share * samples_[r];
      if (expected <= 0 || share >= 1) continue;
      const double off = in_run(r, frame, field) - expected;
      chi_squared += off * off / (expected * (1 - share));
      freedom += 1;
    }
    freedom -= 2;
    if (freedom > 0) counts.dispersion = std::max(1.0, chi_squared / freedom);
    return counts;
  }

  // By how much the function in the middle of all self samples grew.
  void measure_middle(const Diff& diff) {
    std::vector<std::pair<double, double>> changes;
    for (const FunctionDiff& function : diff.functions) {
      const Counts counts = count(function.frame, self());
      if (std::min(counts.before, counts.after) < enough_samples) continue;
      changes.emplace_back(std::log(counts.after / counts.before), std::sqrt(counts.before + counts.after));
    }
    has_middle_ = changes.size() >= enough_functions;
    if (has_middle_) middle_ = weighted_median(std::move(changes));
  }

  const RunTables& tables_;
  const std::vector<double>& samples_;
  bool counts_ = false;
  double one_ = 1;
  Counts all_;
  bool has_middle_ = false;
  double middle_ = 0;
};

}  // namespace

void weigh_samples(Diff& diff, const RunTables& tables) {
  const SampleWeigher weigher(diff, tables);
  for (FunctionDiff& function : diff.functions) {
    function.self_evidence = weigher.weigh(function.frame, weigher.self());
    function.cumulative_evidence = weigher.weigh(function.frame, weigher.cumulative());
  }
  diff.total_evidence = weigher.weigh_total();
}

}  // namespace p2g
