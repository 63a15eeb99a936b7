// Call profiles whose figures contradict each other: what is found, named and marked, and that nothing else is.
#include "src/importers/kit/agreement.h"

#include <gtest/gtest.h>

#include <string>

#include "src/importers/kit/calls_builder.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

class Recorded {
 public:
  Recorded& function(const std::string& name, Weight self, Weight cumulative, std::int64_t calls = 1,
                     std::int64_t primitive = 1) {
    calls_.add_function(frame(name), {self, cumulative, calls, primitive});
    return *this;
  }
  Recorded& edge(const std::string& caller, const std::string& callee, Weight self, Weight cumulative,
                 std::int64_t calls = 1) {
    calls_.add_edge(frame(caller), frame(callee), {self, cumulative, calls, calls});
    return *this;
  }
  // Kinds of warnings, the total, and the names of functions and calls that are marked.
  std::string agreement(bool cut_down = false) {
    calls_.expect_agreement(cut_down);
    if (const Result<void> done = calls_.finish(Metric::time()); !done) return done.error().message;
    std::string text = test::kinds(profile.warnings) + "| " + std::to_string(profile.total) + " |";
    for (FrameId f = 0; f < profile.frames.size(); ++f) {
      if (profile.estimates.of(f) == 0) continue;
      text.append(" ").append(profile.frames.text(f)) += profile.estimates.of(f) == estimated_cumulative ? ">" : "";
    }
    return text;
  }
  bool marked(const std::string& caller, const std::string& callee) {
    return profile.estimates.of_call(frame(caller), frame(callee));
  }
  FrameId frame(const std::string& name) {
    Strings& strings = profile.frames.strings();
    const StringId file = strings.intern("app.py");
    return profile.frames.add(file, 1, strings.intern(name));
  }
  std::string text() const { return profile.warnings.empty() ? "" : profile.warnings.list().front().text; }

  Profile profile;

 private:
  CallsBuilder calls_{profile, 1};
};

