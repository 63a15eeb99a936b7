#include "renderers/callgraph/label_placer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace p2g::cards {
namespace {

constexpr double sample_step_px = 3;

Rectangle bounds_of(const std::vector<Rectangle>& boxes, const std::vector<std::vector<Point>>& lines) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  double left = infinity, top = infinity, right = -infinity, bottom = -infinity;
  const auto add = [&](const Rectangle& box) {
    left = std::min(left, box.x);
    top = std::min(top, box.y);
    right = std::max(right, box.x + box.width);
    bottom = std::max(bottom, box.y + box.height);
  };
  for (const Rectangle& box : boxes) add(box);
  for (const std::vector<Point>& line : lines)
    for (const Point point : line) add({point.x, point.y, 0, 0});
  return left <= right ? Rectangle{left, top, right - left, bottom - top} : Rectangle{};
}

std::vector<std::vector<Point>> sample_all(const std::vector<TrimmedCurve>& curves) {
  std::vector<std::vector<Point>> out;
  out.reserve(curves.size());
  for (const TrimmedCurve& curve : curves) out.push_back(sample_curve(curve.points, sample_step_px));
  return out;
}

}  // namespace

Cells::Cells(const Rectangle& bounds) : left_(bounds.x), top_(bounds.y) {
  constexpr double least_side_px = 16;
  constexpr double cells_at_most = 250000;
  // Cells of the size of a figure, larger ones where the picture is: a strip of one cell's height counts, too.
  side_ = std::max({least_side_px, std::sqrt(bounds.width * bounds.height / cells_at_most),
                    bounds.width / cells_at_most, bounds.height / cells_at_most});
  columns_ = static_cast<std::size_t>(bounds.width / side_) + 1;
  rows_ = static_cast<std::size_t>(bounds.height / side_) + 1;
  items_.resize(columns_ * rows_);
}

void Cells::add(const Rectangle& box, std::uint32_t item) {
  const Range range = cells_of(box);
  for (std::size_t row = range.top; row <= range.bottom; ++row)
    for (std::size_t column = range.left; column <= range.right; ++column)
      items_[row * columns_ + column].push_back(item);
}

Cells::Range Cells::cells_of(const Rectangle& box) const {
  const auto index = [this](double offset, std::size_t count) {
    return static_cast<std::size_t>(std::clamp(offset / side_, 0.0, static_cast<double>(count - 1)));
  };
  return {index(box.x - left_, columns_), index(box.x + box.width - left_, columns_), index(box.y - top_, rows_),
          index(box.y + box.height - top_, rows_)};
}

LabelPlacer::LabelPlacer(std::vector<Rectangle> taken, const std::vector<TrimmedCurve>& lines, double left,
                         double right)
    : left_end_(left),
      right_end_(right),
      taken_(std::move(taken)),
      lines_(sample_all(lines)),
      last_met_(lines_.size(), 0),
      taken_cells_(bounds_of(taken_, lines_)),
      run_cells_(taken_cells_) {
  for (std::uint32_t i = 0; i < taken_.size(); ++i) taken_cells_.add(taken_[i], i);
  // One entry a run and cell instead of one a sample: a line crosses a cell in one go, most of the time.
  for (std::uint32_t line = 0; line < lines_.size(); ++line) {
    const std::vector<Point>& samples = lines_[line];
    for (std::uint32_t begin = 0, end = 0; begin < samples.size(); begin = end) {
      while (end < samples.size() && run_cells_.same(samples[begin], samples[end])) ++end;
      run_cells_.add({samples[begin].x, samples[begin].y, 0, 0}, static_cast<std::uint32_t>(runs_.size()));
      runs_.push_back({line, begin, end});
    }
  }
}

bool LabelPlacer::is_free(const Rectangle& box) const {
  return !taken_cells_.any(box, [&](std::uint32_t other) { return box.overlaps(taken_[other]); });
}

double LabelPlacer::add_edges_below(const Rectangle& box, std::size_t index, double cost, double least) {
  constexpr double edge_cost = 2;
  const double alone = cost;
  ++met_;  // a line may have several runs near the box, and counts once
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
    // Whichever of the two next samples is nearer to the middle.
    const bool up = above > 1 && (below + 1 >= samples.size() || off_middle(above - 1) <= off_middle(below));
    const std::size_t i = up ? --above : below++;
    if (off_middle(i) >= least) break;  // no other edge could make up for it
    const Point centre{samples[i].x + dx, samples[i].y};
    const Rectangle box{centre.x - width / 2, centre.y - height / 2, width, height};
    if (box.x < left_end_ || box.x + box.width > right_end_ || !is_free(box)) continue;
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
    // A little air: figures that touch are read as one.
    taken_.push_back({centre->x - width / 2 - 2, centre->y - height / 2 - 1, width + 4, height + 2});
    taken_cells_.add(taken_.back(), static_cast<std::uint32_t>(taken_.size() - 1));
    return centre;
  }
  return std::nullopt;
}

}  // namespace p2g::cards
