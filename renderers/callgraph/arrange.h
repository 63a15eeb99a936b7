// Where everything stands: islands laid out by an engine and packed on the page; how many functions fit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "renderers/callgraph/card.h"
#include "renderers/callgraph/plan.h"
#include "renderers/callgraph/ways.h"
#include "renderers/layout/layout.h"

namespace p2g::cards {

// layered: our own engine, the same bytes everywhere; dot: Graphviz, as far as its cost allows.
enum class Engine : std::uint8_t { layered, dot };

struct PageRoom {
  double width = 868, height = 1500;  // px for the graph
  double card_limit = card_limit_px;
};

struct Arrangement {
  CardPlan plan;
  Column<CardIndex, CardText> cards;
  Column<CardIndex, Point> corners;  // upper left
  Column<LinkIndex, LayoutCurve> curves;
  double width = 0, height = 0;
  std::string_view engine;                      // "layered", "dot", "dot, little effort"; empty when nothing needed one
  std::int64_t layouts = 0;                     // how often an engine ran
  std::int64_t dot_cost = 0, layered_cost = 0;  // layout_cost of what each has laid out
};

// Puts a card into words, at most about `limit` px wide.
using CardWriter = std::function<CardText(const Card& card, double limit)>;

// The automatic choice: what has to be named, then as many functions as fit the room. An estimate says where to begin,
// layouts confirm it; their number is bounded, so the result never depends on the machine's speed.
Arrangement arrange_best(const GraphFacts& facts, Labels& labels, const Choice& choice, PageRoom room, Engine engine);

// Exactly this input as far as the room's width allows, whatever height that takes; the plan says what was left out.
Arrangement arrange_all(const GraphFacts& facts, const CardWriter& write, const PlanInput& input, PageRoom room,
                        Engine engine);
Arrangement arrange_all(const GraphFacts& facts, Labels& labels, const PlanInput& input, PageRoom room, Engine engine);

// Exactly this input if the room holds it, else nothing. Adds to `layouts` how often an engine ran.
std::optional<Arrangement> arrange_if_it_fits(const GraphFacts& facts, const CardWriter& write, const PlanInput& input,
                                              PageRoom room, Engine engine, std::int64_t& layouts);

}  // namespace p2g::cards