// main 1000 = 100 + work 900; work 900 = 200 + leaf 700
void record_calm(Recorded& run) {
  run.function("main", 100'000, 1'000'000).function("work", 200'000, 900'000).function("leaf", 700'000, 700'000);
  run.edge("main", "work", 200'000, 900'000).edge("work", "leaf", 700'000, 700'000);
}

TEST(Agreement, FiguresOfOneStackAgree) {
  Recorded run;
  record_calm(run);
  EXPECT_EQ(run.agreement(), "| 1000000 |");
}

TEST(Agreement, RecursionIsNoDisagreement) {
  Recorded run;
  run.function("main", 10'000, 100'000).function("even", 50'000, 90'000, 4, 1).function("odd", 40'000, 80'000, 3, 1);
  run.edge("main", "even", 50'000, 90'000)
      .edge("even", "odd", 40'000, 80'000, 3)
      .edge("odd", "even", 40'000, 70'000, 3);
  run.edge("even", "even", 1'000, 1'000);
  EXPECT_EQ(run.agreement(), "| 100000 |");
}

TEST(Agreement, ACallThatNeverEndedTellsOfThreads) {
  Recorded run;
  record_calm(run);
  run.function("idle", 50'000, 400'000).function("poll", 10'000, 10'000);
  run.edge("work", "idle", 0, 0, 0);
  EXPECT_EQ(run.agreement(), "mixed-threads 1| 1060000 | main> work> idle>");
  EXPECT_TRUE(run.marked("main", "work"));
  EXPECT_TRUE(run.text().starts_with("several threads (or greenlets) in one profile")) << run.text();
}

TEST(Agreement, ACallThatCostsMoreThanItsCalleeTellsOfThreads) {
  Recorded run;
  record_calm(run);
  run.function("wait", 1000, 2000).edge("main", "wait", 1000, 500'000);
  EXPECT_EQ(run.agreement(), "mixed-threads 1| 1001000 | main> work> wait>");
}

TEST(Agreement, AFunctionThatCostsLessThanItsOwnTimeTellsOfThreads) {
  Recorded run;
  record_calm(run);
  run.function("acquire", 300'000, 1000).edge("main", "acquire", 1000, 1000);
  EXPECT_EQ(run.agreement().substr(0, 17), "mixed-threads 1| ");
}

// 3.12 sees a thread that is joined at once as if join() had called it: all figures agree.
TEST(Agreement, WhoeverCallsThreadingsBootstrapIsAnotherThread) {
  Recorded run;
  record_calm(run);
  Strings& strings = run.profile.frames.strings();
  const FrameId bootstrap =
      run.profile.frames.add(strings.intern("/usr/lib/python3.12/threading.py"), 1016, strings.intern("_bootstrap"));
  CallsBuilder calls(run.profile, 1);
  calls.add_function(run.frame("join"), {0, 5000, 1, 1});
  calls.add_function(bootstrap, {5000, 5000, 1, 1});
  calls.add_edge(run.frame("join"), bootstrap, {5000, 5000, 1, 1});
  calls.expect_agreement(false);
  ASSERT_TRUE(calls.finish(Metric::time()));
  EXPECT_EQ(test::kinds(run.profile.warnings), "caller-without-entry 3; mixed-threads 1");
}

TEST(Agreement, AFunctionThatCostsLessThanItsCallsSharesItsLabel) {
  Recorded run;
  run.function("main", 100'000, 1'000'000).function("<lambda>", 1000, 301'000).function("burn", 898'000, 898'000);
  run.edge("main", "<lambda>", 1000, 301'000).edge("<lambda>", "burn", 898'000, 898'000);
  EXPECT_EQ(run.agreement(), "label-collision 1| 999000 | <lambda>");
  EXPECT_TRUE(run.text().starts_with("<lambda> (app.py:1) takes less time than the calls below")) << run.text();
}

TEST(Agreement, ASharedLabelThatHidesLittleIsMarkedAndNotTold) {
  Recorded run;
  run.function("main", 100'000, 1'000'000).function("__new__", 1000, 2000).function("burn", 896'000, 896'000);
  run.edge("main", "__new__", 1000, 2000).edge("__new__", "burn", 6000, 6000).edge("main", "burn", 890'000, 890'000);
  EXPECT_EQ(run.agreement(), "| 997000 | __new__");
}

// yappi without built-in functions: what sleep() took is in nobody's own time.
TEST(Agreement, CallsThatTheFileDoesNotListAreCallsOfAFunction) {
  Recorded run;
  run.function("run", 1000, 700'000).function("flush", 9000, 699'000).function("main", 400'000, 400'000);
  run.edge("run", "flush", 9000, 699'000);
  EXPECT_EQ(run.agreement(), "unlisted-calls 1| 1100000 |");
  const FrameId rest = run.profile.calls().edges.callee(1);
  EXPECT_EQ(run.profile.frames.text(rest), "(not listed)");
  EXPECT_EQ(run.profile.calls().functions[rest], (FunctionCost{690'000, 690'000, 0, 0}));
  EXPECT_EQ(run.profile.calls().edges.caller(1), run.frame("flush"));
  EXPECT_TRUE(run.text().starts_with("690 µs of 1.10 ms is in calls that the file does not list, below flush"))
      << run.text();
}

TEST(Agreement, WithoutAnyCallersNothingIsMissing) {
  Recorded run;
  run.function("main", 100'000, 1'000'000).function("work", 900'000, 900'000);
  EXPECT_EQ(run.agreement(), "| 1000000 |");
}

TEST(Agreement, AClockThatRunsBackIsTheOnlyFault) {
  Recorded run;
  run.function("exec", -20'000, -50'000).function("<module>", -20'000, -30'000).function("sorted", -10'000, -10'000);
  run.edge("exec", "<module>", -20'000, -30'000).edge("<module>", "sorted", -10'000, -10'000);
  EXPECT_EQ(run.agreement(), "negative-time 5| -50000 | exec <module> sorted");
}

TEST(Agreement, ALittleNegativeTimeIsNotTold) {
  Recorded run;
  record_calm(run);
  run.function("calibrated", -50, 0);
  EXPECT_EQ(run.agreement(), "| 999950 |");
}

TEST(Agreement, WhatWasCutDownAgreesWithNothing) {
  Recorded run;
  record_calm(run);
  run.edge("work", "idle", 0, 0, 0);
  EXPECT_EQ(run.agreement(true), "caller-without-entry 1| 1000000 |");
}

}  // namespace
}  // namespace p2g
