// Compressed rows: values grouped by a small integer key, in two arrays however many rows there are.
//
//   edges by caller    row    0     1  2
//   0→1 0→2 2→0        begin  0     2  2    3
//                      item   1  2     0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/no_index.h"

namespace p2g {

// The items of row r are item[begin[r] .. begin[r + 1]); begin has one entry more than there are rows.
template <class Item>
struct RowsOf {
  std::vector<std::uint32_t> begin;
  std::vector<Item> item;

  std::span<const Item> operator[](std::size_t row) const {
    return {item.data() + begin[row], item.data() + begin[row + 1]};
  }
  std::span<Item> operator[](std::size_t row) { return {item.data() + begin[row], item.data() + begin[row + 1]}; }
};
using Rows = RowsOf<std::uint32_t>;

// Groups what item_of gives for 0 .. count-1 by row_of(i), which is no_index for those that are left out. A row keeps
// the order of i. One counting sort: linear, and both functions are asked twice at most.
template <class RowOf, class ItemOf>
auto group_rows(std::size_t rows, std::size_t count, RowOf row_of, ItemOf item_of) {
  RowsOf<decltype(item_of(0U))> result;
  result.begin.assign(rows + 1, 0);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (const std::uint32_t row = row_of(i); row != no_index) ++result.begin[row + 1];
  }
  for (std::size_t r = 0; r < rows; ++r) result.begin[r + 1] += result.begin[r];
  result.item.resize(result.begin[rows]);
  std::vector<std::uint32_t> next(result.begin.begin(), result.begin.end() - 1);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (const std::uint32_t row = row_of(i); row != no_index) result.item[next[row]++] = item_of(i);
  }
  return result;
}

// The same with the numbers 0 .. count-1 themselves as items.
template <class RowOf>
Rows group_rows(std::size_t rows, std::size_t count, RowOf row_of) {
  return group_rows(rows, count, row_of, [](std::uint32_t i) { return i; });
}

// The same rows with what item_of gives in place of each item.
template <class ItemOf>
Rows mapped_rows(const Rows& rows, ItemOf item_of) {
  Rows result{rows.begin, {}};
  result.item.reserve(rows.item.size());
  for (const std::uint32_t item : rows.item) result.item.push_back(item_of(item));
  return result;
}

}  // namespace p2g
