#include "src/importers/kit/calls_builder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "src/importers/kit/cycles.h"

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
    ++duplicates_;
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
  if (derives_) estimates_ = derive_cumulative_costs(calls);
  profile_.data = std::move(calls);
  warn();
  return {};
}

// Cumulative costs of the file, against those of its calls.
void CallsBuilder::settle_callers() {
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
}

void CallsBuilder::finish_functions() {
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
               derives_ ? "a caller has no figures of its own; its cumulative cost is that of its calls"
                        : "a caller has no figures of its own; its cumulative time is that of its longest call",
               orphans_);
  warnings.add("estimated-cumulative",
               "a function is in a cycle of calls, whose costs overlap; its cumulative cost is an estimate",
               estimates_);
  warnings.add("negative-count", "a number of calls is negative; it counts as 0", negative_counts_);
  warnings.add("huge-number", huge_number_text, huge_);
}

}  // namespace p2g
