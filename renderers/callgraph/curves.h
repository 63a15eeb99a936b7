// Geometry of edges: the line that is left when the arrowhead has its room, and a free place for the figure.
#pragma once

#include <optional>
#include <vector>

#include "layout.h"
#include "scene.h"

namespace p2g::cards {

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  bool overlaps(const Box& other) const {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
  }
};

// The curve without its last `length` px, which end in an arrowhead at `tip`. Shorter curves keep their first point.
struct TrimmedCurve {
  std::vector<Point> points;
  Point tip;
};
TrimmedCurve trim_curve(const std::vector<Point>& points, double length);

// What the arrowhead covers.
Box arrow_box(const TrimmedCurve& curve, double half_width);

// M and C, or L where a piece is straight.
void append_curve(PathItem& path, const std::vector<Point>& points);
// A triangle on the last point of the trimmed curve.
PathItem arrow_head(const TrimmedCurve& curve, double half_width);

// Points at about every `step` px along the curve.
std::vector<Point> sample_curve(const std::vector<Point>& points, double step);

// Puts figures on edges: never on a card or on another figure, where possible not on another edge, near the middle.
class LabelPlacer {
 public:
  // `taken`: cards and arrowheads; `lines`: what is left of the curves above their arrowheads.
  LabelPlacer(std::vector<Box> taken, const std::vector<TrimmedCurve>& lines);
  // Centre of a label of this size for curve `index`; nothing when there is no room.
  std::optional<Point> place(std::size_t index, double width, double height);

 private:
  std::optional<Point> best_near(std::size_t index, double width, double height, double dx) const;
  bool is_free(const Box& box) const;
  int edges_below(const Box& box, std::size_t index) const;

  std::vector<Box> taken_;
  std::vector<std::vector<Point>> samples_;
};

}  // namespace p2g::cards
