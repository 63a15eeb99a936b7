// What the painters of cards and of links have in common.
#pragma once

#include <string>
#include <vector>

#include "renderers/callgraph/paint.h"

namespace p2g::cards {

struct PaintContext {
  Scene& scene;
  const GraphFacts& facts;
  Labels& labels;
  const Arrangement& arrangement;
  const Theme& theme;
  const PaintOptions& options;
  Column<CardIndex, std::vector<std::string>> ids;  // of elements, one a function of the card
  PaintedMarks marks;

  const Card& card(CardIndex index) const { return arrangement.plan.cards[index]; }
  bool is_stack(CardIndex index) const { return card(index).functions.size() > 1; }
  // Upper left on the page.
  Point corner(CardIndex index) const { return on_page(arrangement.corners[index]); }
  Point on_page(Point p) const { return {options.x + p.x, options.y + p.y}; }
};

void paint_card(PaintContext& context, CardIndex index);
// All of them: figures find their places together.
void paint_links(PaintContext& context);

}  // namespace p2g::cards
