// The seam to layout engines: boxes and arrows in, coordinates and curves out. Engines know nothing of profiles.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/result.h"

namespace p2g {

struct LayoutBox {
  double width = 0, height = 0;  // px
};
struct LayoutEdge {
  std::uint32_t from = 0, to = 0;
  int weight = 1;                            // pull towards straight and short
  int min_length = 1;                        // ranks
  double label_width = 0, label_height = 0;  // 0: no label
};
struct LayoutInput {
  std::vector<LayoutBox> boxes;
  std::vector<LayoutEdge> edges;
  double node_gap = 16, rank_gap = 26;  // px
  double effort = 1;                    // 0..1: the engine's own limits (network simplex, crossing minimisation)
  bool straight = false;                // polylines instead of splines, for large graphs
};
struct Point {
  double x = 0, y = 0;
};
struct LayoutCurve {
  std::vector<Point> points;  // 1 + 3k control points of a cubic spline, tail to head
  bool has_label = false;
  Point label;  // centre
};
struct Layout {
  double width = 0, height = 0;
  std::vector<Point> centres;       // per box
  std::vector<LayoutCurve> curves;  // per edge
};

// Graphviz dot in this process, with only its dot layout and core plug-ins: no Pango, no fontconfig, no fonts, no
// configuration file. Same input, same result for one Graphviz version. Fails only on its own errors.
Result<Layout> dot_layout(const LayoutInput& input);

}  // namespace p2g
