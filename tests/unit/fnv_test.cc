// Values that others compute, too: they stand in what is written.
#include "src/base/fnv.h"

#include <gtest/gtest.h>

namespace p2g {
namespace {

// FNV's published test values.
TEST(Fnv, PublishedValues) {
  EXPECT_EQ(fnv64(""), 0xcbf29ce484222325U);
  EXPECT_EQ(fnv64("a"), 0xaf63dc4c8601ec8cU);
  EXPECT_EQ(fnv64("foobar"), 0x85944171f73967e8U);
  EXPECT_EQ(fnv32("foobar"), 0xbf9cf968U);
}

TEST(Fnv, GoesOnFromWhatCameBefore) { EXPECT_EQ(fnv64("bar", fnv64("foo")), fnv64("foobar")); }

}  // namespace
}  // namespace p2g
