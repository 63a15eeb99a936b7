#include "src/importers/kit/calls_builder.h"

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

void CallsBuilder::take(std::vector<Entry>& batch) {
  std::size_t functions = functions_.size();
  for (const Entry& entry : batch) {
    if (entry.callee == no_frame) functions = std::max<std::size_t>(functions, entry.caller + std::size_t{1});
  }
  functions_.resize(functions, FunctionCost{0, 0, 0, no_entry});
  // Functions come in an order that has nothing to do with their ids: each is a cache miss that is asked for early.
  constexpr std::size_t ahead = 32;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i + ahead < batch.size() && batch[i + ahead].callee == no_frame) {
      __builtin_prefetch(&functions_[batch[i + ahead].caller], 1);
    }
    const Entry& entry = batch[i];
    if (entry.callee == no_frame) {
      take_function(entry.caller, entry.figures);
    } else {
      take_edge(entry.caller, entry.callee, entry.figures);
    }
  }
  batch.clear();
}

void CallsBuilder::take_function(FrameId function, const Figures& figures) {
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

void CallsBuilder::copy_edges(std::size_t begin, std::size_t end, FrameId callee) {
  pipe_.drain();
  const double unit = std::pow(10.0, scale_.decimals());
  for (std::size_t i = begin; i < end; ++i) {
    const CallCost edge = edges_[i];
    Figures figures{edge.calls, edge.primitive_calls, edge.cumulative != unknown_weight, 0, 0};
    if (figures.has_times) {
      figures.self_s = static_cast<double>(edge.self) / unit;
      figures.cumulative_s = static_cast<double>(edge.cumulative) / unit;
    }
    take_edge(edge.caller, callee, figures);
  }
  edges_added_ += end - begin;
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
  edges_.change([&](CallCost& edge) {
    edge.self = TimeScale::shrink(edge.self, steps);
    edge.cumulative = TimeScale::shrink(edge.cumulative, steps);
  });
}

std::int64_t CallsBuilder::irregular_tally(std::int64_t calls) {
  ++(calls < 0 ? negative_counts_ : huge_);
  return calls < 0 ? 0 : std::exchange(calls_left_, 0);
}

void CallsBuilder::finish() {
  pipe_.drain();
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
    if (edge.cumulative <= caller.cumulative) continue;
    if (caller.primitive_calls == no_entry) {
      caller.cumulative = edge.cumulative;
    } else if (edge.cumulative > caller.cumulative + 1) {
      // Rounding may move both sides by half a unit. What is more than that is cProfile's overwriting of one function
      // by another of the same label: the calls that it makes are kept, its own figures are lost.
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
