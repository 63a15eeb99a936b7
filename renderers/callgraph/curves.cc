#include "renderers/callgraph/curves.h"

#include <algorithm>
#include <cmath>

namespace p2g::cards {
namespace {

Point mix(Point a, Point b, double t) { return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }
double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

// On a cubic of four control points, by de Casteljau: mixing the points until one is left.
Point at(const Point* p, double t) {
  const Point a = mix(p[0], p[1], t), b = mix(p[1], p[2], t), c = mix(p[2], p[3], t);
  return mix(mix(a, b, t), mix(b, c, t), t);
}

// Whether a cubic is a line as far as a picture shows: both handles lie on the chord, to a tenth of a pixel.
bool is_straight(const Point* p) {
  const double length = distance(p[0], p[3]);
  if (length < 1e-9) return true;
  const auto off = [&](Point q) {
    return std::abs((p[3].x - p[0].x) * (q.y - p[0].y) - (p[3].y - p[0].y) * (q.x - p[0].x)) / length;
  };
  return off(p[1]) < 0.1 && off(p[2]) < 0.1;
}

// Where a cubic that ends in `tip` comes within `length` of it, as a parameter. By halving: the distance to the tip
// falls along all but the oddest curves, and 24 rounds are finer than a file's tenths of a pixel.
double parameter_at_distance(const Point* piece, Point tip, double length) {
  double low = 0, high = 1;
  for (int round = 0; round < 24; ++round) {
    const double middle = (low + high) / 2;
    (distance(at(piece, middle), tip) > length ? low : high) = middle;
  }
  return low;
}

}  // namespace

TrimmedCurve trim_curve(const std::vector<Point>& points, double length) {
  TrimmedCurve out{points, points.back()};
  // Pieces that lie within the arrowhead are dropped, the next one is cut where it leaves it.
  while (out.points.size() > 4 && distance(out.points[out.points.size() - 4], out.tip) <= length)
    out.points.resize(out.points.size() - 3);
  const std::size_t first = out.points.size() - 4;
  const Point piece[4] = {out.points[first], out.points[first + 1], out.points[first + 2], out.points[first + 3]};
  const double end = parameter_at_distance(piece, out.tip, length);
  // The first part of a divided cubic: the left edge of de Casteljau's triangle.
  const Point a = mix(piece[0], piece[1], end), b = mix(piece[1], piece[2], end), c = mix(piece[2], piece[3], end);
  const Point d = mix(a, b, end);
  out.points[first + 1] = a;
  out.points[first + 2] = d;
  out.points[first + 3] = mix(d, mix(b, c, end), end);
  return out;
}

void append_curve(PathItem& path, const std::vector<Point>& points) {
  path.move(points[0].x, points[0].y);
  for (std::size_t i = 0; i + 3 < points.size(); i += 3) {
    const Point* p = &points[i];
    if (distance(p[0], p[3]) < 0.05) continue;  // rounds to a point
    if (is_straight(p))
      path.line(p[3].x, p[3].y);
    else
      path.cubic(p[1].x, p[1].y, p[2].x, p[2].y, p[3].x, p[3].y);
  }
}

Rectangle arrow_box(const TrimmedCurve& curve, double half_width) {
  const Point base = curve.points.back();
  const double left = std::min(base.x, curve.tip.x) - half_width, top = std::min(base.y, curve.tip.y);
  return {left, top, std::abs(base.x - curve.tip.x) + 2 * half_width, std::abs(base.y - curve.tip.y)};
}

PathItem arrow_head(const TrimmedCurve& curve, double half_width) {
  const Point base = curve.points.back();
  const double length = std::max(1e-6, distance(base, curve.tip));
  // The normal of the arrow's direction, half of the base long.
  const double nx = (curve.tip.y - base.y) / length * half_width, ny = -(curve.tip.x - base.x) / length * half_width;
  PathItem path;
  path.move(curve.tip.x, curve.tip.y);
  path.line(base.x + nx, base.y + ny);
  path.line(base.x - nx, base.y - ny);
  path.close();
  return path;
}

std::vector<Point> sample_curve(const std::vector<Point>& points, double step) {
  std::vector<Point> out;
  for (std::size_t i = 0; i + 3 < points.size(); i += 3) {
    // The control polygon is longer than the curve: samples lie a little closer than asked for.
    const double length = distance(points[i], points[i + 1]) + distance(points[i + 1], points[i + 2]) +
                          distance(points[i + 2], points[i + 3]);
    const int count = std::clamp(static_cast<int>(length / step), 1, 200);
    for (int k = 0; k < count; ++k) out.push_back(at(&points[i], static_cast<double>(k) / count));
  }
  out.push_back(points.back());
  return out;
}

}  // namespace p2g::cards
