#include <algorithm>

#include "layered/grid.h"

namespace p2g::layered {
namespace {

constexpr int order_rounds = 12;

void number_row(Grid& grid, const std::vector<std::uint32_t>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) grid.position[row[i]] = static_cast<std::uint32_t>(i);
}

// Depth-first order keeps what belongs together side by side.
void first_order(Grid& grid) {
  std::vector<std::uint8_t> seen(grid.layer.size(), 0);
  std::vector<std::uint32_t> stack;
  for (std::uint32_t start = 0; start < grid.layer.size(); ++start) {
    if (seen[start] != 0 || grid.above.size(start) != 0) continue;
    stack.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      if (std::exchange(seen[node], 1) != 0) continue;
      grid.rows[grid.layer[node]].push_back(node);
      for (std::uint32_t i = grid.below.begin[node + 1]; i > grid.below.begin[node]; --i)
        stack.push_back(grid.segments[grid.below.item[i - 1]].second);
    }
  }
  for (const auto& row : grid.rows) number_row(grid, row);
}

// Sorts a layer by the median position of each node's neighbours on one side; nodes without any stay where they are.
void sort_row(Grid& grid, std::size_t layer, bool by_above) {
  std::vector<std::uint32_t>& row = grid.rows[layer];
  const Rows& side = by_above ? grid.above : grid.below;
  std::vector<std::pair<double, std::uint32_t>> keyed;
  std::vector<std::size_t> places;
  std::vector<std::uint32_t> neighbours;
  for (std::size_t place = 0; place < row.size(); ++place) {
    const std::uint32_t node = row[place];
    if (side.size(node) == 0) continue;
    neighbours.clear();
    for (std::uint32_t i = side.begin[node]; i < side.begin[node + 1]; ++i) {
      const auto& [upper, lower] = grid.segments[side.item[i]];
      neighbours.push_back(grid.position[by_above ? upper : lower]);
    }
    std::sort(neighbours.begin(), neighbours.end());
    const std::size_t middle = neighbours.size() / 2;
    const double median =
        neighbours.size() % 2 != 0 ? neighbours[middle] : (neighbours[middle - 1] + neighbours[middle]) / 2.0;
    keyed.emplace_back(median, node);
    places.push_back(place);
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < keyed.size(); ++i) row[places[i]] = keyed[i].second;
  number_row(grid, row);
}

// Crossings between neighbouring layers by a Fenwick tree over the lower positions.
std::int64_t count_crossings(const Grid& grid) {
  std::int64_t crossings = 0;
  std::vector<std::uint32_t> tree, ends;
  for (std::size_t layer = 0; layer + 1 < grid.rows.size(); ++layer) {
    const std::size_t size = grid.rows[layer + 1].size();
    tree.assign(size + 1, 0);
    std::int64_t passed = 0;
    for (const std::uint32_t node : grid.rows[layer]) {
      ends.clear();
      for (std::uint32_t i = grid.below.begin[node]; i < grid.below.begin[node + 1]; ++i)
        ends.push_back(grid.position[grid.segments[grid.below.item[i]].second]);
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

void order_rows(Grid& grid) {
  first_order(grid);
  auto best = grid.rows;
  std::int64_t fewest = count_crossings(grid);
  for (int round = 0; round < order_rounds && fewest > 0; ++round) {
    const std::size_t layers = grid.rows.size();
    if (round % 2 == 0)
      for (std::size_t i = 1; i < layers; ++i) sort_row(grid, i, true);
    else
      for (std::size_t i = layers - 1; i > 0; --i) sort_row(grid, i - 1, false);
    const std::int64_t crossings = count_crossings(grid);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = grid.rows;
  }
  grid.rows = std::move(best);
  for (const auto& row : grid.rows) number_row(grid, row);
}

}  // namespace p2g::layered
