#include "src/model/graph.h"

namespace p2g {

Rows outgoing_edges(const CallGraph& graph) {
  return group_rows(graph.functions.size(), graph.edges.size(), [&](std::uint32_t e) { return graph.edges[e].caller; });
}

Rows incoming_edges(const CallGraph& graph) {
  return group_rows(graph.functions.size(), graph.edges.size(), [&](std::uint32_t e) { return graph.edges[e].callee; });
}

}  // namespace p2g
