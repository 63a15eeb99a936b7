// Cards and edges as a scene.
#pragma once

#include "callgraph/arrange.h"
#include "callgraph/card.h"
#include "scene.h"
#include "theme.h"

namespace p2g::cards {

// Marks that occurred, for the key.
struct PaintedMarks {
  bool hot = false, labels = false, residual = false, swatch = false, back = false, loop = false, more = false,
       stack = false, unlabelled = false;
};

struct PaintOptions {
  double x = 0, y = 0;  // upper left of the graph
  bool color_by_self = false;
};

PaintedMarks paint_graph(Scene& scene, const GraphFacts& facts, Labels& labels, const Arrangement& arrangement,
                         const Theme& theme, const PaintOptions& options);

}  // namespace p2g::cards
