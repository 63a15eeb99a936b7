// The functions and calls of one plan, and what becomes of them step by step. Nodes are numbered among what is drawn,
// so that a step costs what the picture draws and not what the profile holds.
#pragma once

#include <cstdint>

#include "renderers/callgraph/plan_input.h"

namespace p2g::cards {

struct PlanNode;
using NodeIndex = Index<PlanNode>;     // a function that is to be drawn, by weight
using CallIndex = Index<VisibleCall>;  // a call between two of them, by caller, heaviest first

// What was asked for; the steps only read it.
class PlanGraph {
 public:
  PlanGraph(const GraphFacts& graph_facts, const PlanInput& input);

  const GraphFacts& facts;
  const Coarseness coarseness;
  Column<NodeIndex, FunctionIndex> function;
  Column<FunctionIndex, NodeIndex> node;  // none: not drawn
  Column<CallIndex, VisibleCall> call;
  struct Ends {
    NodeIndex from, to;
  };
  Column<CallIndex, Ends> ends;
  // The part of the heaviest chain that is drawn, from its beginning.
  Column<NodeIndex, std::uint8_t> on_chain;

  IndexRange<NodeIndex> nodes() const { return function.indices(); }
  CallIndex first_call(NodeIndex n) const { return begin_[n]; }
  CallIndex end_call(NodeIndex n) const { return begin_[NodeIndex(n.value() + 1)]; }
  IndexRange<CallIndex> calls_from(NodeIndex n) const { return {first_call(n), end_call(n)}; }
  double share(NodeIndex n) const { return facts.share(function[n]); }
  bool is_chain_call(CallIndex c) const { return chain_next_[ends[c].from] == ends[c].to; }

 private:
  void number_nodes();
  void sort_calls();
  void mark_chain();

  Column<NodeIndex, CallIndex> begin_;  // one more than nodes
  Column<NodeIndex, NodeIndex> chain_next_;
};

enum class Fate : std::uint8_t {
  link,    // an arrow, unless both ends come to share a card
  back,    // closes a cycle: a row of the caller
  dropped  // too light, or leads to what is only listed
};

// What the steps have decided so far.
struct Decisions {
  explicit Decisions(const PlanGraph& graph) : fate(graph.call.size(), Fate::link), drawn(graph.function.size(), 1) {}
  Column<CallIndex, Fate> fate;
  Column<NodeIndex, std::uint8_t> drawn;  // 0: a row of its caller, or part of a sum
};

// How many links lead into and from each node.
struct LinkCounts {
  LinkCounts(const PlanGraph& graph, const Decisions& decisions);
  Column<NodeIndex, std::uint32_t> into, from;
};

// Turns calls back until no cycle of links is left.
void open_cycles(const PlanGraph& graph, Decisions& decisions);
// A light call is drawn only when nothing heavier leads to its callee.
void drop_light_calls(const PlanGraph& graph, Decisions& decisions);
// A small function that calls nothing drawn and belongs to one caller says all it has to say in a row; one that is too
// small for a row goes into the sum, unless the whole picture is small.
void list_leaves(const PlanGraph& graph, Decisions& decisions);

}  // namespace p2g::cards
