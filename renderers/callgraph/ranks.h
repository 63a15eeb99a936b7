// Layers for boxes such that no layer is wider than the page: what dot's own ranking does not know.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/layout/layout.h"

namespace p2g::cards {

struct Ranks {
  std::vector<std::uint32_t> rank;  // per box
  double width = 0, height = 0;     // of the layers; dot may need more width to keep edges straight
};

// The edges have no cycle; boxes come in the order of their importance, those with `keep_close` first of all. List
// scheduling, layer by layer, as long as the layer has room for the box and for the edges that pass: what is important
// stands close below its callers, but in time what has a long way below it comes first, so that the whole stays within
// `page_height` where it can. A box wider than the page gets a layer of its own.
Ranks rank_boxes(const LayoutInput& input, const std::vector<std::uint8_t>& keep_close, double page_width,
                 double page_height);

// Makes an engine that respects minimum lengths use these layers.
void force_ranks(LayoutInput& input, const Ranks& ranks);

}  // namespace p2g::cards
