#include <algorithm>
#include <cmath>
#include <limits>

#include "renderers/layout/layered/grid.h"

namespace p2g::layered {
namespace {

constexpr double port_gap_px = 14;
constexpr double box_margin_px = 6;  // an edge keeps this far from boxes that it passes
constexpr double end_slope = 0.7;    // edges leave and arrive at most this far from upright
constexpr int taut_rounds = 40;
constexpr double far = std::numeric_limits<double>::infinity();

struct Band {
  double top = 0, bottom = 0;
};

// Layers from top to bottom, each as high as its highest box.
std::vector<Band> place_bands(const LayoutInput& input, const Grid& grid) {
  std::vector<Band> bands(grid.rows.size());
  double y = 0;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    double height = 0;
    for (const std::uint32_t node : grid.rows[i])
      if (!grid.is_slot(node, input)) height = std::max(height, input.boxes[node].height);
    bands[i] = {y, y + height};
    y += height + input.rank_gap;
  }
  return bands;
}

// How far from its box's middle each segment leaves (upper_end) or arrives: side by side in the order of where they
// go, the strongest in the middle, so that the main line of the picture runs straight.
std::vector<double> port_offsets(const LayoutInput& input, const Grid& grid, bool upper_end,
                                 const std::vector<double>& x) {
  const Rows& side = upper_end ? grid.below : grid.above;
  std::vector<double> offset(grid.segments.size(), 0);
  std::vector<std::uint32_t> sorted;
  for (std::uint32_t box = 0; box < input.boxes.size(); ++box) {
    const auto far_x = [&](std::uint32_t s) { return x[upper_end ? grid.segments[s].second : grid.segments[s].first]; };
    sorted.assign(side[box].begin(), side[box].end());
    if (sorted.empty()) continue;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return far_x(a) < far_x(b); });
    const auto strongest = std::max_element(
        sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) { return grid.pull[a] < grid.pull[b]; });
    const double count = static_cast<double>(sorted.size());
    const double gap = std::min(port_gap_px, input.boxes[box].width * 0.85 / count);
    double middle = static_cast<double>(strongest - sorted.begin());
    // All ports stay on the box.
    const double room = input.boxes[box].width * 0.45 / gap;
    middle = std::clamp(middle, count - 1 - room, std::max(room, count - 1 - room));
    for (std::size_t i = 0; i < sorted.size(); ++i) offset[sorted[i]] = gap * (static_cast<double>(i) - middle);
  }
  return offset;
}

// A point of an edge and the range that it may move in without touching a neighbour.
struct Waypoint {
  double x = 0, y = 0, left = -far, right = far;
};

// Finds the way of one edge after the other. Slots keep edges off boxes; within the room around its slots an edge is
// free to run as straight as it can.
class Router {
 public:
  Router(const LayoutInput& input, const Grid& grid, const std::vector<double>& x)
      : input_(input),
        grid_(grid),
        x_(x),
        bands_(place_bands(input, grid)),
        leave_(port_offsets(input, grid, true, x)),
        arrive_(port_offsets(input, grid, false, x)) {}

  Point centre(std::uint32_t box) const {
    return {x_[box], bands_[grid_.layer[box]].top + input_.boxes[box].height / 2};
  }

  std::vector<Point> route(const Arc& arc, std::size_t index) {
    way_.clear();
    const std::uint32_t first = grid_.first_segment[index];
    const double bottom = centre(arc.top).y + input_.boxes[arc.top].height / 2;
    const double top = bands_[grid_.layer[arc.bottom]].top;
    // Too long to have slots (see max_slots): through everything, but drawn.
    if (first == no_index) return straight_curve({x_[arc.top], bottom}, {x_[arc.bottom], top});
    const std::uint32_t span = grid_.layer[arc.bottom] - grid_.layer[arc.top];
    fix({x_[arc.top] + leave_[first], bottom});
    // Past the lower end of taller neighbours.
    if (bands_[grid_.layer[arc.top]].bottom > bottom + 1) {
      pass(arc.top, bands_[grid_.layer[arc.top]].bottom);
      keep_beside_siblings(leave_[first], arc.top);
    }
    for (std::uint32_t step = 1; step < span; ++step) {
      const std::uint32_t slot = grid_.first_slot[index] + step - 1;
      const Band& band = bands_[grid_.layer[slot]];
      pass(slot, band.top);
      if (band.bottom > band.top + 1) pass(slot, band.bottom);
    }
    fix({x_[arc.bottom] + arrive_[first + span - 1], top});
    pull_taut();
    return input_.straight ? lines() : smooth();
  }

 private:
  // A point that must not move: an end of the edge.
  void fix(Point point) { way_.push_back({point.x, point.y, point.x, point.x}); }

