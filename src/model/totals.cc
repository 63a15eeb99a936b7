// Self and cumulative cost of every function. Recursion counts once: of the nodes of one function on a stack only the
// outermost one adds its cumulative cost.
#include "src/model/totals.h"

#include "src/model/profile.h"
#include "src/model/stack_walk.h"

namespace p2g {

namespace {

// Of turned stacks the first frame is the one that spent the cost.
Weight spent_at(const Stacks& stacks, const std::vector<Weight>& cumulative, std::uint32_t node) {
  if (!stacks.reversed) return stacks.self[node];
  return stacks.parent[node] == 0 ? cumulative[node] : 0;
}

std::vector<FunctionCost> walked_totals(const Profile& profile, const std::vector<Weight>& cumulative) {
  const Stacks& stacks = profile.stacks();
  std::vector<FunctionCost> totals(profile.frames.size());
  std::vector<std::uint32_t> on_stack(profile.frames.size(), 0);  // how often each function is on the current stack
  const auto enter = [&](std::uint32_t node) { ++on_stack[stacks.frame[node]]; };
  const auto leave = [&](std::uint32_t node) { --on_stack[stacks.frame[node]]; };
  const auto visit = [&](std::uint32_t node) {
    const FrameId frame = stacks.frame[node];
    totals[frame].self += spent_at(stacks, cumulative, node);
    if (on_stack[frame] == 1) totals[frame].cumulative += cumulative[node];
  };
  walk_stacks(stacks, enter, leave, visit);
  return totals;
}

}  // namespace

// Each node has a mask with a bit for every function on its path, so most show without a look at the nodes above that
// their function is not among them. Walking takes three times as long when neighbours share little; it is left for deep
// stacks, whose masks say nothing.
std::vector<FunctionCost> stack_totals(const Profile& profile, const std::vector<Weight>& cumulative) {
  const Stacks& stacks = profile.stacks();
  std::vector<FunctionCost> totals(profile.frames.size());
  std::vector<std::uint64_t> on_path(stacks.size(), 0);
  std::uint64_t steps_left = std::uint64_t{8} * stacks.size() + 4096;
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const FrameId frame = stacks.frame[node];
    const std::uint64_t bit = std::uint64_t{1} << (frame * 0x9e3779b9U >> 26);
    std::uint32_t above = stacks.parent[node];
    on_path[node] = on_path[above] | bit;
    for (; (on_path[above] & bit) != 0 && stacks.frame[above] != frame; above = stacks.parent[above]) {
      if (--steps_left == 0) return walked_totals(profile, cumulative);
    }
    totals[frame].self += spent_at(stacks, cumulative, node);
    if ((on_path[above] & bit) == 0) totals[frame].cumulative += cumulative[node];
  }
  return totals;
}

std::vector<FunctionCost> function_totals(const Profile& profile) {
  if (!profile.has_stacks()) return profile.calls().functions;
  return stack_totals(profile, cumulative_of(profile.stacks()));
}

}  // namespace p2g
