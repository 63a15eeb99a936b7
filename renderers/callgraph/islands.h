// Islands: cards that links connect (the connected components of a plan). Each is laid out alone, then all are packed
// on shelves.
#pragma once

#include <vector>

#include "renderers/callgraph/arrange.h"

namespace p2g::cards {

struct Island {
  std::vector<CardIndex> cards;
  std::vector<LinkIndex> links;  // the heaviest first
  LayoutInput input;             // boxes parallel to cards, edges to links
  double width = 0, height = 0;  // px, as its layers promise
};

struct IslandOptions {
  double node_gap = 16;
  double rank_gap = 30;
  double page_width = 868;    // layers are at most this wide
  double page_height = 1400;  // aimed at
};

std::vector<Island> split_islands(const GraphFacts& facts, const CardPlan& plan,
                                  const Column<CardIndex, CardText>& cards, const IslandOptions& options);

// What the layers need, without running an engine.
struct Estimate {
  double width = 0, height = 0;
};
Estimate estimate_islands(const std::vector<Island>& islands, double page_width);

// Lays out each island and packs them; fills corners, curves, width, height, engine and adds to layouts. What would
// cost dot more than a second or two falls back to the layered engine.
void lay_out_islands(std::vector<Island>& islands, double page_width, Engine engine, Arrangement& out);

}  // namespace p2g::cards
