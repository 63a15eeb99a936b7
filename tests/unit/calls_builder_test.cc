// Profiles of functions and calls, as importers build them; cumulative costs where a file has none.
#include "src/importers/kit/calls_builder.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

class Builder {
 public:
  explicit Builder(int workers = 1) : calls(profile, workers) { profile.files = {"test"}; }

  Builder& function(const std::string& name, Weight self, Weight cumulative = 0) {
    calls.add_function(profile.frames.add(name), {self, cumulative, 1, 1});
    return *this;
  }
  Builder& edge(const std::string& caller, const std::string& callee, Weight cost, std::int64_t count = 1) {
    calls.add_edge(profile.frames.add(caller), profile.frames.add(callee), {0, cost, count, count});
    return *this;
  }

  // "name self/cumulative; …" with derived costs, then the kinds of warnings.
  std::string derived() {
    calls.derive_cumulative();
    if (const Result<void> done = calls.finish({"Ir", "count"}); !done) return done.error().message;
    std::string text;
    for (FrameId id = 0; id < profile.frames.size(); ++id) {
      const FunctionCost& cost = profile.calls().functions[id];
      text += std::string(profile.frames.text(id)) + ' ' + std::to_string(cost.self) + '/' +
              std::to_string(cost.cumulative) + "; ";
    }
    return text + test::kinds(profile.warnings);
  }

  Profile profile;
  CallsBuilder calls;
};

TEST(DerivedCumulative, OutsideOfCyclesIsSelfAndWhatIsCalled) {
  Builder b;
  b.function("main", 1).function("f", 2).function("g", 4);
  EXPECT_EQ(b.edge("main", "f", 5).edge("main", "g", 1).edge("f", "g", 3).derived(), "main 1/7; f 2/5; g 4/4; ");
}

TEST(DerivedCumulative, RecursionOfOneFunctionIsNoCycle) {
  Builder b;
  b.function("main", 1).function("fib", 9);
  EXPECT_EQ(b.edge("main", "fib", 9).edge("fib", "fib", 30, 12).derived(), "main 1/10; fib 9/9; ");
}

// A thread's entry is called a little, and started from nowhere with the rest.
TEST(DerivedCumulative, AFunctionThatIsAlsoEnteredFromNowhereIsWhatItCalls) {
  Builder b;
  b.function("main", 1).function("clone", 2).function("work", 40);
  EXPECT_EQ(b.edge("main", "clone", 5).edge("clone", "work", 40).derived(), "main 1/6; clone 2/42; work 40/40; ");
}

// main ─10─▶ a ─8─▶ b ─5─▶ a: b is entered by a alone, and a's activations lie inside each other.
TEST(DerivedCumulative, ACycleIsEstimatedByTheLeastBound) {
  Builder b;
  b.function("main", 0).function("a", 5).function("b", 5);
  EXPECT_EQ(b.edge("main", "a", 10).edge("a", "b", 8).edge("b", "a", 5).derived(),
            "main 0/10; a 5/10; b 5/8; estimated-cumulative 2");
}

TEST(DerivedCumulative, ACycleOfSeveralWithWaysOut) {
  Builder b;
  b.function("main", 1).function("a", 2).function("b", 3).function("c", 4).function("leaf", 10);
  b.edge("main", "a", 19).edge("a", "b", 17).edge("b", "c", 14).edge("c", "a", 6).edge("c", "leaf", 10);
  // The whole cycle: 2 + 3 + 4 of its own and 10 that leave it. c: 14 come in, 4 + 16 go out.
  EXPECT_EQ(b.derived(), "main 1/20; a 2/19; b 3/17; c 4/14; leaf 10/10; estimated-cumulative 3");
}

// Nobody outside calls the cycle: what it costs is owed to the member that calls more than it is called.
TEST(DerivedCumulative, ACycleThatStartsFromNowhereHasOneRoot) {
  Builder b;
  b.function("run", 1).function("step", 9);
  EXPECT_EQ(b.edge("run", "step", 9).edge("step", "run", 2).derived(), "run 1/10; step 9/9; estimated-cumulative 2");
}

