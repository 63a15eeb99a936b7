#include "src/passes/compare/count_calls.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/base/components.h"
#include "src/model/fraction.h"

namespace p2g {
namespace {

using Counts = std::pair<std::int64_t, std::int64_t>;  // calls, primitive calls

CallsClass class_of(const RunTables& tables, FrameId frame) {
  const auto counts = [&](std::size_t run) {
    const FunctionCost& cost = tables.runs[run].totals[frame];
    return Counts{cost.calls, cost.primitive_calls};
  };
  const Counts before = counts(0);
  const Counts after = counts(tables.before);
  for (std::size_t r = 0; r < tables.runs.size(); ++r) {
    if (counts(r) != (r < tables.before ? before : after)) return CallsClass::varying;
  }
  return before == after ? CallsClass::equal : CallsClass::changed;
}

Weight rounded(double weight) {
  constexpr auto most = static_cast<double>(most_weight);
  return static_cast<Weight>(std::llround(std::clamp(weight, -most, most)));
}

double price_before(const FunctionDiff& function) {
  if (function.before.calls <= 0) return 0;
  return static_cast<double>(function.before.self) / static_cast<double>(function.before.calls);
}

// What all functions cost below each component when everything is called so often, at the prices of before.
class Costing {
 public:
  Costing(const Diff& diff, const Components& components) : diff_(diff), components_(components) {}

  std::vector<double> costs(bool after) const {
    std::vector<double> own(components_.count, 0);
    std::vector<double> entering(components_.count, 0);
    for (std::size_t f = 0; f < diff_.functions.size(); ++f) {
      own[components_.of[f]] += price_before(diff_.functions[f]) * static_cast<double>(calls(f, after));
    }
    for (const CallDiff& call : diff_.calls) {
      if (is_inner(call)) continue;
      entering[components_.of[call.callee]] += static_cast<double>(calls(call, after));
    }
    // Callees first: what is below is complete before it is handed up.
    std::vector<double> below = own;
    for (const std::uint32_t at : order()) {
      const CallDiff& call = diff_.calls[at];
      const std::uint32_t callee = components_.of[call.callee];
      if (is_inner(call) || entering[callee] <= 0) continue;
      const double part = static_cast<double>(calls(call, after)) / entering[callee];
      below[components_.of[call.caller]] += part * below[callee];
    }
    return below;
  }

 private:
  bool is_inner(const CallDiff& call) const { return components_.of[call.caller] == components_.of[call.callee]; }
  bool is_known(std::size_t f) const {
    const FunctionDiff& function = diff_.functions[f];
    const bool exact = function.calls_class == CallsClass::equal || function.calls_class == CallsClass::changed;
    return exact && function.was && function.is;
  }
  std::int64_t calls(std::size_t f, bool after) const {
    const FunctionDiff& function = diff_.functions[f];
    return after && is_known(f) ? function.after.calls : function.before.calls;
  }
  std::int64_t calls(const CallDiff& call, bool after) const {
    const bool known = is_known(call.caller) && is_known(call.callee);
    return std::max<std::int64_t>(after && known ? call.calls_after : call.calls_before, 0);
  }
  // Edges so that those out of a component come before those into it.
  const std::vector<std::uint32_t>& order() const {
    if (!order_.empty()) return order_;
    for (std::uint32_t i = 0; i < diff_.calls.size(); ++i) order_.push_back(i);
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return components_.of[diff_.calls[a].caller] < components_.of[diff_.calls[b].caller];
    });
    return order_;
  }

  const Diff& diff_;
  const Components& components_;
  mutable std::vector<std::uint32_t> order_;
};

}  // namespace

void classify_calls(Diff& diff, const RunTables& tables) {
  if (diff.counted != Counted::calls) return;
  for (FunctionDiff& function : diff.functions) {
    // Numbers of calls that a selection had to guess are no evidence.
    const bool guessed = (diff.doubts.of(function.frame) & estimated_calls) != 0;
    function.calls_class = guessed ? CallsClass::varying : class_of(tables, function.frame);
    const auto more = static_cast<double>(function.calls_delta());
    function.work = rounded(more * price_before(function));
  }
}

void pass_work_up(Diff& diff) {
  if (diff.counted != Counted::calls) return;
  const Rows callees = group_rows(
      diff.functions.size(), diff.calls.size(), [&](std::uint32_t i) { return diff.calls[i].caller; },
      [&](std::uint32_t i) { return diff.calls[i].callee; });
  const Components components = strong_components(callees);
  const Costing costing(diff, components);
  const std::vector<double> before = costing.costs(false);
  const std::vector<double> after = costing.costs(true);
  for (std::size_t f = 0; f < diff.functions.size(); ++f) {
    const std::uint32_t component = components.of[f];
    diff.functions[f].cumulative_work = rounded(after[component] - before[component]);
  }
}

}  // namespace p2g
