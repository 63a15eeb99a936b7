// The seam to layout engines: boxes and arrows in, coordinates and curves out. Engines know nothing of profiles.
// All lengths are px, y grows downwards. Callers run downwards into callees.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "src/base/result.h"

namespace p2g {

struct LayoutBox {
  double width = 0, height = 0;  // px
};
struct LayoutEdge {
  std::uint32_t from = 0, to = 0;
  int weight = 1;                            // pull towards straight and short
  int min_length = 1;                        // ranks
  double thickness = 1;                      // px; the layered engine keeps lines apart by it
  double label_width = 0, label_height = 0;  // 0: no label
};
struct LayoutInput {
  std::vector<LayoutBox> boxes;
  std::vector<LayoutEdge> edges;
  double node_gap = 16, rank_gap = 26;  // px
  double effort = 1;                    // 0..1: the engine's own limits (network simplex, first orders)
  bool straight = false;                // polylines instead of splines, for large graphs
  double page_width = 0;                // the layered engine keeps to it where each layer fits; 0: no limit
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
// configuration file. Same input, same result for one Graphviz version. Fails only on its own errors. Some inputs take
// it minutes (see layout_cost), and it recurses over chains: callers keep the cost below dot_cost_limit.
Result<Layout> dot_layout(const LayoutInput& input);
// Whether Graphviz is there; loads it when it has not been loaded yet.
const Result<void>& load_graphviz();

// Our own engine for what is too large for dot: linear memory, a fixed number of sweeps, no limits on size. Layers by
// longest path, order by medians, x by weighted means under exact separation, curves through one reserved slot a layer.
Layout layered_layout(const LayoutInput& input);

// Boxes plus layers that edges cross, the size that Graphviz works on, by longest-path layers.
std::int64_t layout_cost(const LayoutInput& input);
// Measured on Debian 12 with effort 0 and polylines: about 2 s at the limit on one core of a small virtual machine.
inline constexpr std::int64_t dot_cost_limit = 8000;

// ---- What engines share ---------------------------------------------------------------------------------------------

// 1 for each edge that closes a cycle: turned round, the graph runs downwards only. Depth-first from each box in order.
std::vector<std::uint8_t> edges_to_turn(const LayoutInput& input);
// A straight line as one cubic.
std::vector<Point> straight_curve(Point from, Point to);
// A small loop at the right side of the box.
std::vector<Point> self_loop(Point centre, const LayoutBox& box);
// Moves everything so that boxes, curves and labels begin at 0, and sets width and height.
void fit_bounds(const LayoutInput& input, Layout& layout);

}  // namespace p2g
