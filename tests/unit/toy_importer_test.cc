// An importer of a format of its own goes the whole way: recognised, chosen from, merged, and drawn.
#include "tests/support/toy_importer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "renderers/renderer.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/graph/to_table.h"
#include "src/passes/merge/merge.h"
#include "src/passes/tree/to_tree.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

constexpr std::string_view where_to_look = "; --list-profiles";

constexpr std::string_view text =
    "toy time/ms memory/bytes\n"
    "@7 main\n"
    "start;parse;+skip 3 100\n"
    "start;parse 4 -\n"
    "start 1 20\n"
    "@9 worker\n"
    "wait;(idle) 50 -\n"
    "wait 2 -\n";

Result<Profile> read(std::string_view input, const Wanted& wanted) {
  Source source = Source::from_memory("run.dat", input);
  const std::vector<const Importer*> known = [] {
    std::vector<const Importer*> all = importers();
    all.push_back(&test::importer_toy);
    return all;
  }();
  P2G_TRY_ASSIGN(const Importer* importer, detect_importer(source, known));
  EXPECT_EQ(importer->name, "toy");
  ReadOptions options;
  options.wanted = wanted;
  return importer->read(source, options);
}

std::string folded(std::string_view input, const Wanted& wanted) {
  const Result<Profile> profile = read(input, wanted);
  return profile ? test::write_folded(*profile) : profile.error().message;
}

TEST(ToyImporter, IsRecognisedOnlyWhereItIsKnown) {
  Source source = Source::from_memory("run.dat", "toy time/ms\n");
  EXPECT_FALSE(detect_importer(source));
  EXPECT_FALSE(find_importer("toy"));
  const std::vector<const Importer*> known{&test::importer_toy};
  EXPECT_EQ(find_importer("toy", known).value()->name, "toy");
  EXPECT_EQ(find_importer("tyo", known).error().hint, "did you mean \"toy\"?");
}

TEST(ToyImporter, ShowsTheBusiestThreadAndTheFirstMetric) {
  const Result<Profile> profile = read(text, {});
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->total, 8);
  EXPECT_EQ(profile->metric.unit, "s");
  EXPECT_EQ(profile->metric.decimals, 3);
  EXPECT_EQ(describe(profile->offered, profile->chosen, where_to_look),
            "metric time (of 2; --list-profiles), thread main (of 2; --list-profiles), 13 % of 60.0 ms");
}

TEST(ToyImporter, ReadsTheMetricThatIsWanted) {
  EXPECT_EQ(folded(text, {"memory", {}}), "# unit: bytes\nstart 20\nstart;parse;skip_[i] 100\n");
  EXPECT_EQ(folded(text, {"2", {"all"}}), "# unit: bytes\nstart 20\nstart;parse;skip_[i] 100\n");
  EXPECT_EQ(folded(text, {"memory", {"worker"}}), "none of the threads has the metric \"memory\"");
  EXPECT_EQ(folded(text, {"samples", {}}), "unknown metric \"samples\"");
}

TEST(ToyImporter, SumsTheThreadsThatAreWanted) {
  const Result<Profile> both = read(text, {"", {"all"}});
  ASSERT_TRUE(both);
  EXPECT_EQ(both->total, 60);
  const Tree tree = to_tree(*both, {});
  ASSERT_EQ(tree.total, 60);
  std::string roots;
  for (std::uint32_t node = 1; node < tree.frame.size(); ++node) {
    if (tree.parent[node] == 0) roots += std::string(both->frames.text(tree.frame[node])) + "; ";
  }
  EXPECT_EQ(roots, "thread (worker); thread (main); ");
  EXPECT_EQ(both->frames.parts(tree.frame[1]).kind, FrameKind::thread);
  EXPECT_EQ(read(text, {"", {"9"}})->total, 52);
}

TEST(ToyImporter, IsMergedDrawnAndListed) {
  std::vector<Profile> runs;
  for (int run = 0; run < 2; ++run) runs.push_back(read(text, {"time", {"main"}}).value());
  const Result<Profile> sum = merge(std::move(runs));
  ASSERT_TRUE(sum);
  EXPECT_EQ(sum->total, 16);

  const Result<Table> table = to_table(*sum, {});
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows.size(), 3U);

  const Analysis analysis(*sum);
  DrawStats stats;
  const Result<Scene> flame = find_view("flame").value()->draw(analysis, {}, {}, stats);
  ASSERT_TRUE(flame);
  bool is_told = false;
  for (const Item& item : flame->items) {
    const auto* const group = std::get_if<GroupBegin>(&item);
    is_told |= group != nullptr && group->title.find("inlined into its caller") != std::string::npos;
  }
  EXPECT_TRUE(is_told);
}

}  // namespace
}  // namespace p2g
