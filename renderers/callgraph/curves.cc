#include "renderers/callgraph/curves.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace p2g::cards {
namespace {

constexpr double sample_step_px = 3;

Point mix(Point a, Point b, double t) { return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}; }
double distance(Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y); }

Point at(const Point* p, double t) {
  const Point a = mix(p[0], p[1], t), b = mix(p[1], p[2], t), c = mix(p[2], p[3], t);
  return mix(mix(a, b, t), mix(b, c, t), t);
}

bool is_straight(const Point* p) {
  const double length = distance(p[0], p[3]);
  if (length < 1e-9) return true;
  const auto off = [&](Point q) {
    return std::abs((p[3].x - p[0].x) * (q.y - p[0].y) - (p[3].y - p[0].y) * (q.x - p[0].x)) / length;
  };
  return off(p[1]) < 0.1 && off(p[2]) < 0.1;
}

}  // namespace

TrimmedCurve trim_curve(const std::vector<Point>& points, double length) {
  TrimmedCurve out{points, points.back()};
  // Pieces that lie within the arrowhead are dropped, the next one is cut where it leaves it.
  while (out.points.size() > 4 && distance(out.points[out.points.size() - 4], out.tip) <= length)
    out.points.resize(out.points.size() - 3);
  const std::size_t first = out.points.size() - 4;
  const Point piece[4] = {out.points[first], out.points[first + 1], out.points[first + 2], out.points[first + 3]};
  double low = 0, high = 1;
  for (int round = 0; round < 24; ++round) {
    const double middle = (low + high) / 2;
    (distance(at(piece, middle), out.tip) > length ? low : high) = middle;
  }
  const Point a = mix(piece[0], piece[1], low), b = mix(piece[1], piece[2], low), c = mix(piece[2], piece[3], low);
  const Point d = mix(a, b, low);
  out.points[first + 1] = a;
  out.points[first + 2] = d;
  out.points[first + 3] = mix(d, mix(b, c, low), low);
  return out;
}

void append_curve(PathItem& path, const std::vector<Point>& points) {
  path.move(points[0].x, points[0].y);
  for (std::size_t i = 0; i + 3 < points.size(); i += 3) {
    const Point* p = &points[i];
    if (distance(p[0], p[3]) < 0.05) continue;
    if (is_straight(p))
      path.line(p[3].x, p[3].y);
    else
      path.cubic(p[1].x, p[1].y, p[2].x, p[2].y, p[3].x, p[3].y);
  }
}

Box arrow_box(const TrimmedCurve& curve, double half_width) {
  const Point base = curve.points.back();
  const double left = std::min(base.x, curve.tip.x) - half_width, top = std::min(base.y, curve.tip.y);
  return {left, top, std::abs(base.x - curve.tip.x) + 2 * half_width, std::abs(base.y - curve.tip.y)};
}

PathItem arrow_head(const TrimmedCurve& curve, double half_width) {
  const Point base = curve.points.back();
  const double length = std::max(1e-6, distance(base, curve.tip));
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
    const double length = distance(points[i], points[i + 1]) + distance(points[i + 1], points[i + 2]) +
                          distance(points[i + 2], points[i + 3]);
    const int count = std::clamp(static_cast<int>(length / step), 1, 200);
    for (int k = 0; k < count; ++k) out.push_back(at(&points[i], static_cast<double>(k) / count));
  }
  out.push_back(points.back());
  return out;
}

Cells::Cells(const Box& bounds) : left_(bounds.x), top_(bounds.y) {
  constexpr double least_side_px = 16;
  constexpr double cells_at_most = 250000;
  side_ = std::max({least_side_px, std::sqrt(bounds.width * bounds.height / cells_at_most),
                    bounds.width / cells_at_most, bounds.height / cells_at_most});
  columns_ = static_cast<std::size_t>(bounds.width / side_) + 1;
  rows_ = static_cast<std::size_t>(bounds.height / side_) + 1;
  items_.resize(columns_ * rows_);
}

void Cells::add(const Box& box, std::uint32_t item) {
  const Range range = cells_of(box);
  for (std::size_t row = range.top; row <= range.bottom; ++row)
    for (std::size_t column = range.left; column <= range.right; ++column)
      items_[row * columns_ + column].push_back(item);
}

Cells::Range Cells::cells_of(const Box& box) const {
  const auto index = [this](double offset, std::size_t count) {
    return static_cast<std::size_t>(std::clamp(offset / side_, 0.0, static_cast<double>(count - 1)));
  };
  return {index(box.x - left_, columns_), index(box.x + box.width - left_, columns_), index(box.y - top_, rows_),
          index(box.y + box.height - top_, rows_)};
}

