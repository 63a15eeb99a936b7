#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/gate/limits.h"
#include "src/passes/compare/compare.h"
#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

using test::CallProfile;

constexpr Weight ms = 1'000'000;

std::string message(std::string_view text) {
  const Result<Limit> limit = parse_limit(text, "--fail-on");
  if (limit) return "";
  const Error& error = limit.error();
  EXPECT_EQ(error.kind, ErrorKind::usage);
  EXPECT_EQ(error.excerpt, text);
  EXPECT_FALSE(error.hint.empty());
  return std::to_string(*error.column) + ": " + error.message;
}

TEST(LimitGrammar, ReadsAll) {
  const Result<Limit> limit = parse_limit(" self( <lambda> ) >= +2.5 us ", "--fail-on");
  ASSERT_TRUE(limit) << limit.error().message;
  EXPECT_EQ(limit->subject, Limit::Subject::self);
  EXPECT_EQ(limit->pattern, " <lambda> ");
  EXPECT_EQ(limit->comparison, Limit::Comparison::at_least);
  EXPECT_TRUE(limit->change);
  EXPECT_DOUBLE_EQ(limit->value, 2.5e-6);
  EXPECT_EQ(limit->unit, Limit::Unit::seconds);
  for (const char* text :
       {"total>+5%", "new>1%", "calls(x)>+0", "cumulative(/f\\(x\\)>/)<200ms", "total<2s", "self(a)>20%", "total>-5%",
        "calls(f)>1000", "self(a)>+3samples", "total > 1.5 s", "speed>+20%"}) {
    EXPECT_EQ(message(text), "") << text;
  }
}

TEST(LimitGrammar, SaysWhatWasExpectedAndWhere) {
  EXPECT_EQ(message(""), "1: expected total, new, speed, self(…), cumulative(…) or calls(…)");
  EXPECT_EQ(message("totl>+5%"), "1: expected total, new, speed, self(…), cumulative(…) or calls(…)");
  EXPECT_EQ(message("total"), "6: expected > or <");
  EXPECT_EQ(message("total=5%"), "6: expected > or <");
  EXPECT_EQ(message("total(x)>+5%"), "6: total is about the whole run and takes no pattern");
  EXPECT_EQ(message("self>+5%"), "5: expected ( and a pattern: self(PATTERN)");
  EXPECT_EQ(message("self(x>+5%"), "11: expected ) after the pattern");
  EXPECT_EQ(message("self()>+5%"), "6: expected a pattern, * for every function");
  EXPECT_EQ(message("total>"), "7: expected a number, with + or - when it is about the change");
  EXPECT_EQ(message("total>+x"), "7: expected a number, with + or - when it is about the change");
  EXPECT_EQ(message("total>+nan"), "7: expected a number, with + or - when it is about the change");
  EXPECT_EQ(message("total>+5 parsecs"),
            "10: expected %, a unit (ns us ms s, B kB MB GB KiB MiB GiB, samples), or nothing after the number");
  EXPECT_EQ(message("total>5%"), "1: the total is always 100% of itself");
  EXPECT_EQ(message("speed>20%"), "1: speed has no figure of its own, only a change in percent");
  EXPECT_EQ(message("speed>+20ms"), "1: speed has no figure of its own, only a change in percent");
  EXPECT_EQ(message("calls(x)>+5ms"), "1: calls are counted, they have no unit");
}

Profile copy_of(const Profile& profile) {
  Profile copy;
  copy.metric = profile.metric;
  copy.total = profile.total;
  copy.frames = profile.frames.copy();
  copy.data = profile.data;
  return copy;
}

// Three equal runs a side on a machine of one speed: next to nothing is noise.
Diff compared(const Profile& before, const Profile& after, double noise = 0) {
  std::vector<Profile> old, now;
  for (int i = 0; i < 3; ++i) {
    old.push_back(copy_of(before));
    now.push_back(copy_of(after));
  }
  Result<MatchedRuns> matched = match_functions(std::move(old), std::move(now), {});
  return compare(*matched, {.noise_share = noise, .drift = false});
}

Profile program(Weight parse_ms, Weight write_ms, std::int64_t calls = 10) {
  CallProfile built;
  built.function("main", 10 * ms, (10 + parse_ms + write_ms) * ms)
      .function("parse", parse_ms * ms, parse_ms * ms, calls);
  built.function("write", write_ms * ms, write_ms * ms);
  return std::move(built.profile);
}

