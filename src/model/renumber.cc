#include "src/model/renumber.h"

#include <utility>

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

}  // namespace

void renumber(Profile& profile, const std::vector<FrameId>& ids, Frames frames) {
  if (profile.has_stacks()) {
    const Stacks& stacks = profile.stacks();
    StackBuilder builder(stacks.keep_order);
    builder.add_stacks(stacks, ids, [](Weight weight) { return weight; });
    Stacks renumbered = builder.take();
    renumbered.reversed = stacks.reversed;
    profile.data = std::move(renumbered);
  } else {
    renumber_calls(profile.calls(), ids, frames.size());
  }
  profile.frames = std::move(frames);
  const Estimates before = std::exchange(profile.estimates, {});
  profile.estimates.add(before, ids);
}

}  // namespace p2g
