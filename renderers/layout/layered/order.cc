#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "renderers/layout/layered/grid.h"

namespace p2g::layered {
namespace {

constexpr int order_rounds = 24;
constexpr int idle_rounds = 6;            // in a row without a gain
constexpr std::size_t small_grid = 1000;  // nodes
constexpr int starts_when_small = 12;
constexpr int swap_rounds = 4;  // after each round of medians
constexpr int passes_a_layer = 4;

// Positions follow the rows: every step that reorders a row ends with this.
void number_row(Grid& grid, const std::vector<std::uint32_t>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) grid.position[row[i]] = static_cast<std::uint32_t>(i);
}

// Depth-first order keeps what belongs together side by side.
void first_order(Grid& grid) {
  std::vector<std::uint8_t> seen(grid.layer.size(), 0);
  std::vector<std::uint32_t> stack;
  for (std::uint32_t start = 0; start < grid.layer.size(); ++start) {
    if (seen[start] != 0 || !grid.above[start].empty()) continue;
    stack.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      if (std::exchange(seen[node], 1) != 0) continue;
      grid.rows[grid.layer[node]].push_back(node);
      const auto below = grid.below[node];
      for (auto segment = below.rbegin(); segment != below.rend(); ++segment)
        stack.push_back(grid.segments[*segment].second);
    }
  }
  for (const auto& row : grid.rows) number_row(grid, row);
}

// Sorts a layer by the median or mean position of each node's neighbours on one side; nodes without any stay where they
// are.
void sort_row(Grid& grid, std::size_t layer, bool by_above, bool by_mean) {
  std::vector<std::uint32_t>& row = grid.rows[layer];
  const Rows& side = by_above ? grid.above : grid.below;
  std::vector<std::pair<double, std::uint32_t>> keyed;
  std::vector<std::size_t> places;
  std::vector<std::uint32_t> neighbours;
  for (std::size_t place = 0; place < row.size(); ++place) {
    const std::uint32_t node = row[place];
    if (side[node].empty()) continue;
    neighbours.clear();
    for (const std::uint32_t segment : side[node]) {
      const auto& [upper, lower] = grid.segments[segment];
      neighbours.push_back(grid.position[by_above ? upper : lower]);
    }
    std::sort(neighbours.begin(), neighbours.end());
    const std::size_t middle = neighbours.size() / 2;
    const double median =
        neighbours.size() % 2 != 0 ? neighbours[middle] : (neighbours[middle - 1] + neighbours[middle]) / 2.0;
    const double mean =
        std::accumulate(neighbours.begin(), neighbours.end(), 0.0) / static_cast<double>(neighbours.size());
    keyed.emplace_back(by_mean ? mean : median, node);
    places.push_back(place);
  }
  // The sorted nodes take the places that sortable ones had, left to right; stable, or equal medians would flicker from
  // round to round and never be done.
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < keyed.size(); ++i) row[places[i]] = keyed[i].second;
  number_row(grid, row);
}

// Sorted positions of each node's neighbours in the layer above or below, for one layer.
Rows neighbour_positions(const Grid& grid, const std::vector<std::uint32_t>& row, bool above) {
  const Rows& side = above ? grid.above : grid.below;
  Rows out;
  out.begin.push_back(0);
  for (const std::uint32_t node : row) {
    for (const std::uint32_t segment : side[node]) {
      const auto& [upper, lower] = grid.segments[segment];
      out.item.push_back(grid.position[above ? upper : lower]);
    }
    std::sort(out.item.begin() + out.begin.back(), out.item.end());
    out.begin.push_back(static_cast<std::uint32_t>(out.item.size()));
  }
  return out;
}

// By how much the crossings of the lines to `sides` shrink when b, now right of a, changes places with it.
std::int64_t gain(const Rows& sides, std::uint32_t a, std::uint32_t b) {
  std::int64_t now = 0, then = 0;
  const std::span<const std::uint32_t> of_b = sides[b];
  auto left = of_b.begin();   // first of b that is not left of the one of a
  auto right = of_b.begin();  // first of b that is right of it
  for (const std::uint32_t of_a : sides[a]) {
    while (left != of_b.end() && *left < of_a) ++left;
    while (right != of_b.end() && *right <= of_a) ++right;
    now += left - of_b.begin();
    then += of_b.end() - right;
  }
  return now - then;
}

