// Which functions share a card.
#pragma once

#include <vector>

#include "renderers/callgraph/plan.h"
#include "renderers/callgraph/plan_graph.h"

namespace p2g::cards {

inline constexpr double all_of_callee = 0.97;  // a call that carries as much is all there is to say of its callee

struct CardTable {
  Column<CardIndex, Card> cards;
  Column<NodeIndex, CardIndex> of;  // none: the node is not drawn
};
// Consecutive functions that only pass on what they get share a card, a stack; each other drawn function has its own,
// with its rows. In the order of each card's heaviest function.
CardTable make_cards(const PlanGraph& graph, const Decisions& decisions, Column<NodeIndex, std::vector<Row>> rows);

}  // namespace p2g::cards
