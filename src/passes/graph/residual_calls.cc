#include "src/passes/graph/residual_calls.h"

#include <algorithm>
#include <vector>

#include "src/passes/graph/guaranteed_calls.h"
#include "src/passes/graph/orphans.h"

namespace p2g {
namespace {

bool before(const Edge& a, const Edge& b) { return a.caller != b.caller ? a.caller < b.caller : a.callee < b.callee; }

// Adds the bridges that are heavy enough, and the heaviest one into each function that nobody would be seen calling.
void add_bridges(CallGraph& graph, const std::vector<Bridge>& bridges, Weight least_edge) {
  const std::vector<std::uint8_t> called = called_functions(graph);
  std::vector<Bridge> heaviest(graph.functions.size(), {no_index, 0, 0});  // into functions without a direct caller
  for (const Bridge& each : bridges) {
    if (each.bound >= least_edge) {
      graph.edges.push_back(residual_edge(each.caller, each.callee, each.bound));
    } else if (called[each.callee] == 0 && each.bound > heaviest[each.callee].bound) {
      heaviest[each.callee] = each;
    }
  }
  const std::vector<std::uint8_t> called_now = called_functions(graph);
  for (const Bridge& each : heaviest) {
    if (each.caller == no_index || called_now[each.callee] != 0) continue;
    graph.edges.push_back(residual_edge(each.caller, each.callee, each.bound));
  }
}

}  // namespace

bool can_bridge(const FunctionCost& function, Weight least_edge) {
  return function.cumulative >= std::max<Weight>(least_edge, 1) && never_recursive(function);
}

void add_residual_edges(CallGraph& graph, const Profile& profile, const CallCut& cut, Weight least_edge) {
  const auto direct = static_cast<std::ptrdiff_t>(graph.edges.size());
  std::vector<Bridge> bridges = guaranteed_bridges(graph, profile, cut);
  // The file's own figure for a pair stays alone.
  std::erase_if(bridges, [&](const Bridge& each) {
    return std::binary_search(graph.edges.begin(), graph.edges.end(), residual_edge(each.caller, each.callee, 0),
                              before);
  });
  add_bridges(graph, bridges, least_edge);
  connect_orphans(graph, profile, cut);
  std::sort(graph.edges.begin() + direct, graph.edges.end(), before);
  std::inplace_merge(graph.edges.begin(), graph.edges.begin() + direct, graph.edges.end(), before);
}

}  // namespace p2g
