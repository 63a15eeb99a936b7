#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "renderers/document.h"
#include "renderers/page/sandwich_words.h"
#include "renderers/page/sizes.h"
#include "src/analysis/analysis.h"
#include "src/base/diagnostics.h"
#include "src/model/pattern.h"
#include "tests/support/call_profiles.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using test::CallProfile;
using test::read_folded;

std::string name_of(const Sandwich& sandwich, FrameId frame) { return std::string(sandwich.frames->parts(frame).name); }

// "b 60 (a 60, x≈20)": a neighbour, its time, and what is beyond it.
std::string text_of(const Sandwich& sandwich, const std::vector<Neighbor>& neighbors) {
  std::string text;
  for (const Neighbor& neighbor : neighbors) {
    text += (text.empty() ? "" : "; ") + name_of(sandwich, neighbor.frame) + ' ';
    text += neighbor.cumulative == unknown_weight ? "?" : std::to_string(neighbor.cumulative);
    std::string beyond;
    for (const Neighbor::Beyond& each : neighbor.beyond) {
      beyond += (beyond.empty() ? "" : ", ") + name_of(sandwich, each.frame) + (each.estimated ? " ≈" : " ") +
                std::to_string(each.cumulative);
    }
    if (!beyond.empty()) text += " (" + beyond + ')';
  }
  return text;
}

Sandwich sandwich_of(const Analysis& analysis, const std::string& function) {
  const Result<const Sandwich*> sandwich = analysis.sandwich({function});
  EXPECT_TRUE(sandwich) << format_error(sandwich.error());
  return sandwich ? **sandwich : Sandwich();
}

// main calls a and b; both call shared, which calls leaf; only a calls own.
Profile shared_by_two() {
  CallProfile calls;
  calls.function("main", 10, 100).function("a", 5, 65).function("b", 5, 25);
  calls.function("shared", 30, 60, 4).function("leaf", 30, 30, 8).function("own", 20, 20);
  calls.edge("main", "a", 5, 65).edge("main", "b", 5, 25).edge("a", "own", 20, 20);
  calls.edge("a", "shared", 20, 40, 1).edge("b", "shared", 10, 20, 3).edge("shared", "leaf", 30, 30, 8);
  return std::move(calls.profile);
}

TEST(Sandwich, OfCallsIsTheFilesOwnFigures) {
  const Analysis analysis(shared_by_two());
  const Sandwich shared = sandwich_of(analysis, "shared");
  EXPECT_EQ(shared.function.cumulative, 60);
  // a and b have one caller each, and leaf calls nothing: nothing has to be split.
  EXPECT_EQ(text_of(shared, shared.callers), "a 40 (main 40); b 20 (main 20)");
  EXPECT_EQ(text_of(shared, shared.callees), "leaf 30");
  EXPECT_FALSE(shared.callers_overlap());
}

TEST(Sandwich, OneStepFurtherIsSplitAndMarkedWhereThereIsMoreThanOneWay) {
  const Analysis analysis(shared_by_two());
  const Sandwich leaf = sandwich_of(analysis, "leaf");
  EXPECT_EQ(text_of(leaf, leaf.callers), "shared 30 (a ≈20, b ≈10)");
  const Sandwich a = sandwich_of(analysis, "a");
  // Of shared's 60 a third is b's: how much of leaf belongs to a is not in the file. own is a's alone.
  EXPECT_EQ(text_of(a, a.callees), "shared 40 (leaf ≈20); own 20");
  const Sandwich main = sandwich_of(analysis, "main");
  EXPECT_EQ(text_of(main, main.callees), "a 65 (shared 40, own 20); b 25 (shared 20)");
}

TEST(Sandwich, OfStacksIsExactThroughout) {
  const Analysis analysis(
      read_folded("main;a;shared;leaf 25\nmain;a;shared 15\nmain;b;shared;leaf 5\nmain;b;shared 15\n"));
  const Sandwich leaf = sandwich_of(analysis, "leaf");
  EXPECT_EQ(text_of(leaf, leaf.callers), "shared 30 (a 25, b 5)");
  const Sandwich a = sandwich_of(analysis, "a");
  EXPECT_EQ(text_of(a, a.callees), "shared 40 (leaf 25)");
}

TEST(Sandwich, DirectRecursionIsNoCaller) {
  const Analysis analysis(read_folded("main;f;f;g 6\nmain;f 4\nmain;f;f;f;g 2\n"));
  const Sandwich f = sandwich_of(analysis, "f");
  EXPECT_EQ(text_of(f, f.callers), "main 12");
  EXPECT_EQ(text_of(f, f.callees), "g 8");
  EXPECT_TRUE(f.calls_to_itself.has_value());
  const Sandwich g = sandwich_of(analysis, "g");
  EXPECT_EQ(text_of(g, g.callers), "f 8 (main 8)");
}

