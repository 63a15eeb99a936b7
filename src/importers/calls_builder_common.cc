#include "importers/calls_builder_common.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace p2g {
namespace {

// FunctionCost::primitive_calls of a function whose own entry has not been read.
constexpr std::int64_t no_entry = -1;

}  // namespace

void CallsBuilder::reserve(std::size_t functions, std::size_t edges) {
  functions_.reserve(functions);
  edges_.reserve(edges);
}

void CallsBuilder::add_function(FrameId function, const Figures& figures) {
  if (function >= functions_.size()) functions_.resize(profile_.frames.size(), FunctionCost{0, 0, 0, no_entry});
  __builtin_prefetch(&functions_[function], 1);
  waiting_.push_back({function, figures});
  if (waiting_.size() == most_waiting) settle_waiting();
}

void CallsBuilder::settle_waiting() {
  for (const auto& [function, figures] : waiting_) {
    double self_s = figures.self_s;
    double cumulative_s = figures.cumulative_s;
    if (!scale_.take(self_s, cumulative_s)) make_room(self_s, cumulative_s);
    FunctionCost& cost = functions_[function];
    if (cost.primitive_calls == no_entry) {
      cost.primitive_calls = 0;
    } else {
      ++duplicates_;
    }
    cost.self += scale_.weigh(self_s);
    cost.cumulative += scale_.weigh(cumulative_s);
    cost.calls += tally(figures.calls);
    cost.primitive_calls += tally(figures.primitive_calls);
  }
  waiting_.clear();
}

// Times that TimeScale does not take as they are.
void CallsBuilder::make_room(double& self_s, double& cumulative_s) {
  for (double* const time : {&self_s, &cumulative_s}) {
    if (!std::isfinite(*time)) {
      ++not_finite_;
      *time = 0;
    }
    if (*time < 0) ++negative_times_;
  }
  const int steps = scale_.force(self_s, cumulative_s, huge_);
  if (steps == 0) return;
  for (FunctionCost& cost : functions_) {
    cost.self = TimeScale::shrink(cost.self, steps);
    cost.cumulative = TimeScale::shrink(cost.cumulative, steps);
  }
  for (CallCost& edge : edges_) {
    edge.self = TimeScale::shrink(edge.self, steps);
    edge.cumulative = TimeScale::shrink(edge.cumulative, steps);
  }
}

std::int64_t CallsBuilder::irregular_tally(std::int64_t calls) {
  ++(calls < 0 ? negative_counts_ : huge_);
  return calls < 0 ? 0 : std::exchange(calls_left_, 0);
}

Figures CallsBuilder::function(FrameId function) {
  settle_waiting();
  const FunctionCost& cost = functions_[function];
  const double unit = std::pow(10.0, scale_.decimals());
  return {cost.calls, cost.primitive_calls, true, static_cast<double>(cost.self) / unit,
          static_cast<double>(cost.cumulative) / unit};
}

Figures CallsBuilder::edge(std::size_t index) const {
  const CallCost& edge = edges_[index];
  if (edge.cumulative == unknown_weight) return {edge.calls, edge.primitive_calls, false, 0, 0};
  const double unit = std::pow(10.0, scale_.decimals());
  return {edge.calls, edge.primitive_calls, true, static_cast<double>(edge.self) / unit,
          static_cast<double>(edge.cumulative) / unit};
}

void CallsBuilder::finish() {
  settle_waiting();
  functions_.resize(profile_.frames.size(), FunctionCost{0, 0, 0, no_entry});
  settle();
  warn();
  profile_.metric = {"time", "s", scale_.decimals()};
  profile_.data = Calls{std::move(functions_), std::move(edges_)};
}

void CallsBuilder::settle() {
  for (const CallCost& edge : edges_) {
    if (edge.cumulative == unknown_weight) continue;
    FunctionCost& caller = functions_[edge.caller];
    // Rounding may move both sides by half a unit. What is more than that is cProfile's overwriting of one function by
    // another of the same label: the calls that it makes are kept, its own figures are lost.
    if (edge.cumulative <= caller.cumulative + 1) continue;
    if (caller.primitive_calls == no_entry) {
      caller.cumulative = edge.cumulative;
    } else {
      ++collisions_;
    }
  }
  for (FunctionCost& cost : functions_) {
    profile_.total += cost.self;
    if (cost.primitive_calls != no_entry) continue;
    cost.primitive_calls = 0;
    ++orphans_;
  }
}

void CallsBuilder::warn() {
  Warnings& warnings = profile_.warnings;
  warnings.add("label-collision",
               "a call takes longer than the function that makes it: several functions share that label (file, line, "
               "name), and the profiler kept the figures of only one",
               collisions_);
  warnings.add("duplicate-function", "a function occurs more than once; its figures are added up", duplicates_);
  warnings.add("caller-without-entry",
               "a caller has no figures of its own; its cumulative time is that of its longest call", orphans_);
  warnings.add("negative-time", "a time is negative; pictures show it as 0", negative_times_);
  warnings.add("not-finite", "a time is not a finite number; it counts as 0", not_finite_);
  warnings.add("negative-count", "a number of calls is negative; it counts as 0", negative_counts_);
  warnings.add("huge-number", huge_number_text, huge_);
}

}  // namespace p2g
