#include "src/importers/flamesvg/boxes.h"

#include <algorithm>
#include <cstddef>

namespace p2g::flamesvg {
namespace {

struct Rows {
  std::vector<std::size_t> begins;  // of each row in the boxes, and their end
};

Rows rows_of(const std::vector<Box>& boxes) {
  Rows rows;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (i == 0 || boxes[i].y != boxes[i - 1].y) rows.begins.push_back(i);
  }
  rows.begins.push_back(boxes.size());
  return rows;
}

// What a row is wide in all, in parts so small that no sum runs over.
std::int64_t width_of(const std::vector<Box>& boxes, std::size_t begin, std::size_t end) {
  std::int64_t width = 0;
  for (std::size_t i = begin; i < end; ++i) width += boxes[i].width / static_cast<std::int64_t>(boxes.size());
  return width;
}

// Whether the root is the row with the largest y: rows only get narrower away from it, so the wider end is the root's.
bool grows_up(const std::vector<Box>& boxes, const Rows& rows) {
  const std::size_t last = rows.begins.size() - 2;
  const std::int64_t top = width_of(boxes, rows.begins[0], rows.begins[1]);
  const std::int64_t bottom = width_of(boxes, rows.begins[last], rows.begins[last + 1]);
  if (top != bottom) return bottom > top;
  return rows.begins[1] - rows.begins[0] >= boxes.size() - rows.begins[last];
}

void order(std::vector<Box>& boxes, bool up) {
  std::stable_sort(boxes.begin(), boxes.end(), [&](const Box& a, const Box& b) {
    if (a.y != b.y) return up ? a.y > b.y : a.y < b.y;
    return a.x < b.x;
  });
}

// Boxes of a row on those of the row before, both from left to right: what is below the middle of a box is its caller.
// Positions are rounded in print, so a box that ends a little before the middle still counts.
void stand_on(std::vector<Box>& boxes, std::size_t below, std::size_t begin, std::size_t end, std::int64_t slack) {
  std::size_t at = below;
  for (std::size_t i = begin; i < end; ++i) {
    const std::int64_t middle = boxes[i].x + boxes[i].width / 2;
    while (at + 1 < begin && boxes[at].x + boxes[at].width < middle) ++at;
    // Between two boxes, the nearer one.
    if (at > below && boxes[at].x > middle && middle - (boxes[at - 1].x + boxes[at - 1].width) < boxes[at].x - middle)
      --at;
    const bool is_on = at < begin && boxes[at].x - slack <= middle && middle <= boxes[at].x + boxes[at].width + slack;
    if (is_on) boxes[i].below = static_cast<std::uint32_t>(at);
  }
}

}  // namespace

void stack_boxes(std::vector<Box>& boxes) {
  if (boxes.empty()) return;
  order(boxes, false);
  if (grows_up(boxes, rows_of(boxes))) order(boxes, true);
  const Rows rows = rows_of(boxes);
  std::int64_t widest = 0;
  for (const Box& box : boxes) widest = std::max(widest, box.width);
  for (std::size_t row = 1; row + 1 < rows.begins.size(); ++row) {
    stand_on(boxes, rows.begins[row - 1], rows.begins[row], rows.begins[row + 1], widest / 50'000);
  }
}

}  // namespace p2g::flamesvg
