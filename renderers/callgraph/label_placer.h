// A free place on an edge for its figure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "renderers/callgraph/curves.h"

namespace p2g::cards {

// What lies where, in square cells: what is tried at a place is compared with what is near it only. The number of cells
// is bounded; what lies outside of the bounds belongs to the nearest cell.
class Cells {
 public:
  explicit Cells(const Rectangle& bounds);
  // In each cell that the box touches.
  void add(const Rectangle& box, std::uint32_t item);
  // Whether a point lies in the same cell as another.
  bool same(Point a, Point b) const { return cells_of({a.x, a.y, 0, 0}) == cells_of({b.x, b.y, 0, 0}); }
  // Whether `is` says so of an item in a cell that the box touches. Items of several cells come several times.
  template <class Is>
  bool any(const Rectangle& box, Is is) const {
    const Range range = cells_of(box);
    for (std::size_t row = range.top; row <= range.bottom; ++row)
      for (std::size_t column = range.left; column <= range.right; ++column)
        for (const std::uint32_t item : items_[row * columns_ + column])
          if (is(item)) return true;
    return false;
  }

 private:
  struct Range {
    std::size_t left, right, top, bottom;
    bool operator==(const Range&) const = default;
  };
  Range cells_of(const Rectangle& box) const;

  double left_, top_, side_;
  std::size_t columns_, rows_;
  std::vector<std::vector<std::uint32_t>> items_;  // per cell
};

// Puts figures on edges: never on a card or on another figure, where possible not on another edge, near the middle.
class LabelPlacer {
 public:
  // `taken`: cards and arrowheads; `lines`: what is left of the curves above their arrowheads. Figures stay between
  // `left` and `right`.
  LabelPlacer(std::vector<Rectangle> taken, const std::vector<TrimmedCurve>& lines, double left, double right);
  // Centre of a label of this size for curve `index`; nothing when there is no room.
  std::optional<Point> place(std::size_t index, double width, double height);

 private:
  // Samples of a line that follow each other in one cell.
  struct Run {
    std::uint32_t line, begin, end;
  };

  std::optional<Point> best_near(std::size_t index, double width, double height, double dx);
  bool is_free(const Rectangle& box) const;
  // The cost with that of the other lines that have a sample in the box, as far as it stays below `least`.
  double add_edges_below(const Rectangle& box, std::size_t index, double cost, double least);

  double left_end_, right_end_;
  std::vector<Rectangle> taken_;
  std::vector<std::vector<Point>> lines_;  // samples
  std::vector<Run> runs_;
  std::uint64_t met_ = 0;                // how often lines were counted
  std::vector<std::uint64_t> last_met_;  // per line: the count that it was last part of
  Cells taken_cells_, run_cells_;        // of taken_ and runs_
};

}  // namespace p2g::cards
