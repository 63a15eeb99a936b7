#include "renderers/callgraph/plan_cards.h"

#include <utility>

namespace p2g::cards {
namespace {

// Where stacks run: the links along which functions hand on nearly all of their time.
class Passing {
 public:
  Passing(const PlanGraph& graph, const Decisions& decisions, const Column<NodeIndex, std::vector<Row>>& rows)
      : graph_(graph), links_(graph, decisions), rows_(rows), below_(graph.function.size()) {
    Column<NodeIndex, NodeIndex> passes_to(graph.function.size());
    Column<NodeIndex, std::uint8_t> is_its_own(graph.function.size(), 0);  // 1: the callee gets all its time from here
    for (const CallIndex c : graph.call.indices()) {
      if (decisions.fate[c] != Fate::link || !only_passes_on(c)) continue;
      passes_to[graph.ends[c].from] = graph.ends[c].to;
      is_its_own[graph.ends[c].from] = graph.call[c].carried >= all_of_callee ? 1 : 0;
    }
    // The last function of a way keeps its card: it is where the time arrives, and has something to tell.
    for (const NodeIndex n : graph.nodes())
      if (is_its_own[n] != 0 && passes_to[passes_to[n]]) below_[n] = passes_to[n];
  }

  // What stands below a node in the same card; none: the card ends.
  NodeIndex below(NodeIndex n) const { return below_[n]; }

 private:
  // Whether the caller does nothing but this call, as far as a picture would show.
  bool only_passes_on(CallIndex c) const {
    const VisibleCall& call = graph_.call[c];
    const NodeIndex n = graph_.ends[c].from;
    const GraphFacts& facts = graph_.facts;
    const Weight cumulative = facts.function(call.caller).cumulative;
    if (graph_.facts.is_asked[call.caller] != 0 || call.residual || !call.timed || links_.into[n] > 1 ||
        links_.from[n] != 1 || cumulative <= 0)
      return false;
    const double keep_self = graph_.coarseness.keep_self;
    if (facts.self_share(call.caller) >= keep_self) return false;
    // Rows are sorted, so the first one is the heaviest.
    const std::vector<Row>& rows = rows_[n];
    if (!rows.empty() && rows.front().kind != Row::Kind::more && facts.clamped_share(rows.front().weight) >= keep_self)
      return false;
    return share_of(call.weight, cumulative) >= graph_.coarseness.pass_on;
  }

  const PlanGraph& graph_;
  const LinkCounts links_;
  const Column<NodeIndex, std::vector<Row>>& rows_;
  Column<NodeIndex, NodeIndex> below_;
};

}  // namespace

CardTable make_cards(const PlanGraph& graph, const Decisions& decisions, Column<NodeIndex, std::vector<Row>> rows) {
  const Passing passing(graph, decisions, rows);
  Column<NodeIndex, std::uint8_t> continues(graph.function.size(), 0);  // 1: stands below its caller in the same card
  for (const NodeIndex n : graph.nodes())
    if (passing.below(n)) continues[passing.below(n)] = 1;
  CardTable table;
  table.of.assign(graph.function.size(), {});
  for (const NodeIndex top : graph.nodes()) {
    if (decisions.drawn[top] == 0 || continues[top] != 0) continue;
    Card card;
    card.on_chain = true;
    for (NodeIndex n = top; n; n = passing.below(n)) {
      card.functions.push_back(graph.function[n]);
      card.on_chain = card.on_chain && graph.on_chain[n] != 0;
      table.of[n] = CardIndex(table.cards.size());
    }
    // A stack's functions have no rows that are worth telling, or they would not be in it.
    if (card.functions.size() == 1) card.rows = std::move(rows[top]);
    table.cards.push_back(std::move(card));
  }
  return table;
}

}  // namespace p2g::cards
