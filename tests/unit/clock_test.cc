#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "src/base/student.h"
#include "src/passes/compare/compare.h"
#include "src/passes/compare/measure_clock.h"
#include "src/passes/compare/statistics.h"
#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

// Tables of the t distribution.
TEST(Student, KnownQuantiles) {
  EXPECT_NEAR(student_quantile(0.05, 1), 12.7062, 1e-4);
  EXPECT_NEAR(student_quantile(0.01, 4), 4.60409, 1e-5);
  EXPECT_NEAR(student_quantile(0.02, 10), 2.76377, 1e-5);
  EXPECT_NEAR(student_quantile(0.05, 1e5), 1.95998, 1e-4);
  EXPECT_NEAR(student_quantile(1e-6, 8), 13.2571, 0.02);
}

TEST(Statistics, Medians) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1}), 2.5);
  EXPECT_EQ(weighted_median({{1, 1}, {2, 1}, {9, 3}}), 9);
  EXPECT_EQ(weighted_median({{1, 2}, {3, 2}}), 2);  // exactly half
}

// Of two runs a side by hand: differences 4, 6, 1, 3.
TEST(Statistics, ShiftOfTwoAndTwo) {
  EXPECT_EQ(shift_between({1, 4}, {5, 7}), 3.5);
  EXPECT_EQ(shift_between({4, 1}, {7, 5}), 3.5);
}

constexpr int functions = 12;

// A dozen functions of 1 ms to 12 ms, called as often in each run.
Profile run_of(std::mt19937& random, double speed, double sigma) {
  test::CallProfile built;
  for (int i = 0; i < functions; ++i) {
    // The sum of twelve is near enough to normal, and the same with every library.
    double normal = -6;
    for (int k = 0; k < 12; ++k) normal += static_cast<double>(random() % 1'000'000) / 1e6;
    const auto self = static_cast<Weight>(1e6 * (i + 1) * std::exp(speed + sigma * normal));
    built.function("f" + std::to_string(i), self, self, 10 * (i + 1));
  }
  return std::move(built.profile);
}

MatchedRuns runs_of(const std::vector<double>& before, const std::vector<double>& after, double sigma, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Profile> old, now;
  for (const double speed : before) old.push_back(run_of(random, speed, sigma));
  for (const double speed : after) now.push_back(run_of(random, speed, sigma));
  return std::move(*match_functions(std::move(old), std::move(now), {}));
}

TEST(Clock, FindsTheSpeedOfEachRun) {
  const MatchedRuns runs = runs_of({0, -0.2, 0.3}, {0.7, 0.1}, 0.001, 1);
  const Clock clock = measure_clock(runs, true);
  EXPECT_EQ(clock.references, 12U);
  EXPECT_FALSE(clock.per_call);
  const double zero = 0;  // the middle of the side before
  EXPECT_NEAR(clock.before[0], zero, 0.002);
  EXPECT_NEAR(clock.before[1], -0.2, 0.002);
  EXPECT_NEAR(clock.before[2], 0.3, 0.002);
  EXPECT_NEAR(clock.after[0], 0.7, 0.002);
  EXPECT_NEAR(clock.after[1], 0.1, 0.002);
}

TEST(Clock, FindsTheScatter) {
  double sum = 0;
  for (unsigned seed = 0; seed < 10; ++seed)
    sum += measure_clock(runs_of({0, 0, 0}, {0.5, 0.5, 0.5}, 0.05, seed), true).sigma;
  EXPECT_NEAR(sum / 10, 0.05, 0.012);
}

TEST(Clock, DriftMayBeKept) {
  const Clock clock = measure_clock(runs_of({0}, {0.5}, 0.01, 1), false);
  EXPECT_EQ(clock.after[0], 0);
  EXPECT_GT(clock.sigma, 0.1);  // and then it is noise
}

TEST(Clock, WhatTakesNoTimeHasNone) {
  MatchedRuns runs = runs_of({0}, {0}, 0.01, 1);
  for (Profile& run : runs.before) run.metric = Metric::bytes();
  for (Profile& run : runs.after) run.metric = Metric::bytes();
  EXPECT_EQ(measure_clock(runs, true).kind, Clock::Kind::none);
}

TEST(Clock, SpeedsAreTakenOutOfTheFigures) {
  MatchedRuns runs = runs_of({0, 0, 0}, {0.4, 0.6, 0.5}, 0.001, 3);
  const Diff diff = compare(runs, {});
  EXPECT_NEAR(static_cast<double>(diff.after.total) / static_cast<double>(diff.before.total), 1, 0.01);
  EXPECT_NEAR(static_cast<double>(diff.after.measured) / static_cast<double>(diff.before.total), std::exp(0.5), 0.01);
  for (const FunctionDiff& function : diff.functions) {
    EXPECT_FALSE(function.self_moved);
    EXPECT_EQ(function.calls_class, CallsClass::equal);
  }
}

TEST(Clock, WideningFallsWithTheRuns) {
  for (const BandUse use : {BandUse::named, BandUse::total, BandUse::list}) {
    EXPECT_GT(widening(use, 2), widening(use, 3));
    EXPECT_GE(widening(use, 6), widening(use, 7));
    EXPECT_EQ(widening(use, 7), widening(use, 700));
  }
}

}  // namespace
}  // namespace p2g
