// What every step of a selection needs: where calls come from, and self costs of edges that follow their callee's.
#include <algorithm>

#include "src/model/fraction.h"
#include "src/passes/select/select_calls.h"

namespace p2g {

std::vector<std::int64_t> calls_from_outside(const CallSelection& selection) {
  std::vector<std::int64_t> left(selection.calls.functions.size());
  for (std::size_t f = 0; f < left.size(); ++f) left[f] = selection.calls.functions[f].calls;
  for (const CallCost& edge : selection.calls.edges) left[edge.callee] -= edge.calls;
  return left;
}

// A caller that brings a third of the callee's time gets a third of what the callee received as self cost, too. The
// rest of the whole came in from outside the profile, where no edge has to follow.
void spread_over_callers(CallSelection& selection, const std::vector<Weight>& received) {
  const auto takes_part = [&](const CallCost& edge) {
    return received[edge.callee] > 0 && edge.caller != edge.callee && edge.self != unknown_weight &&
           edge.cumulative != unknown_weight && edge.cumulative > 0;
  };
  std::vector<Wide> whole(received.size(), 0);
  for (const CallCost& edge : selection.calls.edges) {
    if (takes_part(edge)) whole[edge.callee] += edge.cumulative;
  }
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  for (std::size_t f = 0; f < received.size(); ++f) {
    if (outside[f] > 0) whole[f] = std::max<Wide>(whole[f], selection.calls.functions[f].cumulative);
  }
  selection.calls.edges.change([&](CallCost& edge) {
    if (!takes_part(edge)) return;
    const Wide raised = Wide{edge.self} + portion(received[edge.callee], edge.cumulative, whole[edge.callee]);
    edge.self = std::max(edge.self, static_cast<Weight>(std::min<Wide>(raised, edge.cumulative)));
  });
}

}  // namespace p2g
