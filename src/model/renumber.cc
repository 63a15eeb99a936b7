#include "src/model/renumber.h"

#include <algorithm>
#include <utility>

#include "src/model/cost.h"
#include "src/model/fraction.h"
#include "src/model/stack_builder.h"

namespace p2g {
namespace {

void renumber_calls(Calls& calls, const std::vector<FrameId>& ids, std::size_t frames) {
  std::vector<Cost> functions(frames);
  for (FrameId id = 0; id < calls.functions.size(); ++id) {
    functions[ids[id]] += calls.functions[id];
  }
  // Whoever compares takes differences of them.
  for (Cost& cost : functions) {
    for (std::int64_t* figure : {&cost.self, &cost.cumulative, &cost.calls, &cost.primitive_calls}) {
      if (*figure != unknown_weight) *figure = bounded(*figure);
    }
  }
  calls.functions = std::move(functions);
  calls.edges.change([&](CallCost& edge) {
    edge.caller = ids[edge.caller];
    edge.callee = ids[edge.callee];
  });
}

// What was spent in a frame that is left out has no line.
void renumber_lines(LineCosts& lines, const Stacks& stacks, const std::vector<FrameId>& ids,
                    std::vector<std::uint32_t> placed) {
  if (lines.empty()) return;
  for (std::size_t node = 1; node < placed.size(); ++node) {
    if (ids[stacks.frame[node]] == no_frame) placed[node] = no_index;
  }
  move_lines(lines, placed);
}

// Returns whether functions became one.
bool renumber_part(Part& part, const std::vector<FrameId>& ids) {
  std::vector<PartCost>& costs = part.functions;
  for (PartCost& cost : costs) cost.frame = ids[cost.frame];
  std::sort(costs.begin(), costs.end(), [](const PartCost& a, const PartCost& b) { return a.frame < b.frame; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    if (kept > 0 && costs[kept - 1].frame == costs[i].frame) {
      costs[kept - 1].self = sum_of(costs[kept - 1].self, costs[i].self);
      costs[kept - 1].cumulative = sum_of(costs[kept - 1].cumulative, costs[i].cumulative);
    } else {
      costs[kept++] = costs[i];
    }
  }
  const bool joined = kept < costs.size();
  costs.resize(kept);
  return joined;
}

}  // namespace

bool renumber_parts(Profile& profile, const std::vector<FrameId>& ids) {
  bool joined = false;
  for (Part& part : profile.parts) joined = renumber_part(part, ids) || joined;
  if (!joined || !profile.has_stacks()) return true;
  profile.parts.clear();
  return false;
}

void renumber(Profile& profile, const std::vector<FrameId>& ids, Frames frames) {
  renumber_parts(profile, ids);
  if (profile.has_stacks()) {
    const Stacks& stacks = profile.stacks();
    StackBuilder builder(stacks.keep_order);
    renumber_lines(profile.lines, stacks, ids, builder.add_stacks(stacks, ids, [](Weight weight) { return weight; }));
    Stacks renumbered = builder.take();
    renumbered.reversed = stacks.reversed;
    profile.data = std::move(renumbered);
  } else {
    renumber_calls(profile.calls(), ids, frames.size());
    move_lines(profile.lines, ids);
  }
  profile.frames = std::move(frames);
  const Estimates before = std::exchange(profile.estimates, {});
  profile.estimates.add(before, ids);
}

}  // namespace p2g
