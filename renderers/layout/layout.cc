#include "renderers/layout/layout.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "src/base/rows.h"

namespace p2g {

std::vector<std::uint8_t> edges_to_turn(const LayoutInput& input) {
  const std::size_t n = input.boxes.size();
  const Rows out = group_rows(n, input.edges.size(), [&](std::uint32_t i) { return input.edges[i].from; });

  enum : std::uint8_t { unseen, open, done };
  std::vector<std::uint8_t> state(n, unseen), turned(input.edges.size(), 0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> stack;  // box, position of its next edge in out.item
  for (std::uint32_t start = 0; start < n; ++start) {
    if (state[start] != unseen) continue;
    state[start] = open;
    stack.emplace_back(start, out.begin[start]);
    while (!stack.empty()) {
      auto& [box, next] = stack.back();
      if (next == out.begin[box + 1]) {
        state[box] = done;
        stack.pop_back();
        continue;
      }
      const std::uint32_t edge = out.item[next++];
      const std::uint32_t to = input.edges[edge].to;
      // On the way that led here. A self edge closes a cycle that turning would not open.
      if (state[to] == open) {
        turned[edge] = to != box ? 1 : 0;
      } else if (state[to] == unseen) {
        state[to] = open;
        stack.emplace_back(to, out.begin[to]);
      }
    }
  }
  return turned;
}

std::vector<Point> straight_curve(Point from, Point to) {
  const double dx = (to.x - from.x) / 3;
  const double dy = (to.y - from.y) / 3;
  return {from, {from.x + dx, from.y + dy}, {to.x - dx, to.y - dy}, to};
}

std::vector<Point> self_loop(Point centre, const LayoutBox& box) {
  const double x = centre.x + box.width / 2;
  const double reach = 16;
  return {{x, centre.y - 6}, {x + reach, centre.y - 12}, {x + reach, centre.y + 12}, {x, centre.y + 6}};
}

namespace {

struct Bounds {
  double left = std::numeric_limits<double>::infinity();
  double top = std::numeric_limits<double>::infinity();
  double right = -std::numeric_limits<double>::infinity();
  double bottom = -std::numeric_limits<double>::infinity();

  void include(Point centre, double width, double height) {
    left = std::min(left, centre.x - width / 2);
    right = std::max(right, centre.x + width / 2);
    top = std::min(top, centre.y - height / 2);
    bottom = std::max(bottom, centre.y + height / 2);
  }
};

}  // namespace

void fit_bounds(const LayoutInput& input, Layout& layout) {
  if (layout.centres.empty()) return;
  Bounds bounds;
  for (std::size_t i = 0; i < layout.centres.size(); ++i)
    bounds.include(layout.centres[i], input.boxes[i].width, input.boxes[i].height);
  for (std::size_t i = 0; i < layout.curves.size(); ++i) {
    // Control points bound a cubic, which is near enough for a margin.
    for (const Point point : layout.curves[i].points) bounds.include(point, 0, 0);
    if (layout.curves[i].has_label)
      bounds.include(layout.curves[i].label, input.edges[i].label_width, input.edges[i].label_height);
  }
  const auto move = [&bounds](Point& point) {
    point.x -= bounds.left;
    point.y -= bounds.top;
  };
  for (Point& centre : layout.centres) move(centre);
  for (LayoutCurve& curve : layout.curves) {
    for (Point& point : curve.points) move(point);
    if (curve.has_label) move(curve.label);
  }
  layout.width = bounds.right - bounds.left;
  layout.height = bounds.bottom - bounds.top;
}

}  // namespace p2g
