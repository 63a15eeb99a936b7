#include "src/model/graph.h"

#include <algorithm>

namespace p2g {
namespace {

template <class End>
Adjacency rows(const CallGraph& graph, End end) {
  Adjacency rows;
  rows.begin.assign(graph.functions.size() + 1, 0);
  for (const Edge& edge : graph.edges) ++rows.begin[end(edge) + 1];
  for (std::size_t i = 1; i < rows.begin.size(); ++i) rows.begin[i] += rows.begin[i - 1];
  rows.edge.resize(graph.edges.size());
  std::vector<std::uint32_t> next(rows.begin.begin(), rows.begin.end() - 1);
  for (std::uint32_t i = 0; i < graph.edges.size(); ++i) rows.edge[next[end(graph.edges[i])]++] = i;
  return rows;
}

}  // namespace

Adjacency outgoing_edges(const CallGraph& graph) {
  return rows(graph, [](const Edge& edge) { return edge.caller; });
}

Adjacency incoming_edges(const CallGraph& graph) {
  return rows(graph, [](const Edge& edge) { return edge.callee; });
}

// Tarjan, "Depth-first search and linear graph algorithms" (1972), with its recursion kept as a list of (function, next
// edge). A component is numbered when it is complete, so after everything that it calls.
std::vector<std::uint32_t> strong_components(const CallGraph& graph) {
  constexpr std::uint32_t none = 0xffffffffU;
  const Adjacency out = outgoing_edges(graph);
  const auto size = static_cast<std::uint32_t>(graph.functions.size());
  std::vector<std::uint32_t> component(size, none);
  std::vector<std::uint32_t> index(size, none);  // in order of discovery
  std::vector<std::uint32_t> low(size, 0);       // smallest index known to be reachable within the component
  std::vector<std::uint32_t> open;               // discovered, component not complete
  struct Call {
    std::uint32_t function;
    std::uint32_t next;  // in out.edge
  };
  std::vector<Call> calls;
  std::uint32_t discovered = 0;
  std::uint32_t components = 0;
  const auto discover = [&](std::uint32_t function) {
    index[function] = low[function] = discovered++;
    open.push_back(function);
    calls.push_back({function, out.begin[function]});
  };
  for (std::uint32_t root = 0; root < size; ++root) {
    if (index[root] != none) continue;
    discover(root);
    while (!calls.empty()) {
      const std::uint32_t function = calls.back().function;
      if (calls.back().next < out.begin[function + 1]) {
        const std::uint32_t callee = graph.edges[out.edge[calls.back().next++]].callee;
        if (index[callee] == none) {
          discover(callee);
        } else if (component[callee] == none) {
          low[function] = std::min(low[function], index[callee]);
        }
        continue;
      }
      calls.pop_back();
      if (!calls.empty()) low[calls.back().function] = std::min(low[calls.back().function], low[function]);
      if (low[function] != index[function]) continue;
      while (component[function] == none) {
        component[open.back()] = components;
        open.pop_back();
      }
      ++components;
    }
  }
  return component;
}

}  // namespace p2g
