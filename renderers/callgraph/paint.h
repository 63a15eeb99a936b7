// Cards and edges as a scene.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "renderers/callgraph/arrange.h"
#include "renderers/callgraph/card.h"
#include "renderers/scene.h"
#include "renderers/theme.h"

namespace p2g::cards {

// Marks that occurred, for the key.
struct PaintedMarks {
  bool hot = false, labels = false, residual = false, swatch = false, back = false, loop = false, more = false,
       stack = false, unlabelled = false, estimated = false, asked = false, own = false, foot = false;
};

// What a comparison's cards and edges say instead of one profile's.
struct CardLook {
  std::function<std::pair<Slot, Slot>(FunctionIndex function)> colors;  // of the card and of the text on it
  std::function<std::string(FunctionIndex function)> figures;           // second line of the tooltip
  std::function<std::string(const VisibleCall& call)> link_title;
  std::function<Paint(FunctionIndex function)> border;
  // Below name and place, whose baseline is `y`.
  std::function<void(Scene& scene, FunctionIndex function, const CardText& text, double left, double right, double y)>
      paint_body;
};

struct PaintOptions {
  double x = 0, y = 0;  // upper left of the graph
  bool color_by_self = false;
  const CardLook* look = nullptr;          // of a comparison
  std::function<void()> beside = nullptr;  // paints what belongs to the graph besides
};

PaintedMarks paint_graph(Scene& scene, const GraphFacts& facts, Labels& labels, const Arrangement& arrangement,
                         const Theme& theme, const PaintOptions& options);

}  // namespace p2g::cards
