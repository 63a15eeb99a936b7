// Geometry of edges: the line that is left when the arrowhead has its room, and the arrowhead.
#pragma once

#include <vector>

#include "renderers/layout/layout.h"
#include "renderers/scene.h"

namespace p2g::cards {

struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;  // px; (x, y) is the upper left
  bool overlaps(const Rectangle& other) const {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
  }
  bool holds(Point p) const { return p.x > x && p.x < x + width && p.y > y && p.y < y + height; }
};

// The curve without its last `length` px, which end in an arrowhead at `tip`. Shorter curves keep their first point.
struct TrimmedCurve {
  std::vector<Point> points;
  Point tip;
};
TrimmedCurve trim_curve(const std::vector<Point>& points, double length);

// What the arrowhead covers.
Rectangle arrow_box(const TrimmedCurve& curve, double half_width);

// M and C, or L where a piece is straight.
void append_curve(PathItem& path, const std::vector<Point>& points);
// A triangle on the last point of the trimmed curve.
PathItem arrow_head(const TrimmedCurve& curve, double half_width);

// Points at about every `step` px along the curve.
std::vector<Point> sample_curve(const std::vector<Point>& points, double step);

}  // namespace p2g::cards