// What trips: names, or the error.
std::vector<std::string> trips(const char* text, const Figures& diff, bool required = false) {
  const Result<Limit> limit = parse_limit(text, "test", required);
  if (!limit) return {limit.error().message};
  const Result<Verdict> verdict = check_limits({*limit}, diff);
  if (!verdict) return {verdict.error().message};
  std::vector<std::string> names;
  for (const Trip& trip : verdict->front().trips) names.push_back(trip.what);
  return names;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Gate, ChangesOfTheTotal) {
  const Diff diff = compared(program(50, 40), program(60, 40));  // 100 ms, 110 ms
  EXPECT_THAT(trips("total>+9%", diff), ElementsAre("total"));
  EXPECT_THAT(trips("total>+10%", diff), IsEmpty());
  EXPECT_THAT(trips("total>=+10%", diff), ElementsAre("total"));
  EXPECT_THAT(trips("total>+9ms", diff), ElementsAre("total"));
  EXPECT_THAT(trips("total>109ms", diff), ElementsAre("total"));
  EXPECT_THAT(trips("total<+20%", diff, true), IsEmpty());
  EXPECT_THAT(trips("total<+5%", diff, true), ElementsAre("total"));
}

// In doubles 7 / 100 * 100 is more than 7, and 11 / 1000 * 100 less than 1.1.
TEST(Gate, LimitsThatAreMetExactly) {
  const Diff more = compared(program(50, 40), program(57, 40), 0);  // 100 ms, 107 ms
  EXPECT_THAT(trips("total>+7%", more), IsEmpty());
  EXPECT_THAT(trips("total>=+7%", more), ElementsAre("total"));
  EXPECT_THAT(trips("total<=+7%", more, true), IsEmpty());
  EXPECT_THAT(trips("total>=+7ms", more), ElementsAre("total"));
  // Of bytes, because such a change of time is within any band.
  const auto in_bytes = [](Profile profile) {
    profile.metric = Metric::bytes();
    return profile;
  };
  const Diff less = compared(in_bytes(program(950, 40)), in_bytes(program(961, 40)), 0);  // 1,000 and 1,011
  EXPECT_THAT(trips("total>=+1.1%", less), ElementsAre("total"));
  EXPECT_THAT(trips("total<+1.1%", less, true), ElementsAre("total"));
}

TEST(Gate, FunctionsTheWorstFirst) {
  const Diff diff = compared(program(50, 40), program(60, 70));
  EXPECT_THAT(trips("self(*)>+5ms", diff), ElementsAre("write (write.py:1)", "parse (parse.py:1)"));
  EXPECT_THAT(trips("self(*)>+50%", diff), ElementsAre("write (write.py:1)"));
  EXPECT_THAT(trips("cumulative(/ma/)>+1ms", diff), ElementsAre("main (main.py:1)"));
  EXPECT_THAT(trips("self(write)>50%", diff), IsEmpty());  // 70 of 140 ms, the total after
  EXPECT_THAT(trips("self(write)>=50%", diff), ElementsAre("write (write.py:1)"));
  EXPECT_THAT(trips("self(prase)>+1ms", diff), ElementsAre("test self(prase)>+1ms: no function matches \"prase\""));
}

TEST(Gate, NothingTripsBelowTheNoise) {
  EXPECT_THAT(trips("total>+1%", compared(program(50, 40), program(54, 40), 0.05)), IsEmpty());
  EXPECT_THAT(trips("self(*)>+1%", compared(program(50, 40), program(54, 40), 0.05)), IsEmpty());
  EXPECT_THAT(trips("total>+1%", compared(program(50, 40), program(56, 40), 0.05)), ElementsAre("total"));
}

TEST(Gate, CallsAndNewFunctions) {
  CallProfile after;
  after.function("main", 10 * ms, 100 * ms).function("parse", 50 * ms, 50 * ms, 11).function("fresh", 40 * ms, 40 * ms);
  const Diff diff = compared(program(50, 40), std::move(after.profile));
  EXPECT_THAT(trips("calls(parse)>+0", diff), ElementsAre("parse (parse.py:1)"));
  EXPECT_THAT(trips("calls(main)>+0", diff), IsEmpty());
  EXPECT_THAT(trips("new>1%", diff), ElementsAre("new functions"));
  EXPECT_THAT(trips("new>50%", diff), IsEmpty());
  // From nothing to something is more than any percentage.
  EXPECT_THAT(trips("self(fresh)>+900%", diff), ElementsAre("fresh (fresh.py:1)"));
}