TEST(DerivedCumulative, PartlyEnteredFromNowhere) {
  Builder b;
  b.function("main", 0).function("run", 1).function("step", 9);
  // 4 of the cycle's 10 come from main by way of step; the other 6 began with run.
  EXPECT_EQ(b.edge("main", "step", 4).edge("run", "step", 5).edge("step", "run", 2).derived(),
            "main 0/4; run 1/6; step 9/9; estimated-cumulative 2");
}

TEST(DerivedCumulative, CallersWithoutAnEntryAreTheirCalls) {
  Builder b;
  b.function("f", 3);
  EXPECT_EQ(b.edge("start", "f", 2).edge("start", "g", 1).derived(), "f 3/3; start 0/3; g 0/0; caller-without-entry 2");
}

TEST(DerivedCumulative, CallsWithoutCostsAreNoCost) {
  Builder b;
  b.function("main", 1).function("f", 3);
  b.calls.add_edge(0, 1, {unknown_weight, unknown_weight, 7, -1});
  EXPECT_EQ(b.derived(), "main 1/1; f 3/3; ");
  EXPECT_TRUE(b.calls.has_counted_edges());
  EXPECT_FALSE(b.calls.has_costed_edges());
}

// Nobody is more than everything: a file that says so is wrong.
TEST(DerivedCumulative, NothingIsMoreThanTheTotal) {
  Builder b;
  b.function("main", 1).function("f", 3);
  EXPECT_EQ(b.edge("main", "f", 100).derived(), "main 1/4; f 3/3; estimated-cumulative 1");
}

TEST(DerivedCumulative, ARingAsLongAsTheInput) {
  Builder b;
  constexpr int size = 200'000;
  for (int i = 0; i < size; ++i) b.function("f" + std::to_string(i), 1);
  for (int i = 0; i < size; ++i) b.edge("f" + std::to_string(i), "f" + std::to_string((i + 1) % size), 1);
  b.calls.derive_cumulative();
  ASSERT_TRUE(b.calls.finish({"Ir", "count"}));
  EXPECT_EQ(test::kinds(b.profile.warnings), "estimated-cumulative 200000");
}

TEST(CallsBuilder, CostsThatNoSumHoldsAreAnError) {
  Builder b;
  b.function("f", Weight{1} << 61).function("g", Weight{1} << 61);
  EXPECT_EQ(b.function("h", 1).derived(), "the sum of all costs is above 4.6e18");
}

TEST(CallsBuilder, ACoarserScaleRoundsWhatWasAddedBefore) {
  Builder b;
  b.function("f", 149, 150).edge("f", "g", -151);
  b.calls.add_edge(0, 1, {unknown_weight, unknown_weight, 7, -1});
  b.calls.coarsen(1);
  b.function("h", 2, 3);
  ASSERT_TRUE(b.calls.finish(Metric::time(8)));
  EXPECT_EQ(b.profile.calls().functions[0].self, 15);
  EXPECT_EQ(b.profile.calls().functions[0].cumulative, 15);
  EXPECT_EQ(b.profile.calls().functions[2].self, 2);
  EXPECT_EQ(b.profile.calls().edges[0].cumulative, -15);
  EXPECT_EQ(b.profile.calls().edges[1].cumulative, unknown_weight);
  EXPECT_EQ(b.profile.total, 17);
}

// More than one batch, so that the second thread has work; ids of functions in no order.
TEST(CallsBuilder, TheSecondThreadChangesNothing) {
  const auto build = [](int workers) {
    Builder b(workers);
    for (int i = 0; i < 5000; ++i) b.profile.frames.add("f" + std::to_string(i));
    for (int i = 0; i < 40'000; ++i) {
      const auto function = static_cast<FrameId>(i * 7919 % 5000);
      if (i % 3 == 0) b.calls.add_function(function, {i, 2 * i, 1, 1});
      b.calls.add_edge(function, static_cast<FrameId>(i % 4999), {i, i + 1, i, i});
      if (i == 20'000) {
        EXPECT_EQ(b.calls.copy_of_edges(100, 102)[1].calls, 101);
      }
    }
    return b.derived();
  };
  const std::string alone = build(1);
  for (const int workers : {2, 3, 0}) EXPECT_EQ(build(workers), alone);
}

}  // namespace
}  // namespace p2g
