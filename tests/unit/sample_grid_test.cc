#include "src/importers/kit/sample_grid.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

constexpr std::size_t time = 0;
constexpr std::size_t count = 1;

Decimal decimal(std::string_view text) {
  Decimal value;
  EXPECT_EQ(parse_decimal(text, value), DecimalStatus::good);
  return value;
}

// Two threads over three frames, two of which are the same function.
struct Grid {
  explicit Grid(const ReadOptions& options = {})
      : read_options(options), grid(source, read_options, {Metric::time(0), Metric::count("samples")}) {
    for (const char* name : {"main", "work"}) profile.frames.add(name);
    const std::uint32_t a = grid.add_slice({"", "a", "1", "1"});
    const std::uint32_t b = grid.add_slice({"", "b", "1", "2"});
    const std::uint32_t top = grid.child(grid.root(a), 0);
    grid.add(grid.child(top, 1), time, decimal("0.25"));
    grid.add(grid.child(top, 2), time, decimal("0.5"));
    grid.add(grid.child(grid.root(b), 1), time, decimal("3"));
    grid.add(grid.root(b), time, decimal("0.001"));
    grid.count_sample(a, count);
  }

  std::string finish() {
    const Result<void> done = grid.finish(profile, {0, 1, 1});
    return done ? test::write_folded(profile) : done.error().message;
  }

  ReadOptions read_options;
  Source source = Source::from_memory("x", "x");
  SampleGrid grid;
  Profile profile;
};

TEST(SampleGrid, ShowsTheBusiestSliceExactly) {
  Grid grid;
  EXPECT_EQ(grid.finish(), "# unit: ns\n(no frame) 1000000\nwork 3000000000\n");
  EXPECT_EQ(grid.profile.metric.decimals, 3);
  EXPECT_EQ(grid.profile.total, 3001);
  EXPECT_EQ(grid.profile.chosen.slices, std::vector<std::size_t>{1});
}

TEST(SampleGrid, JoinsNodesOfOneFunction) {
  ReadOptions options;
  options.wanted.threads = {"a"};
  EXPECT_EQ(Grid(options).finish(), "# unit: ns\nmain;work 750000000\n");
}

TEST(SampleGrid, HeadsSeveralSlicesWithThreads) {
  ReadOptions options;
  options.wanted.threads = {"all"};
  EXPECT_EQ(Grid(options).finish(),
            "# unit: ns\nthread (a);main;work 750000000\nthread (b);(no frame) 1000000\nthread (b);work 3000000000\n");
}

TEST(SampleGrid, OffersWhatASliceHas) {
  Grid grid;
  grid.finish();
  const Offer& offer = grid.profile.offered;
  EXPECT_EQ(offer.metrics.size(), 2U);
  EXPECT_EQ(offer.cell(0, time)->total, 750);
  EXPECT_EQ(offer.cell(0, count)->samples, 1);
  EXPECT_FALSE(offer.cell(1, count));
}

TEST(SampleGrid, DropsMetricsThatNobodyHas) {
  Source source = Source::from_memory("x", "x");
  const ReadOptions options;
  SampleGrid grid(source, options, {Metric::time(0), Metric::bytes()});
  Profile profile;
  profile.frames.add("f");
  grid.add(grid.child(grid.root(grid.add_slice({})), 0), 1, Weight{7});
  ASSERT_TRUE(grid.finish(profile));
  EXPECT_EQ(profile.offered.metrics.size(), 1U);
  EXPECT_EQ(profile.metric.unit, "bytes");
  EXPECT_TRUE(profile.offered.slices.empty());
  EXPECT_EQ(profile.total, 7);
}

TEST(SampleGrid, RefusesSumsWithoutRoom) {
  Grid grid;
  for (int i = 0; i < 10; ++i) grid.grid.add(grid.grid.root(0), time, decimal("999999999999999999"));
  EXPECT_EQ(grid.finish(), "the sum of all costs is above 9.2e18");
}

}  // namespace
}  // namespace p2g
