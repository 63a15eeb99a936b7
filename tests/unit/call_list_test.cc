#include "src/model/call_list.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <vector>

namespace p2g {
namespace {

constexpr std::int64_t limit = std::int64_t{1} << 32;
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

// One of each kind and around each limit of the packed form.
const std::vector<CallCost>& kinds() {
  static const std::vector<CallCost> all = {
      {1, 2, 0, 0, 0, 0},
      {1, 2, 30, 40, 5, 5},
      {3, 4, 30, 40, 5, 4},
      {3, 4, 30, 40, 5, -1},
      {5, 6, unknown_weight, unknown_weight, 7, -1},
      {5, 6, unknown_weight, unknown_weight, 7, 7},
      {5, 6, unknown_weight, 40, 7, -1},
      {5, 6, 30, unknown_weight, 7, 7},
      {0, no_frame, limit - 3, limit - 3, limit - 3, limit - 3},
      {0, no_frame, limit - 3, limit - 2, 1, 1},
      {0, no_frame, 0, limit - 1, 1, 1},
      {0, no_frame, limit - 2, 0, 1, 1},
      {0, no_frame, limit, limit, limit, limit},
      {7, 8, unknown_weight, unknown_weight, limit - 3, -1},
      {7, 8, unknown_weight, unknown_weight, limit - 2, -1},
      {7, 8, -1, -1, 1, 1},
      {7, 8, -largest, largest, largest, largest},
      {7, 8, 1, 1, -1, -1},
      {7, 8, unknown_weight, unknown_weight, -1, -1},
  };
  return all;
}

std::vector<CallCost> listed(const CallList& list) { return {list.begin(), list.end()}; }

TEST(CallList, KeepsEveryFigure) {
  const CallList list(kinds().begin(), kinds().end());
  EXPECT_EQ(listed(list), kinds());
  for (std::size_t i = 0; i < list.size(); ++i) {
    EXPECT_EQ(list[i], kinds()[i]);
    EXPECT_EQ(list.caller(i), kinds()[i].caller);
    EXPECT_EQ(list.callee(i), kinds()[i].callee);
  }
  EXPECT_TRUE(CallList().empty());
}

TEST(CallList, EachKindCanBecomeEachOther) {
  for (const CallCost& from : kinds()) {
    for (const CallCost& to : kinds()) {
      CallList list{from, from, from};
      list.set(1, to);
      EXPECT_EQ(listed(list), (std::vector<CallCost>{from, to, from}));
      list.set(1, from);
      list.set(2, to);
      EXPECT_EQ(listed(list), (std::vector<CallCost>{from, from, to}));
    }
  }
}

TEST(CallList, ChangesAndRemovesLikeAVector) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    const auto any = [&] { return kinds()[random() % kinds().size()]; };
    std::vector<CallCost> expected;
    CallList list;
    for (unsigned i = 0; i < 100; ++i) {
      expected.push_back(any());
      list.push_back(expected.back());
    }
    for (int round = 0; round < 5; ++round) {
      std::vector<CallCost> left;
      list.change_or_remove([&](CallCost& call) {
        EXPECT_EQ(call, expected.front());
        expected.erase(expected.begin());
        if (random() % 8 == 0) return false;
        if (random() % 2 == 0) call = any();
        left.push_back(call);
        return true;
      });
      EXPECT_TRUE(expected.empty());
      expected = left;
      EXPECT_EQ(listed(list), expected);
      list.change([](CallCost& call) { std::swap(call.caller, call.callee); });
      for (CallCost& call : expected) std::swap(call.caller, call.callee);
      EXPECT_EQ(listed(list), expected);
      list.push_back(any());
      expected.push_back(list[list.size() - 1]);
    }
  }
}

}  // namespace
}  // namespace p2g
