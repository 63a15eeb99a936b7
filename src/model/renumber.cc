#include "src/model/renumber.h"

#include <utility>

#include "src/model/fraction.h"
#include "src/model/stack_builder.h"

namespace p2g {
namespace {

// Children come after their parents, so that a node's place is known before it is needed.
Stacks renumbered(const Stacks& stacks, const std::vector<FrameId>& ids) {
  StackBuilder builder;
  std::vector<std::uint32_t> placed(stacks.size(), 0);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    placed[node] = builder.child(placed[stacks.parent[node]], ids[stacks.frame[node]]);
    builder.add_self(placed[node], stacks.self[node]);
  }
  builder.add_self(0, stacks.self[0]);
  return builder.take();
}

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

}  // namespace

void renumber(Profile& profile, const std::vector<FrameId>& ids, Frames frames) {
  if (profile.has_stacks()) {
    profile.data = renumbered(profile.stacks(), ids);
  } else {
    renumber_calls(profile.calls(), ids, frames.size());
  }
  profile.frames = std::move(frames);
}

}  // namespace p2g
