#include "src/importers/kit/calls_builder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "src/importers/kit/agreement.h"
#include "src/importers/kit/cycles.h"
#include "src/model/names.h"

namespace p2g {
namespace {

// Halves away from zero.
Weight divided(Weight weight, Weight unit) {
  if (weight == unknown_weight) return weight;
  const Weight half = weight < 0 ? -(unit / 2) : unit / 2;
  return (weight + half) / unit;
}

}  // namespace

void CallsBuilder::reserve(std::size_t functions, std::size_t edges) {
  functions_.reserve(functions);
  edges_.reserve(edges);
}

void CallsBuilder::take_function(FrameId function, const Figures& figures) {
  FunctionCost& cost = functions_[function];
  if (cost.primitive_calls == no_entry) {
    cost.primitive_calls = 0;
  } else {
    duplicates_.push_back(function);
  }
  if (!figures.has_costs()) {
    costs_overflow_ = true;  // no function is without costs, so this is a number that was too large
  } else if (has_room(figures)) {
    cost.self += figures.self;
    cost.cumulative += figures.cumulative;
  }
  cost.calls += tally(figures.calls);
  cost.primitive_calls += tally(figures.primitive_calls);
}

std::int64_t CallsBuilder::irregular_tally(std::int64_t calls) {
  ++(calls < 0 ? negative_counts_ : huge_);
  return calls < 0 ? 0 : std::exchange(calls_left_, 0);
}

std::vector<CallCost> CallsBuilder::copy_of_edges(std::size_t begin, std::size_t end) {
  pipe_.drain();
  std::vector<CallCost> edges;
  edges.reserve(end - begin);
  for (; begin < end; ++begin) edges.push_back(edges_[begin]);
  return edges;
}

void CallsBuilder::coarsen(int decimals) {
  if (decimals == 0) return;
  pipe_.drain();
  constexpr int most_at_once = 18;  // more is no Weight
  for (; decimals > most_at_once; decimals -= most_at_once) coarsen(most_at_once);
  Weight unit = 1;
  for (; decimals > 0; --decimals) unit *= 10;
  // Room is given back to the sums, less what rounding up may take.
  const std::uint64_t used = (std::uint64_t{1} << 62) - costs_left_;
  costs_left_ += used - used / static_cast<std::uint64_t>(unit);
  for (FunctionCost& cost : functions_) {
    cost.self = divided(cost.self, unit);
    cost.cumulative = divided(cost.cumulative, unit);
  }
  edges_.change([&](CallCost& edge) {
    edge.self = divided(edge.self, unit);
    edge.cumulative = divided(edge.cumulative, unit);
  });
}

Result<void> CallsBuilder::finish(const Metric& metric) {
  pipe_.drain();
  if (costs_overflow_) {
    return fail({ErrorKind::input, "the sum of all costs is above 4.6e18",
                 profile_.files.empty() ? "" : profile_.files.front()});
  }
  functions_.resize(profile_.frames.size(), FunctionCost{0, 0, 0, no_entry});
  if (!derives_) settle_callers();
  finish_functions();
  profile_.metric = metric;
  Calls calls{std::move(functions_), std::move(edges_)};
  if (derives_) estimates_ = derive_cumulative_costs(calls, profile_.estimates);
  profile_.data = std::move(calls);
  warn();
  if (agrees_) check_agreement(profile_, orphans_, cut_down_);
  return {};
}

// A function that is only known as a caller has at least the cost of its longest call.
void CallsBuilder::settle_callers() {
  const bool any = std::any_of(functions_.begin(), functions_.end(),
                               [](const FunctionCost& function) { return function.primitive_calls == no_entry; });
  if (!any) return;
  for (const CallCost& edge : edges_) {
    FunctionCost& caller = functions_[edge.caller];
    if (caller.primitive_calls != no_entry || edge.cumulative == unknown_weight) continue;
    caller.cumulative = std::max(caller.cumulative, edge.cumulative);
  }
}

void CallsBuilder::finish_functions() {
  for (FrameId id = 0; id < functions_.size(); ++id) {
    FunctionCost& cost = functions_[id];
    profile_.total += cost.self;
    if (cost.primitive_calls != no_entry) continue;
    cost.primitive_calls = 0;
    orphans_.push_back(id);
  }
}

void CallsBuilder::warn() {
  Warnings& warnings = profile_.warnings;
  const auto named = [&](const std::vector<FrameId>& functions, std::string_view what) {
    return functions.empty() ? std::string() : functions_text(profile_.frames, functions) + std::string(what);
  };
  warnings.add("duplicate-function", named(duplicates_, ": more than once in the file; figures are added up"),
               duplicates_.size());
  warnings.add("caller-without-entry",
               named(orphans_, derives_ ? ": only calls in the file, no figures; what the calls cost is taken for all"
                                        : ": only calls in the file, no figures; the longest call is taken for all"),
               orphans_.size());
  warnings.add("estimated-cumulative",
               "functions call each other in a circle, where costs overlap: their cumulative costs are estimates, and "
               "marked",
               estimates_);
  warnings.add("negative-count", "a number of calls is negative: it counts as 0", negative_counts_);
  warnings.add("huge-number", huge_number_text, huge_);
}

}  // namespace p2g