  // Half of the space to each neighbour belongs to the edge; next to a box, all but a margin.
  void pass(std::uint32_t node, double y) {
    const std::vector<std::uint32_t>& row = grid_.rows[grid_.layer[node]];
    const std::uint32_t place = grid_.position[node];
    const double half = grid_.is_slot(node, input_) ? grid_.width[node] / 2 : 0;
    Waypoint point{x_[node], y};
    if (place > 0) point.left = border(node, row[place - 1]) + half;
    if (place + 1 < row.size()) point.right = border(node, row[place + 1]) - half;
    point.left = std::min(point.left, point.x);
    point.right = std::max(point.right, point.x);
    way_.push_back(point);
  }
  // Edges that leave the same box stay in their order where they turn round its neighbours.
  void keep_beside_siblings(double port, std::uint32_t box) {
    constexpr double side_by_side = 0.4;  // of their distance at the box
    const double half = grid_.width[box] / 2;
    Waypoint& point = way_.back();
    point.left = std::min(point.left + (port + half) * side_by_side, x_[box] + port);
    point.right = std::max(point.right - (half - port) * side_by_side, x_[box] + port);
    point.x = std::clamp(point.x, point.left, point.right);
  }
  // Up to where an edge through `node` may come to `neighbour`.
  double border(std::uint32_t node, std::uint32_t neighbour) const {
    const double sign = x_[neighbour] < x_[node] ? 1 : -1;
    const double edge = x_[neighbour] + sign * grid_.width[neighbour] / 2;
    if (grid_.is_slot(node, input_) && !grid_.is_slot(neighbour, input_)) return edge + sign * box_margin_px;
    const double own = x_[node] - sign * grid_.width[node] / 2;
    return (edge + own) / 2 + sign;
  }

  // Pulls the way straight like a string, as far as its ranges allow: each point moves onto the line between its two
  // neighbours, again and again.
  void pull_taut() {
    for (int round = 0; round < taut_rounds; ++round)
      for (std::size_t i = 1; i + 1 < way_.size(); ++i) {
        const Waypoint& a = way_[i - 1];
        const Waypoint& b = way_[i + 1];
        const double t = (way_[i].y - a.y) / (b.y - a.y);
        way_[i].x = std::clamp(a.x + (b.x - a.x) * t, way_[i].left, way_[i].right);
      }
  }

  std::vector<Point> lines() const {
    std::vector<Point> out{{way_[0].x, way_[0].y}};
    for (std::size_t i = 1; i < way_.size(); ++i) {
      const std::vector<Point> piece = straight_curve(out.back(), {way_[i].x, way_[i].y});
      out.insert(out.end(), piece.begin() + 1, piece.end());
    }
    return out;
  }

  // x as a function of y by monotone cubic interpolation (Fritsch and Butland 1984): it never leaves the range between
  // two points, so it touches nothing that the points do not touch.
  std::vector<Point> smooth() const {
    const std::size_t last = way_.size() - 1;
    const auto slope_after = [this](std::size_t i) {
      return (way_[i + 1].x - way_[i].x) / std::max(1e-6, way_[i + 1].y - way_[i].y);
    };
    std::vector<double> slope(way_.size(), 0);
    slope[0] = std::clamp(slope_after(0), -end_slope, end_slope);
    slope[last] = std::clamp(slope_after(last - 1), -end_slope, end_slope);
    for (std::size_t i = 1; i < last; ++i) {
      const double before = slope_after(i - 1), after = slope_after(i);
      if (before * after <= 0) continue;  // a turning point stays upright, or the curve would overshoot it
      const double h0 = way_[i].y - way_[i - 1].y, h1 = way_[i + 1].y - way_[i].y;
      slope[i] = 3 * (h0 + h1) / ((2 * h1 + h0) / before + (h1 + 2 * h0) / after);
    }
    std::vector<Point> out;
    out.reserve(1 + 3 * last);
    out.push_back({way_[0].x, way_[0].y});
    for (std::size_t i = 0; i < last; ++i) {
      const Waypoint& a = way_[i];
      const Waypoint& b = way_[i + 1];
      const double third = (b.y - a.y) / 3;
      out.insert(out.end(),
                 {{a.x + slope[i] * third, a.y + third}, {b.x - slope[i + 1] * third, b.y - third}, {b.x, b.y}});
    }
    return out;
  }

  const LayoutInput& input_;
  const Grid& grid_;
  const std::vector<double>& x_;
  std::vector<Band> bands_;
  std::vector<double> leave_, arrive_;  // per segment, from the middle of its box
  std::vector<Waypoint> way_;
};

}  // namespace

void draw_arcs(const LayoutInput& input, const Grid& grid, const std::vector<Arc>& arcs, const std::vector<double>& x,
               Layout& layout) {
  Router router(input, grid, x);
  for (std::uint32_t box = 0; box < input.boxes.size(); ++box) layout.centres.push_back(router.centre(box));
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    LayoutCurve curve;
    if (arcs[i].top == no_index)
      curve.points = self_loop(layout.centres[input.edges[i].from], input.boxes[input.edges[i].from]);
    else
      curve.points = router.route(arcs[i], i);
    if (arcs[i].turned) std::reverse(curve.points.begin(), curve.points.end());
    layout.curves.push_back(std::move(curve));
  }
}

}  // namespace p2g::layered