namespace {

Box bounds_of(const std::vector<Box>& boxes, const std::vector<std::vector<Point>>& lines) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double left = infinity, top = infinity, right = -infinity, bottom = -infinity;
  const auto add = [&](const Box& box) {
    left = std::min(left, box.x);
    top = std::min(top, box.y);
    right = std::max(right, box.x + box.width);
    bottom = std::max(bottom, box.y + box.height);
  };
  for (const Box& box : boxes) add(box);
  for (const std::vector<Point>& line : lines)
    for (const Point point : line) add({point.x, point.y, 0, 0});
  return left <= right ? Box{left, top, right - left, bottom - top} : Box{};
}

std::vector<std::vector<Point>> sample_all(const std::vector<TrimmedCurve>& curves) {
  std::vector<std::vector<Point>> out;
  out.reserve(curves.size());
  for (const TrimmedCurve& curve : curves) out.push_back(sample_curve(curve.points, sample_step_px));
  return out;
}

}  // namespace

LabelPlacer::LabelPlacer(std::vector<Box> taken, const std::vector<TrimmedCurve>& lines)
    : taken_(std::move(taken)),
      lines_(sample_all(lines)),
      last_met_(lines_.size(), 0),
      taken_cells_(bounds_of(taken_, lines_)),
      run_cells_(taken_cells_) {
  for (std::uint32_t i = 0; i < taken_.size(); ++i) taken_cells_.add(taken_[i], i);
  for (std::uint32_t line = 0; line < lines_.size(); ++line) {
    const std::vector<Point>& samples = lines_[line];
    for (std::uint32_t begin = 0, end = 0; begin < samples.size(); begin = end) {
      while (end < samples.size() && run_cells_.same(samples[begin], samples[end])) ++end;
      run_cells_.add({samples[begin].x, samples[begin].y, 0, 0}, static_cast<std::uint32_t>(runs_.size()));
      runs_.push_back({line, begin, end});
    }
  }
}

bool LabelPlacer::is_free(const Box& box) const {
  return !taken_cells_.any(box, [&](std::uint32_t other) { return box.overlaps(taken_[other]); });
}

double LabelPlacer::add_edges_below(const Box& box, std::size_t index, double cost, double least) {
  constexpr double edge_cost = 2;
  const double alone = cost;
  ++met_;
  int edges = 0;
  run_cells_.any(box, [&](std::uint32_t item) {
    const Run& run = runs_[item];
    if (run.line == index || last_met_[run.line] == met_) return false;
    const std::vector<Point>& samples = lines_[run.line];
    const bool meets =
        std::any_of(samples.begin() + run.begin, samples.begin() + run.end, [&box](Point p) { return box.holds(p); });
    if (!meets) return false;
    last_met_[run.line] = met_;
    cost = alone + edge_cost * ++edges;
    return cost >= least;
  });
  return cost;
}

// From the middle of the line outwards: a place over no other edge is better than all that come after it.
std::optional<Point> LabelPlacer::best_near(std::size_t index, double width, double height, double dx) {
  const std::vector<Point>& samples = lines_[index];
  const auto off_middle = [&](std::size_t i) {
    return std::abs(static_cast<double>(i) / static_cast<double>(samples.size()) - 0.5);
  };
  std::optional<Point> best;
  double least = std::numeric_limits<double>::infinity();
  std::size_t above = samples.size() / 2, below = above;  // tried are [above, below)
  while (above > 1 || below + 1 < samples.size()) {
    const bool up = above > 1 && (below + 1 >= samples.size() || off_middle(above - 1) <= off_middle(below));
    const std::size_t i = up ? --above : below++;
    if (off_middle(i) >= least) break;
    const Point centre{samples[i].x + dx, samples[i].y};
    const Box box{centre.x - width / 2, centre.y - height / 2, width, height};
    if (!is_free(box)) continue;
    const double cost = add_edges_below(box, index, off_middle(i), least);
    if (cost >= least) continue;
    least = cost;
    best = centre;
  }
  return best;
}

std::optional<Point> LabelPlacer::place(std::size_t index, double width, double height) {
  // On its line a figure cannot be taken for another edge's; beside it is the second choice.
  for (const double dx : {0.0, width / 2 + 3, -width / 2 - 3}) {
    const std::optional<Point> centre = best_near(index, width, height, dx);
    if (!centre) continue;
    taken_.push_back({centre->x - width / 2 - 2, centre->y - height / 2 - 1, width + 4, height + 2});
    taken_cells_.add(taken_.back(), static_cast<std::uint32_t>(taken_.size() - 1));
    return centre;
  }
  return std::nullopt;
}

}  // namespace p2g::cards
