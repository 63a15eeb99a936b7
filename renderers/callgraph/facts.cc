#include "renderers/callgraph/facts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/base/components.h"

namespace p2g::cards {
namespace {

constexpr double mostly_called = 0.75;  // callers that bring more than this explain where a function comes from
constexpr double chain_end_share = 0.05;
constexpr std::size_t most_asked = 8;  // have a ring; more would be a picture of rings

}  // namespace

GraphFacts::GraphFacts(const CallGraph& call_graph, const Asked* of_selection, const std::vector<std::uint8_t>& own,
                       const std::vector<std::uint8_t>& machinery)
    : graph(call_graph),
      asked(of_selection),
      is_asked(call_graph.functions.size(), 0),
      is_above(call_graph.functions.size(), 0),
      is_left_out(call_graph.functions.size(), 0),
      is_own(call_graph.functions.size(), 0),
      leads_everywhere(call_graph.functions.size(), 0),
      root(call_graph.functions.size(), 0),
      recursive(call_graph.functions.size(), 0),
      out_(outgoing_edges(call_graph)),
      in_(incoming_edges(call_graph)) {
  component_.reserve(function_count());
  const Rows callees = mapped_rows(out_, [&](std::uint32_t edge) { return call_graph.edges[edge].callee; });
  for (const std::uint32_t component : strong_components(callees).of) component_.push_back(ComponentIndex(component));
  for (const FunctionIndex f : functions())
    if (function(f).frame < own.size()) is_own[f] = own[function(f).frame];
  for (const FunctionIndex f : functions())
    if (function(f).frame < machinery.size()) leads_everywhere[f] = machinery[function(f).frame];
  if (asked != nullptr) find_asked();
  find_recursive();
  find_roots();
  find_main_callers();
  if (asked != nullptr) find_ways_in();
  find_heaviest_chain();
}

double GraphFacts::clamped_share(Weight weight) const {
  return weight == unknown_weight ? 0 : std::clamp(share_of(weight, graph.total), 0.0, 1.0);
}

double GraphFacts::carried(const Edge& edge) const {
  const Function& callee = function(callee_of(edge));
  if (edge.cumulative != unknown_weight && callee.cumulative > 0)
    return std::clamp(share_of(edge.cumulative, callee.cumulative), 0.0, 1.0);
  if (callee.calls > 0 && edge.calls > 0)
    return std::min(1.0, static_cast<double>(edge.calls) / static_cast<double>(callee.calls));
  return 0;
}

Weight GraphFacts::weight(const Edge& edge) const {
  if (edge.cumulative != unknown_weight) return edge.cumulative;
  return std::llround(carried(edge) * static_cast<double>(function(callee_of(edge)).cumulative));
}

void GraphFacts::find_asked() {
  const std::size_t marked = std::min(asked->functions.size(), most_asked);
  const auto end = asked->functions.begin() + static_cast<std::ptrdiff_t>(marked);
  for (const FunctionIndex f : functions()) {
    if (std::find(asked->functions.begin(), end, function(f).frame) != end) is_asked[f] = 1;
  }
  // Who spends nothing in the selection and leads to them.
  const Column<FunctionIndex, std::uint8_t> leads_there = reached(true);
  for (const FunctionIndex f : functions()) {
    if (leads_there[f] != 0 && is_asked[f] == 0 && function(f).self == 0) is_above[f] = 1;
  }
}

// Who calls what was asked for matters, and how it comes there; not everything that leads there. Of callers the
// heaviest are shown, each with its heaviest callers as far up as the program goes: the import system and exec() lead
// to everything. What is below as well (recursion) belongs to the selection.
void GraphFacts::find_ways_in() {
  constexpr double least_caller = 0.03;
  constexpr std::size_t most_callers = 8;
  constexpr int most_steps = 12;
  const Column<FunctionIndex, std::uint8_t> leads_there = reached(true), below = reached(false);
  std::vector<std::pair<Weight, FunctionIndex>> callers;
  for (const Edge& call : graph.edges) {
    const FunctionIndex caller = caller_of(call);
    if (is_asked[callee_of(call)] == 0 || is_asked[caller] != 0) continue;
    if (clamped_share(weight(call)) >= least_caller) callers.emplace_back(-weight(call), caller);
  }
  std::sort(callers.begin(), callers.end());
  if (callers.size() > most_callers) callers.resize(most_callers);
  Column<FunctionIndex, std::uint8_t> shown = is_asked;
  for (const auto& [cost, caller] : callers) {
    FunctionIndex at = caller;
    for (int step = 0; at && step < most_steps && shown[at] == 0; ++step, at = main_caller[at]) {
      if (step > 0 && leads_everywhere[at] != 0) break;
      shown[at] = 1;
    }
  }
  constexpr double works = 0.01;
  for (const FunctionIndex f : functions()) {
    if (shown[f] != 0 || leads_there[f] == 0) continue;
    const bool passes_on = self_share(f) < works && leads_everywhere[f] != 0;
    if (below[f] == 0 || passes_on) is_left_out[f] = 1;
  }
}

// All that leads to what was asked for (callers), or that it leads to, with itself.
Column<FunctionIndex, std::uint8_t> GraphFacts::reached(bool callers) const {
  Column<FunctionIndex, std::uint8_t> seen = is_asked;
  std::vector<FunctionIndex> open;
  for (const FunctionIndex f : functions())
    if (seen[f] != 0) open.push_back(f);
  while (!open.empty()) {
    const FunctionIndex f = open.back();
    open.pop_back();
    if (!callers && is_asked[f] == 0 && leads_everywhere[f] != 0) continue;  // also back to where all began
    for (const EdgeIndex e : callers ? edges_into(f) : edges_from(f)) {
      const FunctionIndex next = callers ? caller_of(edge(e)) : callee_of(edge(e));
      if (seen[next] == 0) open.push_back(next);
      seen[next] = 1;
    }
  }
  return seen;
}

void GraphFacts::find_recursive() {
  for (const Edge& edge : graph.edges)
    if (edge.caller == edge.callee) recursive[caller_of(edge)] = 1;
  // Call profiles tell re-entries through other functions, too.
  if (graph.counted != Counted::calls) return;
  for (const FunctionIndex f : functions())
    if (function(f).primitive_calls < function(f).calls) recursive[f] = 1;
}

// What is known of where functions are called from.
struct GraphFacts::Inflow {
  Column<FunctionIndex, double> part;            // of the time that callers bring; cycles bring some of it twice
  Column<FunctionIndex, double> from_outside;    // of it, what callers outside of the function's cycle bring
  Column<FunctionIndex, std::int64_t> calls;     // that come from known callers
  Column<ComponentIndex, std::uint8_t> entered;  // 1: called from outside
};

GraphFacts::Inflow GraphFacts::measure_inflow() const {
  const std::size_t count = function_count();
  Inflow inflow;
  inflow.part.assign(count, 0);
  inflow.from_outside.assign(count, 0);
  inflow.calls.assign(count, 0);
  inflow.entered.assign(count, 0);  // there are at most as many components as functions
  for (const Edge& edge : graph.edges) {
    const FunctionIndex caller = caller_of(edge), callee = callee_of(edge);
    inflow.calls[callee] += edge.calls;
    if (caller == callee) continue;
    const double part = carried(edge);
    inflow.part[callee] += part;
    if (in_one_cycle(caller, callee)) continue;
    inflow.from_outside[callee] += part;
    if (inflow.from_outside[callee] >= 1 - mostly_called) inflow.entered[component_[callee]] = 1;
  }
  return inflow;
}

// Calls that no caller accounts for are outermost ones, so they compare with the primitive calls.
bool GraphFacts::comes_from_nowhere(FunctionIndex f, const Inflow& inflow) const {
  const auto unexplained = static_cast<double>(function(f).calls - inflow.calls[f]);
  return graph.counted == Counted::calls && function(f).primitive_calls > 0 &&
         unexplained >= (1 - mostly_called) * static_cast<double>(function(f).primitive_calls);
}

void GraphFacts::find_roots() {
  Inflow inflow = measure_inflow();
  for (const FunctionIndex f : functions()) {
    if (inflow.part[f] > mostly_called && !comes_from_nowhere(f, inflow)) continue;
    root[f] = 1;
    inflow.entered[component_[f]] = 1;
  }
  // A cycle that nothing enters has no root yet: its functions explain each other. It begins at its heaviest function,
  // among (nearly) equals at the one least called.
  Column<ComponentIndex, FunctionIndex> begin(function_count());
  for (const FunctionIndex f : functions()) {
    if (inflow.entered[component_[f]] != 0) continue;
    FunctionIndex& best = begin[component_[f]];
    const auto nearly_as_heavy = [&] {
      const Weight most = function(best).cumulative;
      return function(f).cumulative >= most - most / 100;
    };
    if (!best || (nearly_as_heavy() && inflow.part[f] < inflow.part[best])) best = f;
  }
  for (const FunctionIndex f : begin)
    if (f) root[f] = 1;
}

void GraphFacts::find_main_callers() {
  main_caller.assign(function_count(), {});
  Column<FunctionIndex, double> most(function_count(), -1);
  for (const Edge& edge : graph.edges) {
    const FunctionIndex callee = callee_of(edge);
    const double part = carried(edge);
    if (caller_of(edge) == callee || part <= most[callee]) continue;
    most[callee] = part;
    main_caller[callee] = caller_of(edge);
  }
}

void GraphFacts::find_heaviest_chain() {
  FunctionIndex at;
  for (const FunctionIndex f : functions())  // sorted: the first root is the heaviest
    if (root[f] != 0 && !at && !is_hidden(f) && leads_on(f)) at = f;
  for (const FunctionIndex f : functions())
    if (root[f] != 0 && !at && !is_hidden(f)) at = f;
  if (!at || graph.total <= 0 || share(at) < chain_end_share) return;
  Column<FunctionIndex, std::uint8_t> seen(function_count(), 0);
  while (at) {
    heaviest_chain.push_back(at);
    seen[at] = 1;
    FunctionIndex next;
    Weight heaviest = 0;
    for (const EdgeIndex e : edges_from(at)) {
      if (seen[callee_of(edge(e))] != 0 || weight(edge(e)) <= heaviest) continue;
      heaviest = weight(edge(e));
      next = callee_of(edge(e));
    }
    const bool ends = clamped_share(heaviest) < chain_end_share || heaviest < function(at).self;
    at = ends ? FunctionIndex() : next;
  }
}

}  // namespace p2g::cards
