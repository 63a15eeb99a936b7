// What is asked for is there, once; and no format can be called in a way that it does not survive.
#include "src/analysis/analysis.h"

#include <gtest/gtest.h>

#include "renderers/document.h"
#include "src/analysis/comparison.h"
#include "src/base/diagnostics.h"
#include "src/passes/merge/merge.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using test::read_folded;

TEST(Analysis, ComputesWhenAskedAndOnce) {
  const Analysis analysis(read_folded("a;b 60\na;c 39\na;d 1\n"));
  EXPECT_EQ(analysis.effort().functions, 0);
  EXPECT_EQ(analysis.effort().tree_nodes, 0);
  const CallGraph& full = analysis.full();
  EXPECT_EQ(full.functions.size(), 4U);
  EXPECT_EQ(analysis.effort().functions, 4);
  EXPECT_EQ(&analysis.full(), &full);
  PruneOptions prune;
  prune.node_share = 0.1;
  EXPECT_EQ(analysis.graph(prune).functions.size(), 3U);
  EXPECT_EQ(&analysis.graph(prune), &analysis.graph(prune));
  EXPECT_EQ(&analysis.full(), &full) << "what was given out stays where it is";
  EXPECT_EQ(full.functions.size(), 4U);
  EXPECT_EQ(&analysis.tree({}), &analysis.tree({}));
  EXPECT_EQ(analysis.effort().tree_nodes, 5);
  TableOptions rows;
  rows.limit = 2;
  EXPECT_EQ(analysis.table(rows).value()->rows.size(), 2U);
  EXPECT_EQ(analysis.table(rows).value(), analysis.table(rows).value());
  rows.sort = "bogus";
  EXPECT_EQ(analysis.table(rows).error().message, "unknown sort key \"bogus\"");
}

TEST(Analysis, LeavesAProfileThatIsNotGivenAwayWhereItIs) {
  const Profile profile = read_folded("a;b 60\n");
  EXPECT_EQ(&Analysis(profile).profile(), &profile);
}

MatchedRuns two_sides() {
  std::vector<Profile> before, after;
  before.push_back(read_folded("a;b 60\na;c 39\n"));
  after.push_back(read_folded("a;b 80\na;d 1\n"));
  return match_functions(std::move(before), std::move(after), {}).value();
}

TEST(Comparison, MakesTheTreeWhenAsked) {
  const Comparison comparison(two_sides(), {});
  EXPECT_EQ(comparison.rows().size(), 4U) << "a, b, c and d";
  const DiffTree* tree = comparison.tree().value();
  EXPECT_EQ(tree->before[0], 99);
  EXPECT_EQ(tree->after[0], 81);
  EXPECT_EQ(comparison.tree().value(), tree);
}

// Once a format that was called with a view it does not know ended the program.
TEST(Document, AnyFormatOfAnythingIsWrittenOrRefused) {
  const Analysis analysis(read_folded("a;b 60\na;c 39\n"));
  const Comparison comparison(two_sides(), {});
  ViewOptions options;
  options.sandwich.function = "*";
  const Theme theme = load_theme("heat").value();
  const Verdict verdict;
  const auto check = [&](const Format& format, const Document& document, std::string_view what) {
    std::string bytes;
    Sink sink = Sink::to_string(bytes);
    Warnings warnings;
    const Result<void> written = format.write(document, sink, warnings);
    EXPECT_TRUE(sink.commit());
    if (written) {
      EXPECT_FALSE(bytes.empty()) << format.name << " of " << what;
    } else {
      EXPECT_EQ(written.error().kind, ErrorKind::usage) << format.name << " of " << what;
      EXPECT_FALSE(written.error().message.empty());
    }
    return written.has_value();
  };
  for (const Format* format : formats()) {
    for (const View* view : views()) {
      EXPECT_EQ(check(*format, Document(analysis, *view, options, theme, verdict), view->name),
                !format->is_picture() || view->draw != nullptr)
          << format->name << " of " << view->name;
      EXPECT_EQ(check(*format, Document(comparison, *view, options, theme, verdict), view->name),
                format->is_picture() ? view->draw_comparison != nullptr : format->compares)
          << format->name << " of a comparison in " << view->name;
    }
    EXPECT_EQ(check(*format, Document(Scene{}, options, theme), "a scene"), format->is_picture());
  }
}

}  // namespace
}  // namespace p2g
