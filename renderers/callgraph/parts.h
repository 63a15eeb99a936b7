// Parts of the picture that no link connects: each is laid out alone, then all are packed on shelves.
#pragma once

#include <vector>

#include "renderers/callgraph/arrange.h"

namespace p2g::cards {

struct Part {
  std::vector<std::uint32_t> cards, links;  // links: the heaviest first
  LayoutInput input;                        // boxes parallel to cards, edges to links
  double width = 0, height = 0;             // as its layers promise
};

struct PartsOptions {
  double node_gap = 16;
  double rank_gap = 30;
  double page_width = 868;    // layers are at most this wide
  double page_height = 1400;  // aimed at
};

std::vector<Part> split_parts(const GraphFacts& facts, const Plan& plan, const std::vector<CardText>& cards,
                              const PartsOptions& options);

// What the layers need, without running an engine.
struct Estimate {
  double width = 0, height = 0;
};
Estimate estimate_parts(const std::vector<Part>& parts, double page_width);

// Lays out each part and packs them; fills corners, curves, width, height, engine and adds to layouts. What would cost
// dot more than a second or two falls back to the layered engine.
void lay_out_parts(std::vector<Part>& parts, double page_width, Engine engine, Arrangement& out);

}  // namespace p2g::cards