// Neighbours of a layer change places where that saves crossings. What the medians cannot see: a median is one number
// for all lines of a node, this counts them.
bool swap_neighbours(Grid& grid) {
  bool any = false;
  for (std::vector<std::uint32_t>& row : grid.rows) {
    const Rows above = neighbour_positions(grid, row, true);
    const Rows below = neighbour_positions(grid, row, false);
    std::vector<std::uint32_t> place(row.size());  // of the row as it is now in the row as it was
    std::iota(place.begin(), place.end(), 0U);
    for (int pass = 0, swapped = 1; pass < passes_a_layer && swapped != 0; ++pass) {
      swapped = 0;
      for (std::size_t i = 0; i + 1 < place.size(); ++i) {
        if (gain(above, place[i], place[i + 1]) + gain(below, place[i], place[i + 1]) <= 0) continue;
        std::swap(place[i], place[i + 1]);
        swapped = 1;
      }
      any = any || swapped != 0;
    }
    const std::vector<std::uint32_t> before = row;
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = before[place[i]];
    number_row(grid, row);
  }
  return any;
}

// Crossings between neighbouring layers by a Fenwick tree over the lower positions: from left to right, a line crosses
// those before it that end right of it. Lines of one node do not cross each other, so they enter the tree together.
std::int64_t count_crossings(const Grid& grid) {
  std::int64_t crossings = 0;
  std::vector<std::uint32_t> tree, ends;
  for (std::size_t layer = 0; layer + 1 < grid.rows.size(); ++layer) {
    const std::size_t size = grid.rows[layer + 1].size();
    tree.assign(size + 1, 0);
    std::int64_t passed = 0;
    for (const std::uint32_t node : grid.rows[layer]) {
      ends.clear();
      for (const std::uint32_t segment : grid.below[node]) ends.push_back(grid.position[grid.segments[segment].second]);
      for (const std::uint32_t end : ends) {
        std::int64_t not_right = 0;
        for (std::size_t at = end + std::size_t{1}; at > 0; at &= at - 1) not_right += tree[at];
        crossings += passed - not_right;
      }
      passed += static_cast<std::int64_t>(ends.size());
      for (const std::uint32_t end : ends)
        for (std::size_t at = end + std::size_t{1}; at <= size; at += at & (~at + 1)) ++tree[at];
    }
  }
  return crossings;
}

}  // namespace

namespace {

struct Best {
  std::vector<std::vector<std::uint32_t>> rows;
  std::int64_t crossings = std::numeric_limits<std::int64_t>::max();
};

// Sweeps down and up from the order that the grid has, as long as that helps. The best order is kept, not the last: the
// medians of one side may spoil the other.
void sweep(Grid& grid, bool by_mean, Best& best) {
  const std::size_t layers = grid.rows.size();
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
  const int rounds = affordable_rounds(order_rounds, 2, grid.segments.size());
  for (int round = 0, idle = 0; round < rounds && idle < idle_rounds && best.crossings > 0; ++round, ++idle) {
    if (round % 2 == 0)
      for (std::size_t i = 1; i < layers; ++i) sort_row(grid, i, true, by_mean);
    else
      for (std::size_t i = layers - 1; i > 0; --i) sort_row(grid, i - 1, false, by_mean);
    for (int i = 0; i < swap_rounds && swap_neighbours(grid);) ++i;
    const std::int64_t crossings = count_crossings(grid);
    if (crossings < fewest) idle = 0;
    fewest = std::min(fewest, crossings);
    if (crossings < best.crossings) best = {grid.rows, crossings};
  }
}

}  // namespace

// What the sweeps come to depends on where they begin, so small graphs get several beginnings, at full
// effort.
void order_rows(Grid& grid, double effort) {
  first_order(grid);
  const auto first = grid.rows;
  Best best{first, count_crossings(grid)};
  const int starts = effort >= 1 && grid.layer.size() <= small_grid ? starts_when_small : 1;
  std::uint32_t state = 1;
  for (int start = 0; start < starts && best.crossings > 0; ++start) {
    grid.rows = first;
    for (auto& row : grid.rows) {
      // First the order as it is and turned round, each by medians and by means; then shuffled, by a generator of our
      // own: the standard's distributions differ from library to library.
      if (start % 4 >= 2) std::reverse(row.begin(), row.end());
      for (std::size_t i = row.size(); start >= 4 && i > 1; --i) {
        state = state * 1664525 + 1013904223;
        std::swap(row[i - 1], row[(state >> 8) % i]);
      }
      number_row(grid, row);
    }
    sweep(grid, start % 2 != 0, best);
  }
  grid.rows = std::move(best.rows);
  for (const auto& row : grid.rows) number_row(grid, row);
}

}  // namespace p2g::layered
