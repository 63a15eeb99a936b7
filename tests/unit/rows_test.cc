// Lists grouped and united by key.
#include "src/base/rows.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "src/base/unite.h"

namespace p2g {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(Rows, KeepTheOrderOfTheirItems) {
  const Numbers row_of = {2, 0, no_index, 2, 0};
  const Rows rows = group_rows(4, row_of.size(), [&](std::uint32_t i) { return row_of[i]; });
  EXPECT_EQ(rows.begin, (Numbers{0, 2, 2, 4, 4}));
  EXPECT_EQ(rows.item, (Numbers{1, 4, 0, 3}));
  EXPECT_TRUE(rows[1].empty());
  EXPECT_EQ(Numbers(rows[2].begin(), rows[2].end()), (Numbers{0, 3}));
}

TEST(Rows, OfOtherThingsThanNumbers) {
  RowsOf<char> rows = group_rows(
      2, 3, [](std::uint32_t i) { return i == 1 ? 0U : 1U; }, [](std::uint32_t i) { return "abc"[i]; });
  EXPECT_EQ(rows.item, (std::vector<char>{'b', 'a', 'c'}));
  rows[1][0] = 'x';
  EXPECT_EQ(rows.item, (std::vector<char>{'b', 'x', 'c'}));
}

TEST(Rows, MappedItemByItem) {
  const Rows rows = mapped_rows(Rows{{0, 1, 3}, {4, 5, 6}}, [](std::uint32_t item) { return item * 2; });
  EXPECT_EQ(rows.begin, (Numbers{0, 1, 3}));
  EXPECT_EQ(rows.item, (Numbers{8, 10, 12}));
}

TEST(Rows, OfNothing) {
  const Rows rows = group_rows(0, 0, [](std::uint32_t) { return no_index; });
  EXPECT_EQ(rows.begin, Numbers{0});
  EXPECT_TRUE(rows.item.empty());
}

using Item = std::pair<int, int>;  // key, weight
bool by_key(const Item& a, const Item& b) { return a.first < b.first; }

TEST(Unite, OneItemAKey) {
  std::vector<Item> items = {{2, 1}, {1, 10}, {2, 2}, {2, 3}};
  sort_and_unite(items, by_key, [](Item& sum, const Item& other) { sum.second += other.second; });
  EXPECT_EQ(items, (std::vector<Item>{{1, 10}, {2, 6}}));
}

TEST(Unite, KeepsTheFirst) {
  std::vector<Item> items = {{3, 0}, {1, 0}, {2, 0}};
  keep_first(items, 2, by_key);
  EXPECT_EQ(items, (std::vector<Item>{{1, 0}, {2, 0}}));
  keep_first(items, 5, by_key);
  EXPECT_EQ(items.size(), 2U);
}

}  // namespace
}  // namespace p2g
