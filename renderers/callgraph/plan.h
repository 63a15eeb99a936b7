// What is drawn: cards, the rows under them, and the links between them. No sizes, no text.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/callgraph/facts.h"

namespace p2g::cards {

// A call between two functions of the picture.
struct VisibleCall {
  std::uint32_t caller = 0, callee = 0;  // indices into facts.graph.functions
  Weight weight = 0;                     // see GraphFacts::weight
  double carried = 0;                    // part of the callee's time
  std::int64_t calls = 0;
  bool timed = true;      // the input gives a time, not only a number of calls
  bool residual = false;  // stands for a way through functions that are not drawn
};

// How much is left out so that the rest can be seen. Shares are of the total.
struct Coarseness {
  double least_function = 0.01;  // lighter functions do not enter a picture of more than a dozen
  double light_call = 0.005;     // lighter calls are drawn only when they are the callee's heaviest
  double pass_on = 0.965;        // functions of a stack hand on at least this part of their time …
  double keep_self = 0.01;       // … and keep less than this of the total, nor is any callee beside it that large
};

struct PlanInput {
  std::vector<std::uint32_t> functions;  // to be drawn
  std::vector<VisibleCall> calls;        // among them, without self calls
  Coarseness coarseness;
  // Small functions with one caller may become rows of its card, light calls may be left out: the automatic choice.
  bool simplify = true;
};
// All calls of the graph among the functions, and for each function that nothing drawn leads to a residual one along
// its heaviest callers.
PlanInput automatic_input(const GraphFacts& facts, std::vector<std::uint32_t> functions);
// Exactly the functions and edges of `chosen`, a pruned form of the facts' graph.
PlanInput explicit_input(const GraphFacts& facts, const CallGraph& chosen);

struct Row {
  enum class Kind : std::uint8_t {
    callee,  // not drawn
    back,    // drawn further up: the call closes a cycle
    more     // the rest, summed
  };
  Kind kind = Kind::callee;
  std::uint32_t function = no_index;
  std::int64_t count = 0;  // of callees; Kind::more
  Weight weight = 0;
  std::int64_t calls = 0;
  bool timed = true;  // false: weight is no figure to show (unknown, or times that overlap)
};

struct Card {
  std::vector<std::uint32_t> functions;  // one, or a stack of functions that only pass on, callers first
  std::vector<Row> rows;                 // of a card with one function
  bool on_chain = false;
};

struct Link {
  std::uint32_t from = 0, to = 0;  // cards
  VisibleCall call;
  bool on_chain = false;
  bool labelled = false;  // it carries notably less than all of the callee's time
};

// 0.9 px to 5 px by the square root of its share, so that the area tells the time.
double line_width_px(const GraphFacts& facts, const Link& link);

// Invariants: no link runs from a card to itself; turned at none, all links run downwards (the graph of cards has no
// cycle); cards are in the order of their heaviest function. drawn + listed + hidden is all functions of the graph.
struct Plan {
  std::vector<Card> cards;
  std::vector<Link> links;
  std::int64_t drawn = 0, listed = 0, hidden = 0;  // functions
  Weight drawn_self = 0, listed_self = 0;
  Weight heaviest_hidden = 0;  // largest cumulative of a hidden function
};
Plan make_plan(const GraphFacts& facts, const PlanInput& input);

}  // namespace p2g::cards
