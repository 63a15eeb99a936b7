#include "renderers/callgraph/facts.h"

#include <algorithm>
#include <cmath>

#include "src/base/components.h"

namespace p2g::cards {
namespace {

constexpr double mostly_called = 0.75;  // callers that bring more than this explain where a function comes from
constexpr double chain_end_share = 0.05;

}  // namespace

GraphFacts::GraphFacts(const CallGraph& call_graph)
    : graph(call_graph),
      out(outgoing_edges(call_graph)),
      in(incoming_edges(call_graph)),
      component(
          strong_components(mapped_rows(out, [&](std::uint32_t edge) { return call_graph.edges[edge].callee; })).of),
      root(call_graph.functions.size(), 0),
      recursive(call_graph.functions.size(), 0) {
  for (const Edge& edge : graph.edges)
    if (edge.caller == edge.callee) recursive[edge.caller] = 1;
  // Call profiles tell re-entries through other functions, too.
  if (!graph.sampled && !graph.from_stacks)
    for (std::size_t i = 0; i < graph.functions.size(); ++i)
      if (graph.functions[i].primitive_calls < graph.functions[i].calls) recursive[i] = 1;
  find_roots();
  find_main_callers();
  find_heaviest_chain();
}

double GraphFacts::clamped_share(Weight weight) const {
  return weight == unknown_weight ? 0 : std::clamp(share_of(weight, graph.total), 0.0, 1.0);
}
double GraphFacts::share(std::uint32_t function) const { return clamped_share(graph.functions[function].cumulative); }
double GraphFacts::self_share(std::uint32_t function) const { return clamped_share(graph.functions[function].self); }

double GraphFacts::carried(const Edge& edge) const {
  const Function& callee = graph.functions[edge.callee];
  if (edge.cumulative != unknown_weight && callee.cumulative > 0)
    return std::clamp(share_of(edge.cumulative, callee.cumulative), 0.0, 1.0);
  if (callee.calls > 0 && edge.calls > 0)
    return std::min(1.0, static_cast<double>(edge.calls) / static_cast<double>(callee.calls));
  return 0;
}
double GraphFacts::carried(std::uint32_t edge) const { return carried(graph.edges[edge]); }

Weight GraphFacts::weight(const Edge& edge) const {
  if (edge.cumulative != unknown_weight) return edge.cumulative;
  return std::llround(carried(edge) * static_cast<double>(graph.functions[edge.callee].cumulative));
}

void GraphFacts::find_roots() {
  const auto count = static_cast<std::uint32_t>(graph.functions.size());
  std::vector<double> inflow(count, 0);         // part of the time that callers bring; cycles bring some of it twice
  std::vector<double> from_outside(count, 0);   // of it, what callers outside of the function's component bring
  std::vector<std::int64_t> calls(count, 0);    // that come from known callers
  std::vector<std::uint8_t> entered(count, 0);  // per component: called from outside, or has a root
  for (std::uint32_t i = 0; i < graph.edges.size(); ++i) {
    const Edge& edge = graph.edges[i];
    calls[edge.callee] += edge.calls;
    if (edge.caller == edge.callee) continue;
    const double part = carried(i);
    inflow[edge.callee] += part;
    if (component[edge.caller] == component[edge.callee]) continue;
    from_outside[edge.callee] += part;
    if (from_outside[edge.callee] >= 1 - mostly_called) entered[component[edge.callee]] = 1;
  }
  for (std::uint32_t f = 0; f < count; ++f) {
    const Function& function = graph.functions[f];
    // Calls that no caller accounts for are outermost ones, so they compare with the primitive calls.
    const auto from_nowhere = static_cast<double>(function.calls - calls[f]);
    const bool called_from_nowhere =
        !graph.sampled && !graph.from_stacks && function.primitive_calls > 0 &&
        from_nowhere >= (1 - mostly_called) * static_cast<double>(function.primitive_calls);
    if (inflow[f] > mostly_called && !called_from_nowhere) continue;
    root[f] = 1;
    entered[component[f]] = 1;
  }
  // A cycle that nothing enters begins at its heaviest function, among (nearly) equals at the one least called.
  std::vector<std::uint32_t> begin(count, no_index);
  for (std::uint32_t f = 0; f < count; ++f) {
    if (entered[component[f]] != 0) continue;
    std::uint32_t& best = begin[component[f]];
    if (best == no_index ||
        (graph.functions[f].cumulative >= graph.functions[best].cumulative - graph.functions[best].cumulative / 100 &&
         inflow[f] < inflow[best]))
      best = f;
  }
  for (const std::uint32_t f : begin)
    if (f != no_index) root[f] = 1;
}

void GraphFacts::find_main_callers() {
  main_caller.assign(graph.functions.size(), no_index);
  std::vector<double> most(graph.functions.size(), -1);
  for (const Edge& edge : graph.edges) {
    const double part = carried(edge);
    if (edge.caller == edge.callee || part <= most[edge.callee]) continue;
    most[edge.callee] = part;
    main_caller[edge.callee] = edge.caller;
  }
}

void GraphFacts::find_heaviest_chain() {
  const auto first = std::find(root.begin(), root.end(), 1);
  if (first == root.end() || graph.total <= 0) return;
  std::vector<std::uint8_t> seen(graph.functions.size(), 0);
  auto at = static_cast<std::uint32_t>(first - root.begin());
  if (share(at) < chain_end_share) return;
  while (at != no_index) {
    heaviest_chain.push_back(at);
    seen[at] = 1;
    std::uint32_t next = no_index;
    Weight heaviest = 0;
    for (const std::uint32_t e : out[at]) {
      const Edge& edge = graph.edges[e];
      if (seen[edge.callee] != 0 || weight(edge) <= heaviest) continue;
      heaviest = weight(edge);
      next = edge.callee;
    }
    const bool ends = clamped_share(heaviest) < chain_end_share || heaviest < graph.functions[at].self;
    at = ends ? no_index : next;
  }
}

}  // namespace p2g::cards
