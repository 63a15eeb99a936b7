#include "src/model/cost.h"

#include <gtest/gtest.h>

#include "src/model/call_list.h"

namespace p2g {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

Cost sum(Cost a, const Cost& b) { return a += b; }

TEST(Cost, FiguresAreAdded) { EXPECT_EQ(sum({1, 20, 3, 2}, {-4, 5, 6, 1}), (Cost{-3, 25, 9, 3})); }

TEST(Cost, ASumIsKnownWhenAllPartsAre) {
  EXPECT_EQ(sum({unknown_weight, 2, 3, 1}, {1, 2, 3, 1}), (Cost{unknown_weight, 4, 6, 2}));
  EXPECT_EQ(sum({1, 2, 3, 1}, {1, unknown_weight, 3, 1}), (Cost{2, unknown_weight, 6, 2}));
  EXPECT_EQ(sum({1, 2, 3, unknown_calls}, {1, 2, 3, 3}).primitive_calls, unknown_calls);
  EXPECT_EQ(sum({1, 2, 3, 3}, {1, 2, 3, unknown_calls}).primitive_calls, unknown_calls);
}

TEST(Cost, SumsStayWithinTheirRange) {
  EXPECT_EQ(sum({most, most, most, most}, {1, most, 1, most}), (Cost{most, most, most, most}));
  EXPECT_EQ(sum({-most, 0, 0, 0}, {-1, 0, 0, 0}).self, -most) << "the least is unknown_weight";
  EXPECT_EQ(sum({-most, 0, 0, 0}, {-most, 0, 0, 0}).self, -most);
}

TEST(Cost, PairsAddTheSame) {
  CallCost pair{1, 2, 3, unknown_weight, 5, 5};
  pair += CallCost{1, 2, 4, 4, 1, unknown_calls};
  EXPECT_EQ(pair, (CallCost{1, 2, 7, unknown_weight, 6, unknown_calls}));
}

}  // namespace
}  // namespace p2g