TEST(Gate, OneProfile) {
  const Profile profile = program(50, 40);
  const Figures diff(profile);
  EXPECT_THAT(trips("self(parse)>49ms", diff), ElementsAre("parse (parse.py:1)"));
  EXPECT_THAT(trips("self(parse)<49ms", diff, true), ElementsAre("parse (parse.py:1)"));
  EXPECT_THAT(trips("self(parse)>50%", diff), IsEmpty());
  EXPECT_THAT(trips("calls(parse)>9", diff), ElementsAre("parse (parse.py:1)"));
}

TEST(Gate, UnitsHaveToFit) {
  const Profile profile = program(50, 40);
  const Figures diff(profile);
  EXPECT_THAT(trips("total>5samples", diff), ElementsAre("total>5samples: the profile measures time"));
  EXPECT_THAT(trips("total>5", diff), ElementsAre("total>5: the profile measures time"));
}

TEST(Gate, KeepsTheWorstAndCountsAll) {
  CallProfile built;
  for (int i = 0; i < 300; ++i) built.function("f" + std::to_string(i), (i % 150 + 1) * ms, (i % 150 + 1) * ms);
  const Figures diff(built.profile);
  const auto check = [&](std::size_t limits) {
    return *check_limits(std::vector<Limit>(limits, *parse_limit("self(f*)>2ms", "test")), diff);
  };
  const Verdict one = check(1);
  EXPECT_EQ(one.front().count, 296);
  EXPECT_EQ(one.front().trips.size(), 100U);
  EXPECT_EQ(one.front().more(), 196);
  EXPECT_EQ(one.front().trips[0].what, "f149 (f149.py:1)");
  EXPECT_EQ(one.front().trips[1].what, "f299 (f299.py:1)");
  EXPECT_EQ(one.front().trips[2].what, "f148 (f148.py:1)");
  for (const auto& [limits, kept] : {std::pair<std::size_t, std::size_t>{500, 20}, {10'000, 1}, {20'000, 1}}) {
    const Verdict verdict = check(limits);
    EXPECT_EQ(verdict.size(), limits);
    for (const LimitResult& result : verdict) {
      ASSERT_EQ(result.trips.size(), kept);
      ASSERT_EQ(result.count, 296);
      ASSERT_EQ(result.trips.front().what, "f149 (f149.py:1)");
    }
  }
}

// More patterns than are matched at once, so that each finds its own functions and no other's.
TEST(Gate, EachLimitHasItsOwnPattern) {
  CallProfile built;
  std::vector<Limit> limits;
  for (int i = 0; i < 200; ++i) {
    built.function("f" + std::to_string(i), ms, ms);
    limits.push_back(*parse_limit("self(f" + std::to_string(i) + ")>" + (i % 3 == 0 ? "0" : "2ms"), "test"));
    limits.push_back(*parse_limit("self(/^f" + std::to_string(i) + "$/)>0", "test"));
  }
  const Verdict verdict = *check_limits(limits, built.profile);
  for (int i = 0; i < 200; ++i) {
    const auto at = static_cast<std::size_t>(2 * i);
    EXPECT_EQ(verdict[at].limit, limits[at].text);
    EXPECT_EQ(verdict[at].count, i % 3 == 0 ? 1 : 0) << i;
    ASSERT_EQ(verdict[at + 1].count, 1) << i;
    EXPECT_TRUE(verdict[at + 1].trips.front().what.starts_with("f" + std::to_string(i) + ' '));
  }
}

TEST(Gate, SaysFigures) {
  const Diff diff = compared(program(50, 40), program(60, 40), 0.005);
  const Result<Verdict> verdict = check_limits({*parse_limit("self(parse)>+5ms", "test")}, diff);
  EXPECT_EQ(verdict->front().trips.front().text, "50.0 ms → 60.0 ms, +10.0 ms (+20.0%), at least +18%");
}

}  // namespace
}  // namespace p2g
