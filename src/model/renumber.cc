#include "src/model/renumber.h"

#include <map>
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

// What is marked stays marked under its new id.
Estimates renumbered_estimates(const Estimates& estimates, const std::vector<FrameId>& ids) {
  Estimates result;
  result.reason = estimates.reason;
  for (FrameId id = 0; id < estimates.functions.size(); ++id) {
    if (estimates.functions[id] != 0) result.mark(ids[id], estimates.functions[id]);
  }
  for (FrameId id = 0; id < estimates.hidden.size(); ++id) {
    if (ids[id] >= result.hidden.size()) result.hidden.resize(ids[id] + std::size_t{1}, 0);
    result.hidden[ids[id]] = sum_of(result.hidden[ids[id]], estimates.hidden[id]);
  }
  std::map<std::uint64_t, std::uint8_t> calls;
  for (const Estimates::Call& call : estimates.calls) {
    const auto caller = static_cast<FrameId>(call.pair >> 32U);
    const auto callee = static_cast<FrameId>(call.pair);
    calls[Estimates::pair_key(ids[caller], ids[callee])] |= call.figures;
  }
  for (const auto& [pair, figures] : calls) result.calls.push_back({pair, figures});
  return result;
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
  profile.estimates = renumbered_estimates(profile.estimates, ids);
  profile.frames = std::move(frames);
  const Estimates before = std::exchange(profile.estimates, {});
  profile.estimates.add(before, ids);
}

}  // namespace p2g
