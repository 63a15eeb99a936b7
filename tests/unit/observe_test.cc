// Each rule with a profile that has it and one that nearly has it.
#include <gtest/gtest.h>

#include <string>

#include "renderers/page/first_line.h"
#include "src/analysis/analysis.h"
#include "src/passes/select/filter.h"
#include "tests/support/call_profiles.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using test::CallProfile;
using test::read_folded;

// "waiting! short-run": kinds, with a mark where one leads.
std::string seen_in(Profile profile) {
  const Analysis analysis(std::move(profile));
  std::string text;
  for (const Observation& each : analysis.observations()) {
    text += (text.empty() ? "" : " ") + std::string(each.kind) + (each.leads ? "!" : "");
  }
  return text;
}
std::string seen_in(const std::string& folded) { return seen_in(read_folded(folded)); }

std::string first_line_of(Profile profile) {
  const Analysis analysis(std::move(profile));
  const std::vector<std::string> lines = first_lines(analysis, std::make_shared<GroupOptions>());
  return lines.empty() ? std::string() : lines.front();
}

constexpr Weight ms = 1'000'000;

CallProfile sleeping(Weight asleep, Weight at_work) {
  CallProfile calls;
  calls.place("sleep", "~", 0, "<built-in method time.sleep>");
  calls.function("main", 0, asleep + at_work).function("sleep", asleep, asleep, 50).function("work", at_work, at_work);
  calls.edge("main", "sleep", asleep, asleep, 50).edge("main", "work", at_work, at_work);
  return calls;
}

TEST(Observe, WaitingLeadsFromHalfOfTheRunOn) {
  EXPECT_EQ(seen_in(sleeping(51 * ms, 49 * ms).profile), "waiting!");
  EXPECT_EQ(seen_in(sleeping(49 * ms, 51 * ms).profile), "");
  EXPECT_EQ(first_line_of(sleeping(51 * ms, 49 * ms).profile),
            "Mostly waiting, 51.0% of the run in sleep: what is waited for matters, CPU does not.");
}

TEST(Observe, WaitingIsKnownByItsFileNotByTheNameAlone) {
  EXPECT_EQ(seen_in("main;select (/usr/lib/python3.11/selectors.py:468) 200\nmain;work 100\n"), "waiting!");
  EXPECT_EQ(seen_in("main;select (/srv/shop/query.py:468) 200\nmain;work 100\n"), "");
  EXPECT_EQ(seen_in("main;select (/srv/shop/selectors.py:468) 200\nmain;work 100\n"), "");
  EXPECT_EQ(seen_in("main;select 200\nmain;work 100\n"), "");
  EXPECT_EQ(seen_in("# unit: bytes\nmain;epoll_wait 200\nmain;work 100\n"), "");
  EXPECT_EQ(seen_in("main;epoll_wait 200\nmain;work 100\n"), "waiting!");
  EXPECT_EQ(seen_in("main;java/lang/Object.wait 200\nmain;work 100\n"), "waiting!");
  EXPECT_EQ(seen_in("main;com/shop/Object.wait 200\nmain;work 100\n"), "");
}

TEST(Observe, SeveralThatWaitAreOneFinding) {
  const std::string line = first_line_of(read_folded("a;epoll_wait 30\na;nanosleep 60\na;__poll 10\na;work 90\n"));
  EXPECT_EQ(line,
            "Mostly waiting, 52.6% of the run in nanosleep and 2 more: what is waited for matters, CPU does not.");
}

TEST(Observe, GarbageCollectionIsToldFromAFifthOnAndLeadsFromHalf) {
  EXPECT_EQ(seen_in("main;work 79\nmain;work;(garbage collector) 21\nmain;rest 100\n"), "");
  EXPECT_EQ(seen_in("main;work 79\nmain;work;(garbage collector) 41\nmain;rest 80\n"), "garbage-collection");
  EXPECT_EQ(seen_in("main;work 90\nmain;work;(garbage collector) 110\n"), "garbage-collection!");
}

CallProfile block(Weight self, Weight below, std::int64_t calls) {
  CallProfile made;
  made.function("main", 2 * ms, self + below + 2 * ms).function("crunch", self, self + below, calls);
  made.function("leaf", below, below, 3).edge("main", "crunch", self, self + below, calls);
  made.edge("crunch", "leaf", below, below, 3);
  return made;
}

