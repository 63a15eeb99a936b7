// Geometry of edges: the line that is left when the arrowhead has its room, and a free place for the figure.
#pragma once

#include <algorithm>
#include <limits>
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

  static constexpr std::size_t samples_a_piece = 32;
  struct Bounds {
    double left = std::numeric_limits<double>::infinity(), right = -left, top = left, bottom = -left;

    static Bounds of(const Point* points, std::size_t count) {
      Bounds out;
      for (std::size_t i = 0; i < count; ++i) out.add({points[i].x, points[i].x, points[i].y, points[i].y});
      return out;
    }
    void add(const Bounds& other) {
      left = std::min(left, other.left);
      right = std::max(right, other.right);
      top = std::min(top, other.top);
      bottom = std::max(bottom, other.bottom);
    }
    bool may_meet(const Box& box) const {
      return right > box.x && left < box.x + box.width && bottom > box.y && top < box.y + box.height;
    }
  };
  // Most lines, and most pieces of those that come near, are nowhere near a place that is tried.
  struct Line {
    std::vector<Point> samples;
    std::vector<Bounds> pieces;  // of samples_a_piece each
    Bounds bounds;

    bool has_sample_in(const Box& box) const;
  };

  std::vector<Box> taken_;
  std::vector<Line> lines_;
};

}  // namespace p2g::cards
