#include "src/base/index.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <type_traits>
#include <vector>

namespace p2g {
namespace {

struct Row;
struct Card;
using RowIndex = Index<Row>;
using CardIndex = Index<Card>;

template <class Table, class At>
concept opened_by = requires(const Table& table, At at) {
  table[at];
};

// What the whole file is for.
static_assert(opened_by<Column<RowIndex, int>, RowIndex>);
static_assert(!opened_by<Column<RowIndex, int>, CardIndex>);
static_assert(!opened_by<Column<RowIndex, int>, std::uint32_t>);
static_assert(!std::is_convertible_v<RowIndex, CardIndex> && !std::is_constructible_v<CardIndex, RowIndex>);
static_assert(!std::is_convertible_v<int, RowIndex> && !std::is_convertible_v<RowIndex, int>);
static_assert(sizeof(RowIndex) == sizeof(std::uint32_t));

TEST(Index, IsNoneUntilItIsSet) {
  EXPECT_TRUE(RowIndex().is_none());
  EXPECT_FALSE(RowIndex(0).is_none());
  EXPECT_FALSE(static_cast<bool>(RowIndex()));
  EXPECT_NE(RowIndex(), RowIndex(0));
  EXPECT_LT(RowIndex(1), RowIndex(2));
  EXPECT_LT(RowIndex(2), RowIndex()) << "none comes last in every order";
}

TEST(Index, ColumnGivesThePlaceOfWhatIsAdded) {
  Column<RowIndex, std::string> names;
  EXPECT_EQ(names.push_back("a"), RowIndex(0));
  EXPECT_EQ(names.push_back("b"), RowIndex(1));
  EXPECT_EQ(names[RowIndex(1)], "b");
  std::vector<std::uint32_t> seen;
  for (const RowIndex row : names.indices()) seen.push_back(row.value());
  EXPECT_EQ(seen, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ((Column<RowIndex, int>(3, 7)[RowIndex(2)]), 7);
}

TEST(Index, RangesAndListsMayBeEmpty) {
  for (const RowIndex row : IndexRange(RowIndex(4), RowIndex(4))) ADD_FAILURE() << row.value();
  for (const RowIndex row : IndexList<RowIndex>({})) ADD_FAILURE() << row.value();
  const std::array<std::uint32_t, 3> listed{7, 0, 3};
  std::vector<RowIndex> seen;
  for (const RowIndex row : IndexList<RowIndex>(listed)) seen.push_back(row);
  EXPECT_EQ(seen, (std::vector<RowIndex>{RowIndex(7), RowIndex(0), RowIndex(3)}));
}

}  // namespace
}  // namespace p2g
