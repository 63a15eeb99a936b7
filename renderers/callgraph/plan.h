// What is drawn: cards, the rows under them, and the links between them. No sizes, no text.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/callgraph/facts.h"
#include "renderers/callgraph/plan_input.h"

namespace p2g::cards {

struct Row {
  enum class Kind : std::uint8_t {
    callee,  // not drawn
    back,    // drawn further up: the call closes a cycle
    more     // the rest, summed
  };
  Kind kind = Kind::callee;
  FunctionIndex function;
  std::int64_t count = 0;  // of callees; Kind::more
  Weight weight = 0;
  std::int64_t calls = 0;
  bool timed = true;  // false: weight is no figure to show (unknown, or times that overlap)
  bool estimated = false;
};

struct Card {
  std::vector<FunctionIndex> functions;  // one, or a stack of functions that only pass on, callers first
  std::vector<Row> rows;                 // of a card with one function
  bool on_chain = false;
};
using CardIndex = Index<Card>;

struct Link {
  CardIndex from, to;
  VisibleCall call;
  bool on_chain = false;
  bool labelled = false;  // it carries notably less than all of the callee's time
};
using LinkIndex = Index<Link>;

// 0.9 px to 5 px by the square root of its share, so that the area tells the time.
double line_width_px(const GraphFacts& facts, const Link& link);

// Invariants: no link runs from a card to itself; turned at none, all links run downwards (the graph of cards has no
// cycle); cards are in the order of their heaviest function, links from light to heavy. drawn + listed + hidden is all
// functions of the graph.
struct CardPlan {
  Column<CardIndex, Card> cards;
  Column<LinkIndex, Link> links;
  std::int64_t drawn = 0, listed = 0, hidden = 0;  // functions
  Weight drawn_self = 0, listed_self = 0;
  std::int64_t functions_left_out = 0, calls_left_out = 0;  // asked for, but without room in the page's width
  Weight heaviest_hidden = 0;                               // largest cumulative of a hidden function, but for ways in
};
CardPlan make_plan(const GraphFacts& facts, const PlanInput& input);

}  // namespace p2g::cards
