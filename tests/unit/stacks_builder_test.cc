// Stacks as importers build them: sums, decimals, bounds, and the second thread.
#include "src/importers/kit/stacks_builder.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

class Builder {
 public:
  explicit Builder(ReadOptions options = {}) : source_(Source::from_memory("test", "")), stacks(source_, options) {}

  // "a;b" and a decimal count.
  Result<void> add(std::string_view stack, std::string_view count, std::uint32_t shared = 0) {
    push(stack);
    Decimal decimal;
    EXPECT_EQ(parse_decimal(count, decimal), DecimalStatus::good);
    return stacks.add(decimal, ++place_, 0, shared);
  }
  Result<void> add(std::string_view stack, Weight count) {
    push(stack);
    return stacks.add(count, ++place_, 0);
  }

  // The folded text, and the number of decimals.
  std::string finish() {
    if (const Result<void> done = stacks.finish(profile); !done) return done.error().message;
    return test::write_folded(profile) + std::to_string(profile.metric.decimals) + ' ' + profile.metric.unit;
  }

  Profile profile;

 private:
  void push(std::string_view stack) {
    while (true) {
      const std::size_t end = stack.find(';');
      stacks.push(profile.frames.add(stack.substr(0, end)));
      if (end == std::string_view::npos) return;
      stack.remove_prefix(end + 1);
    }
  }

  Source source_;

 public:
  StacksBuilder stacks;

 private:
  std::uint64_t place_ = 0;
};

TEST(StacksBuilder, SumsStacksAlike) {
  Builder b;
  ASSERT_TRUE(b.add("main;f", 3));
  ASSERT_TRUE(b.add("main", 1));
  ASSERT_TRUE(b.add("main;f", 4));
  EXPECT_EQ(b.finish(), "main 1\nmain;f 7\n0 samples");
  EXPECT_EQ(b.profile.total, 8);
  EXPECT_EQ(b.stacks.count(), 3U);
}

TEST(StacksBuilder, WhatIsSharedIsNotPushedAgain) {
  Builder b;
  ASSERT_TRUE(b.add("main;f;g", "1"));
  ASSERT_TRUE(b.add("h", "2", 2));
  ASSERT_TRUE(b.add("x", "4", 0));
  EXPECT_EQ(b.finish(), "main;f;g 1\nmain;f;h 2\nx 4\n0 samples");
}

// A stack without frames counts in the total.
TEST(StacksBuilder, ASampleWithoutAFrameIsTheRoots) {
  Builder b;
  ASSERT_TRUE(b.stacks.add(5, 1, 0));
  ASSERT_TRUE(b.add("main", 1));
  ASSERT_TRUE(b.stacks.finish(b.profile));
  EXPECT_EQ(b.profile.total, 6);
  EXPECT_EQ(b.profile.stacks().self[0], 5);
}

TEST(StacksBuilder, TheScaleIsThatOfTheFinestCount) {
  Builder b;
  ASSERT_TRUE(b.add("a", "0.25"));
  ASSERT_TRUE(b.add("a", "1"));
  ASSERT_TRUE(b.add("b", "0.9"));
  ASSERT_TRUE(b.add("b", "0.2"));
  b.stacks.set_metric(Metric::time(3));
  ASSERT_TRUE(b.stacks.finish(b.profile));
  EXPECT_EQ(b.profile.metric.decimals, 5);  // hundredths of milliseconds
  EXPECT_EQ(b.profile.total, 235);
  EXPECT_EQ(b.profile.stacks().self, (std::vector<Weight>{0, 125, 110}));
}

TEST(StacksBuilder, DecimalsThatHaveNoRoomAreRoundedAndTold) {
  Builder b;
  ASSERT_TRUE(b.add("a", 1'000'000'000'000'000'000));
  ASSERT_TRUE(b.add("b", "0.25"));
  ASSERT_TRUE(b.stacks.finish(b.profile));
  EXPECT_EQ(b.profile.metric.decimals, 0);
  EXPECT_EQ(test::kinds(b.profile.warnings), "rounded-count 1");
}

TEST(StacksBuilder, ASumThatIsTooLargeIsAnErrorAtItsStack) {
  Builder b;
  ASSERT_TRUE(b.add("a", std::numeric_limits<Weight>::max()));
  const Result<void> more = b.add("b", 1);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().message, "the sum of all counts is above 9.2e18");
}

TEST(StacksBuilder, InInputOrderOnlyNeighboursAreSummed) {
  ReadOptions options;
  options.keep_order = true;
  Builder b(options);
  for (const char* const stack : {"a;x", "a;x", "b", "a;x"}) ASSERT_TRUE(b.add(stack, 1));
  ASSERT_TRUE(b.stacks.finish(b.profile));
  EXPECT_EQ(b.profile.stacks().self, (std::vector<Weight>{0, 0, 2, 1, 0, 1}));
}

// Batches end within a run of stacks that share frames, wherever that is.
TEST(StacksBuilder, TheSecondThreadChangesNothing) {
  const auto build = [](int workers) {
    ReadOptions options;
    options.workers = workers;
    Builder b(options);
    for (int i = 0; i < 30'000; ++i) {
      EXPECT_TRUE(b.add("main;f" + std::to_string(i % 97), std::to_string(i) + (i % 5 == 0 ? ".5" : "")));
      EXPECT_TRUE(b.add("g" + std::to_string(i % 13), "1", 2));
    }
    return b.finish();
  };
  const std::string alone = build(1);
  EXPECT_NE(alone.find("main;f96;g12 "), std::string::npos);
  for (const int workers : {2, 3, 0}) EXPECT_EQ(build(workers), alone);
}

}  // namespace
}  // namespace p2g
