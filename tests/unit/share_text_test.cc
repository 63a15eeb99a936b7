#include "src/model/share_text.h"

#include <gtest/gtest.h>

namespace p2g {
namespace {

TEST(ShareText, OfAWhole) {
  EXPECT_EQ(share_text(1, 8, false), "12.5%");
  EXPECT_EQ(share_text(1, 8, true), "≈12.5%");
  EXPECT_EQ(share_text(0, 0, false), "0%");
}

// A clock that ran backwards: the call graph drew 100 % without a mark.
TEST(ShareText, WhatIsLargerThanTheWholeIsMarked) {
  EXPECT_EQ(share_text(14, 10, false), "≈100%");
  EXPECT_EQ(share_text(100001, 100000, false), "100%");
  EXPECT_EQ(share_text(5, -10, false), "–");
}

}  // namespace
}  // namespace p2g
