// Self and cumulative cost of every function. Recursion counts once: of the nodes of one function on a stack only the
// outermost one adds its cumulative cost.
#include "passes/passes.h"
#include "passes/stack_walk.h"

namespace p2g {

std::vector<FunctionCost> stack_totals(const Profile& profile, const std::vector<Weight>& cumulative) {
  const Stacks& stacks = profile.stacks();
  std::vector<FunctionCost> totals(profile.frames.size());
  std::vector<std::uint32_t> on_stack(profile.frames.size(), 0);  // how often each function is on the current stack
  const auto enter = [&](std::uint32_t node) { ++on_stack[stacks.frame[node]]; };
  const auto leave = [&](std::uint32_t node) { --on_stack[stacks.frame[node]]; };
  const auto visit = [&](std::uint32_t node) {
    const FrameId frame = stacks.frame[node];
    // Of turned stacks the first frame is the one that spent the cost.
    if (!stacks.reversed) totals[frame].self += stacks.self[node];
    if (stacks.reversed && stacks.parent[node] == 0) totals[frame].self += cumulative[node];
    if (on_stack[frame] == 1) totals[frame].cumulative += cumulative[node];
  };
  walk_stacks(stacks, enter, leave, visit);
  return totals;
}

std::vector<FunctionCost> function_totals(const Profile& profile) {
  if (!profile.has_stacks()) return profile.calls().functions;
  return stack_totals(profile, cumulative_of(profile.stacks()));
}

}  // namespace p2g
