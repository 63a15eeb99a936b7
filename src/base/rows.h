// Compressed rows: items grouped by a small integer key, and the strongly connected parts of a graph given that way.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace p2g {

// The items of row r are item[begin[r] .. begin[r + 1]), in ascending order.
struct Rows {
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> item;

  std::span<const std::uint32_t> operator[](std::uint32_t row) const {
    return {item.data() + begin[row], item.data() + begin[row + 1]};
  }
};

inline constexpr std::uint32_t no_row = 0xffffffffU;

// Groups the items 0 .. items-1 by row_of(item); items of no_row are left out. One counting sort.
template <class RowOf>
Rows group_rows(std::size_t rows, std::size_t items, RowOf row_of) {
  Rows result;
  result.begin.assign(rows + 1, 0);
  for (std::uint32_t i = 0; i < items; ++i) {
    if (const std::uint32_t row = row_of(i); row != no_row) ++result.begin[row + 1];
  }
  for (std::size_t r = 0; r < rows; ++r) result.begin[r + 1] += result.begin[r];
  result.item.resize(result.begin[rows]);
  std::vector<std::uint32_t> next(result.begin.begin(), result.begin.end() - 1);
  for (std::uint32_t i = 0; i < items; ++i) {
    if (const std::uint32_t row = row_of(i); row != no_row) result.item[next[row]++] = i;
  }
  return result;
}

// Parts are numbered so that every part has a higher number than the parts it leads to: descending order goes from
// callers to callees.
struct Parts {
  std::vector<std::uint32_t> of;  // node -> part
  std::uint32_t count = 0;
};

// Tarjan's algorithm with its own stack: call rings may be as long as the input. `out[v]` are edges, target_of(edge)
// is where one leads (no_row: nowhere).
template <class TargetOf>
Parts strong_parts(const Rows& out, TargetOf target_of) {
  const auto size = static_cast<std::uint32_t>(out.begin.size() - 1);
  Parts parts;
  parts.of.assign(size, no_row);
  std::vector<std::uint32_t> low(size, no_row);  // order of discovery, then the least reached
  std::vector<std::uint32_t> next_edge(size, 0);
  std::vector<std::uint32_t> path;     // nodes being visited, callers first
  std::vector<std::uint32_t> pending;  // nodes whose part is not closed yet
  std::vector<std::uint32_t> found(size, 0);
  std::uint32_t discovered = 0;
  const auto enter = [&](std::uint32_t node) {
    found[node] = low[node] = discovered++;
    next_edge[node] = out.begin[node];
    path.push_back(node);
    pending.push_back(node);
  };
  for (std::uint32_t start = 0; start < size; ++start) {
    if (low[start] != no_row) continue;
    enter(start);
    while (!path.empty()) {
      const std::uint32_t node = path.back();
      if (next_edge[node] < out.begin[node + 1]) {
        const std::uint32_t target = target_of(out.item[next_edge[node]++]);
        if (target == no_row) continue;
        if (low[target] == no_row) {
          enter(target);
        } else if (parts.of[target] == no_row) {
          low[node] = std::min(low[node], found[target]);
        }
        continue;
      }
      path.pop_back();
      if (!path.empty()) low[path.back()] = std::min(low[path.back()], low[node]);
      if (low[node] != found[node]) continue;
      std::uint32_t member = no_row;
      do {
        member = pending.back();
        pending.pop_back();
        parts.of[member] = parts.count;
      } while (member != node);
      ++parts.count;
    }
  }
  return parts;
}

}  // namespace p2g
