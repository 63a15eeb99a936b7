#include "renderers/callgraph/plan_graph.h"

#include <algorithm>
#include <vector>

#include "renderers/callgraph/plan_rows.h"

namespace p2g::cards {
namespace {

constexpr double leaf_carried = 0.97;  // a small leaf that one caller owns becomes a row
constexpr double leaf_share = 0.10;
constexpr std::size_t small_picture = 12;  // functions; nothing is too small for it

// Depth-first search over links with a stack of its own: chains are as long as the profile makes them.
class CycleOpener {
 public:
  CycleOpener(const PlanGraph& graph, Decisions& decisions)
      : graph_(graph), decisions_(decisions), state_(graph.function.size(), State::unseen) {}

  void walk(NodeIndex start) {
    if (state_[start] != State::unseen) return;
    enter(start);
    while (!stack_.empty()) {
      Visit& top = stack_.back();
      if (top.next == graph_.end_call(top.node)) {
        state_[top.node] = State::done;
        stack_.pop_back();
        continue;
      }
      const CallIndex call = top.next;
      ++top.next;
      const NodeIndex callee = graph_.ends[call].to;
      // Still open, so it is on the way that led here.
      if (state_[callee] == State::open) decisions_.fate[call] = Fate::back;
      if (state_[callee] == State::unseen) enter(callee);  // `top` is no longer valid
    }
  }

 private:
  enum class State : std::uint8_t { unseen, open, done };
  struct Visit {
    NodeIndex node;
    CallIndex next;  // to be followed
  };

  void enter(NodeIndex n) {
    state_[n] = State::open;
    stack_.push_back({n, graph_.first_call(n)});
  }

  const PlanGraph& graph_;
  Decisions& decisions_;
  Column<NodeIndex, State> state_;
  std::vector<Visit> stack_;
};

}  // namespace

PlanGraph::PlanGraph(const GraphFacts& graph_facts, const PlanInput& input)
    : facts(graph_facts), coarseness(input.coarseness), function(input.functions), call(input.calls) {
  number_nodes();
  sort_calls();
  mark_chain();
}

void PlanGraph::number_nodes() {
  std::sort(function.begin(), function.end());
  node.assign(facts.function_count(), {});
  for (const NodeIndex n : nodes()) node[function[n]] = n;
}

void PlanGraph::sort_calls() {
  std::sort(call.begin(), call.end(), [](const VisibleCall& a, const VisibleCall& b) {
    if (a.caller != b.caller) return a.caller < b.caller;
    return a.weight != b.weight ? a.weight > b.weight : a.callee < b.callee;
  });
  // Nodes are numbered as functions are sorted, so the calls of each node follow those of the node before.
  begin_.reserve(function.size() + 1);
  CallIndex next(0);
  for (const VisibleCall& each : call) ends.push_back({node[each.caller], node[each.callee]});
  for (const NodeIndex n : nodes()) {
    begin_.push_back(next);
    while (next.value() < call.size() && ends[next].from == n) ++next;
  }
  begin_.push_back(next);
}

void PlanGraph::mark_chain() {
  on_chain.assign(function.size(), 0);
  chain_next_.assign(function.size(), {});
  NodeIndex before;
  for (const FunctionIndex f : facts.heaviest_chain) {
    const NodeIndex at = node[f];
    if (!at) break;
    on_chain[at] = 1;
    if (before) chain_next_[before] = at;
    before = at;
  }
}

LinkCounts::LinkCounts(const PlanGraph& graph, const Decisions& decisions)
    : into(graph.function.size(), 0), from(graph.function.size(), 0) {
  for (const CallIndex c : graph.call.indices()) {
    if (decisions.fate[c] != Fate::link) continue;
    ++into[graph.ends[c].to];
    ++from[graph.ends[c].from];
  }
}

void open_cycles(const PlanGraph& graph, Decisions& decisions) {
  CycleOpener opener(graph, decisions);
  // From the roots and along the heaviest calls first, so that what is turned back is what a reader would call the way
  // back. What no root reaches follows in the order of weight.
  for (const NodeIndex n : graph.nodes())
    if (graph.facts.root[graph.function[n]] != 0) opener.walk(n);
  for (const NodeIndex n : graph.nodes()) opener.walk(n);
}

void drop_light_calls(const PlanGraph& graph, Decisions& decisions) {
  Column<NodeIndex, CallIndex> heaviest(graph.function.size());  // into each node
  for (const CallIndex c : graph.call.indices()) {
    if (decisions.fate[c] != Fate::link) continue;
    CallIndex& best = heaviest[graph.ends[c].to];
    if (!best || graph.call[c].weight > graph.call[best].weight) best = c;
  }
  for (const CallIndex c : graph.call.indices()) {
    const bool light = graph.facts.clamped_share(graph.call[c].weight) < graph.coarseness.light_call;
    const bool needed = heaviest[graph.ends[c].to] == c || graph.is_chain_call(c);
    if (decisions.fate[c] == Fate::link && light && !needed) decisions.fate[c] = Fate::dropped;
  }
}

void list_leaves(const PlanGraph& graph, Decisions& decisions) {
  const LinkCounts links(graph, decisions);
  for (const CallIndex c : graph.call.indices()) {
    const NodeIndex leaf = graph.ends[c].to;
    if (decisions.fate[c] != Fate::link || links.into[leaf] != 1 || links.from[leaf] != 0) continue;
    // The answer itself is never only a row, nor is what was asked for.
    if (graph.on_chain[leaf] != 0 || graph.facts.is_asked[graph.function[leaf]] != 0) continue;
    const VisibleCall& call = graph.call[c];
    const bool row = !call.residual && call.carried >= leaf_carried && graph.share(leaf) < leaf_share;
    const bool too_small = graph.share(leaf) < row_share;
    if (too_small ? graph.function.size() > small_picture : row) decisions.drawn[leaf] = 0;
  }
  for (const CallIndex c : graph.call.indices())
    if (decisions.drawn[graph.ends[c].to] == 0) decisions.fate[c] = Fate::dropped;
}

}  // namespace p2g::cards