TEST(Sandwich, RecursionThroughOthersIsSaid) {
  CallProfile calls;
  calls.function("main", 0, 100).function("f", 60, 100, 3).function("g", 40, 90, 2);
  calls.edge("main", "f", 20, 100).edge("f", "g", 40, 90, 2).edge("g", "f", 40, 50, 2);
  const Analysis analysis(std::move(calls.profile));
  const Sandwich f = sandwich_of(analysis, "f");
  EXPECT_TRUE(f.callers_overlap());
  EXPECT_EQ(f.callers_whole(), 150);
  bool said = false;
  for (const std::string& note : sandwich_notes(f)) said = said || note.find("overlap") != std::string::npos;
  EXPECT_TRUE(said);
}

TEST(Sandwich, CallsWithoutTimesAreNotInvented) {
  CallProfile calls;
  calls.function("a", 10, 60).function("b", 10, 20).function("f", 60, 60, 4);
  calls.edge("a", "f", unknown_weight, unknown_weight, 3, -1).edge("b", "f", unknown_weight, unknown_weight, 1, -1);
  const Analysis analysis(std::move(calls.profile));
  const Sandwich f = sandwich_of(analysis, "f");
  EXPECT_EQ(text_of(f, f.callers), "a ?; b ?");
  const std::vector<SandwichRow> rows = sandwich_rows(f, Side::callers, 0);
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows[0].part, 0.75);
  EXPECT_EQ(rows[0].share + rows[0].amount + rows[0].each, "");
}

TEST(Sandwich, ErrorsSayHowToNameAFunction) {
  const Analysis analysis(shared_by_two());
  const Result<const Sandwich*> none = analysis.sandwich({});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::usage);
  EXPECT_EQ(none.error().hint,
            "add --function PATTERN; the most of its own cost has \"leaf\", then \"shared\", then \"own\"");
  const Result<const Sandwich*> misspelt = analysis.sandwich({"sharde"});
  ASSERT_FALSE(misspelt);
  EXPECT_EQ(misspelt.error().hint, "the nearest names are \"shared\"");
}

TEST(Sandwich, OfSeveralMatchesTheHeaviestIsDrawnAndOthersAreNamed) {
  const Analysis analysis(shared_by_two());
  const Sandwich some = sandwich_of(analysis, "[abs]*");
  EXPECT_EQ(name_of(some, some.function.frame), "a");
  ASSERT_EQ(some.also.size(), 2);
  for (const FrameId frame : some.also) {
    const Sandwich other = sandwich_of(analysis, pattern_of(*some.frames, frame));
    EXPECT_EQ(other.function.frame, frame);
    EXPECT_TRUE(other.also.empty());
  }
}

// Widths of boxes by their y.
std::map<double, double> row_widths(const Scene& scene) {
  std::map<double, double> widths;
  bool first = false;
  for (const Item& item : scene.items) {
    if (std::holds_alternative<GroupBegin>(item)) first = true;
    const auto* rect = std::get_if<RectItem>(&item);
    if (rect == nullptr || !first) continue;
    widths[rect->y] += rect->width;
    first = false;
  }
  return widths;
}

Scene drawn(const Analysis& analysis, const std::string& function) {
  ViewOptions options;
  options.sandwich.function = function;
  DrawStats stats;
  Result<Scene> scene = find_view("callers").value()->draw(analysis, options, *load_theme("heat"), stats);
  EXPECT_TRUE(scene);
  return std::move(*scene);
}

TEST(SandwichPicture, DirectRowsFillTheWidthAndCarryNoEstimate) {
  CallProfile calls;
  calls.function("main", 0, 1000).function("f", 400, 1000, 200);
  for (int i = 0; i < 200; ++i) {
    const std::string caller = "c" + std::to_string(i);
    calls.function(caller, 0, 5).edge("main", caller, 0, 5).edge(caller, "f", 2, 5);
    calls.function("d" + std::to_string(i), 3, 3).edge("f", "d" + std::to_string(i), 3, 3);
  }
  const Analysis analysis(std::move(calls.profile));
  const Scene scene = drawn(analysis, "f");
  int full = 0;
  for (const auto& [y, width] : row_widths(scene)) full += std::abs(width - content_width(scene)) <= 1 ? 1 : 0;
  EXPECT_GE(full, 3);  // callers, the function, callees
  for (const SandwichRow& row : sandwich_rows(sandwich_of(analysis, "f"), Side::callers, 12)) {
    EXPECT_EQ(row.share.find("≈"), std::string::npos);
  }
}

TEST(SandwichPicture, TablesAddUp) {
  const Analysis analysis(shared_by_two());
  for (const std::string function : {"main", "a", "shared", "leaf"}) {
    for (const Side side : {Side::callers, Side::callees}) {
      if (side == Side::callers && function == "main") continue;
      double sum = 0;
      for (const SandwichRow& row : sandwich_rows(sandwich_of(analysis, function), side, 1)) sum += row.part;
      EXPECT_NEAR(sum, 1, 0.005) << function;
    }
  }
}

TEST(SandwichPicture, OfNothingIsStillOne) {
  CallProfile calls;
  calls.function("idle", 0, 0, 3);
  const Analysis analysis(std::move(calls.profile));
  EXPECT_GT(drawn(analysis, "idle").height, 50);
}

}  // namespace
}  // namespace p2g
