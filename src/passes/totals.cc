// Self and cumulative cost of every function. Recursion counts once: of the nodes of one function on a stack only the
// outermost one adds its cumulative cost.
#include "passes/passes.h"
#include "passes/stack_walk.h"

namespace p2g {
namespace {

std::vector<FunctionCost> stack_totals(const Profile& profile) {
  const Stacks& stacks = profile.stacks();
  const std::vector<Weight> cumulative = cumulative_of(stacks);
  std::vector<FunctionCost> totals(profile.frames.size());
  std::vector<std::uint32_t> on_stack(profile.frames.size(), 0);  // how often each function is on the current stack
  const auto enter = [&](std::uint32_t node) { ++on_stack[stacks.frame[node]]; };
  const auto leave = [&](std::uint32_t node) { --on_stack[stacks.frame[node]]; };
  const auto visit = [&](std::uint32_t node) {
    const FrameId frame = stacks.frame[node];
    totals[frame].self += stacks.self[node];
    if (on_stack[frame] == 1) totals[frame].cumulative += cumulative[node];
  };
  walk_stacks(stacks, enter, leave, visit);
  return totals;
}

}  // namespace

std::vector<FunctionCost> function_totals(const Profile& profile) {
  return profile.has_stacks() ? stack_totals(profile) : profile.calls().functions;
}

}  // namespace p2g
