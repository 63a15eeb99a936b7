#include "src/passes/graph/to_calls.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "src/model/totals.h"
#include "src/passes/graph/to_graph.h"

namespace p2g {

void to_calls(Profile& profile) {
  if (!profile.has_stacks()) return;
  std::vector<FunctionCost> totals = function_totals(profile);
  const std::vector<std::uint8_t> all(profile.frames.size(), 1);
  const CallGraph graph = to_graph(profile, totals, all, 0);
  Calls calls;
  calls.counted = Counted::nothing;
  for (const Edge& edge : graph.edges) {
    const Cost cost{unknown_weight, edge.cumulative, 0, 0};
    calls.edges.push_back({graph.functions[edge.caller].frame, graph.functions[edge.callee].frame, cost});
  }
  totals.resize(profile.frames.size());
  for (FunctionCost& cost : totals) cost.calls = cost.primitive_calls = 0;
  calls.functions = std::move(totals);
  profile.data = std::move(calls);
}

}  // namespace p2g