TEST(Observe, OneCallWithNothingBelowIsABlock) {
  EXPECT_EQ(seen_in(block(97 * ms, 1 * ms, 1).profile), "one-block!");
  EXPECT_EQ(seen_in(block(97 * ms, 1 * ms, 11).profile), "");  // called often: a sampler is not needed to see where
  EXPECT_EQ(seen_in(block(85 * ms, 13 * ms, 1).profile), "");
  EXPECT_EQ(first_line_of(block(97 * ms, 1 * ms, 1).profile),
            "crunch is 97.0% of the run in one call, and nothing below it was seen: a sampler may look into it.");
}

CallProfile entry(Weight own, Weight called) {
  CallProfile made;
  made.function("start", 0, own + called).function("main", own, own + called).function("help", called, called, 9);
  made.edge("start", "main", own, own + called).edge("main", "help", called, called, 9);
  return made;
}

TEST(Observe, AnEntryThatWorksItselfIsNamed) {
  EXPECT_EQ(seen_in(entry(60 * ms, 40 * ms).profile), "entry-works!");
  EXPECT_EQ(seen_in(entry(40 * ms, 60 * ms).profile), "");  // help holds more
  EXPECT_EQ(seen_in("main 60\nmain;a 20\nmain;b 20\nother 20\n"), "");
  EXPECT_EQ(seen_in("(root) 120\n(root);a 40\n(root);b 40\n"), "");
}

CallProfile library(const std::string& file) {
  CallProfile made;
  made.place("loads", file, 299, "loads").place("decode", "/usr/lib/python3.11/json/decoder.py", 332, "decode");
  made.function("loads", 10 * ms, 30 * ms)
      .function("decode", 20 * ms, 20 * ms)
      .edge("loads", "decode", 20 * ms, 20 * ms);
  return made;
}

TEST(Observe, NothingOfAProgramIsSaid) {
  EXPECT_EQ(seen_in(library("/usr/lib/python3.11/json/__init__.py").profile).substr(0, 12), "nothing-own!");
  EXPECT_EQ(seen_in(library("/srv/shop/json/__init__.py").profile), "");
  EXPECT_EQ(seen_in(library("/usr/lib/python3/dist-packages/simplejson/__init__.py").profile), "");
}

CallProfile cheap(std::int64_t calls, Weight each) {
  CallProfile made;
  made.function("main", 0, calls * each).function("tiny", calls * each, calls * each, calls);
  made.edge("main", "tiny", calls * each, calls * each, calls);
  return made;
}

TEST(Observe, CallsThatCostWhatRecordingCosts) {
  EXPECT_EQ(seen_in(cheap(400'000, 300).profile), "profiler-cost");
  EXPECT_EQ(seen_in(cheap(400'000, 501).profile), "");
  EXPECT_EQ(seen_in(cheap(9'000, 300).profile), "");  // too few to matter
}

TEST(Observe, FewSamplesAndShortRuns) {
  EXPECT_EQ(seen_in("a;b 60\na;c 39\n"), "few-samples");
  EXPECT_EQ(seen_in("a;b 60\na;c 40\n"), "");
  CallProfile made;
  made.function("main", 400'000, 999'999).function("f", 599'999, 599'999).edge("main", "f", 599'999, 599'999);
  EXPECT_EQ(seen_in(std::move(made.profile)), "short-run");
}

TEST(Observe, OneFunctionUnderTwoPaths) {
  const auto profile = [](const std::string& second, std::int32_t line, const std::string& name = "total") {
    CallProfile made;
    made.place("a", "/venv/one/shop/cart.py", 7, name).place("b", second, line, name);
    made.function("main", 10 * ms, 100 * ms).function("a", 50 * ms, 50 * ms).function("b", 40 * ms, 40 * ms);
    made.edge("main", "a", 50 * ms, 50 * ms).edge("main", "b", 40 * ms, 40 * ms);
    return std::move(made.profile);
  };
  EXPECT_EQ(seen_in(profile("/venv/two/shop/cart.py", 7)), "two-paths");
  EXPECT_EQ(seen_in(profile("/venv/two/shop/cart.py", 8)), "");
  EXPECT_EQ(seen_in(profile("/venv/one/bank/cart.py", 7)), "");
  EXPECT_EQ(seen_in(profile("/venv/two/shop/cart.py", 7, "(anonymous)")), "");
}

TEST(Observe, ASelectionSaysNothingOfWhatWasRecorded) {
  FilterOptions options;
  options.hide = {"work"};
  Result<Profile> selected = filter(sleeping(51 * ms, 49 * ms).profile, options);
  ASSERT_TRUE(selected);
  EXPECT_EQ(seen_in(std::move(*selected)), "");
}

}  // namespace
}  // namespace p2g
