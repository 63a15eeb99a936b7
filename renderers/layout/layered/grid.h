// The data that the steps of layered_layout share. Internal to that engine.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "renderers/layout/layout.h"
#include "src/base/no_index.h"
#include "src/base/rows.h"

namespace p2g::layered {

// An edge turned so that it runs downwards.
struct Arc {
  std::uint32_t top = no_index, bottom = no_index;  // no_index: a self edge
  int min_length = 1;
  bool turned = false;
};

// Rounds over a grid's segments: as many as wanted, but in large grids only as many as this bound on their work allows.
inline int affordable_rounds(int wanted, int least, std::size_t segments) {
  constexpr std::size_t segments_in_all_rounds = 1000000;
  return std::clamp(static_cast<int>(segments_in_all_rounds / std::max<std::size_t>(1, segments)), least, wanted);
}

// Boxes and slots (the places where edges cross a layer); segments connect nodes of neighbouring layers.
struct Grid {
  std::vector<std::uint32_t> layer;                      // per node; the first are the boxes
  std::vector<double> width;                             // per node
  std::vector<std::uint32_t> first_slot, first_segment;  // per arc; no_index: it has none and is drawn directly
  std::vector<std::pair<std::uint32_t, std::uint32_t>> segments;  // upper node, lower node
  std::vector<double> pull;                                       // per segment
  Rows above, below;                                              // segments by their lower and by their upper node
  std::vector<std::vector<std::uint32_t>> rows;                   // nodes of each layer from left to right
  std::vector<std::uint32_t> position;                            // per node, in its layer

  bool is_slot(std::uint32_t node, const LayoutInput& input) const { return node >= input.boxes.size(); }
};

// ---- grid.cc: layers and slots
std::vector<Arc> downward_arcs(const LayoutInput& input);
std::vector<std::uint32_t> longest_path_layers(std::size_t boxes, const std::vector<Arc>& arcs);
Grid build_grid(const LayoutInput& input, const std::vector<Arc>& arcs, std::vector<std::uint32_t> layer);

// ---- order.cc: fewer crossings
void order_rows(Grid& grid, double effort);

// ---- columns.cc: the middle of each node. Space between neighbours of a layer is kept exactly.
std::vector<double> place_columns(const LayoutInput& input, const Grid& grid);

// ---- curves.cc: from box to box through the slots
void draw_arcs(const LayoutInput& input, const Grid& grid, const std::vector<Arc>& arcs, const std::vector<double>& x,
               Layout& layout);

}  // namespace p2g::layered
