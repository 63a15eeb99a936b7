// What selections of call profiles leave exact, and what they mark. Larger programs: tests/numbers/truth.py.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "src/passes/select/filter.h"
#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

Profile selected(const Profile& profile, const FilterOptions& options) {
  Result<Profile> result = filter(test::copy_of(profile), options);
  EXPECT_TRUE(static_cast<bool>(result));
  return std::move(*result);
}

// "self of a, cumulative of b, a>b": everything that is marked, sorted.
std::string marks_of(const Profile& profile) {
  std::vector<std::string> marks;
  const Estimates& estimates = profile.estimates;
  for (FrameId f = 0; f < profile.frames.size(); ++f) {
    const std::string name = test::name_of(profile, f);
    if ((estimates.of(f) & estimated_self) != 0) marks.push_back("self of " + name);
    if ((estimates.of(f) & estimated_cumulative) != 0) marks.push_back("cumulative of " + name);
  }
  for (const CallCost& call : profile.calls().edges) {
    if ((estimates.of_call(call.caller, call.callee) & estimated_cumulative) == 0) continue;
    marks.push_back(test::name_of(profile, call.caller) + '>' + test::name_of(profile, call.callee));
  }
  std::sort(marks.begin(), marks.end());
  std::string text;
  for (const std::string& mark : marks) text += (text.empty() ? "" : ", ") + mark;
  return text;
}

// Modules a, b, c import each other one after the other through one hub.
test::CallProfile imports() {
  test::CallProfile built;
  built.function("top", 1, 100).function("hub", 3, 99, 3, 1);
  built.function("a", 30, 98).function("b", 27, 67).function("c", 39, 39);
  built.edge("top", "hub", 1, 99).edge("a", "hub", 1, 68).edge("b", "hub", 1, 40);
  built.edge("hub", "a", 30, 98).edge("hub", "b", 27, 67).edge("hub", "c", 39, 39);
  return built;
}

TEST(SelectionEstimates, AChainOfImportsIsNestedExactly) {
  const Profile result = selected(imports().profile, {.hide = {"^hub$"}});
  EXPECT_EQ(test::to_text(result),
            "a 31 98 1\n"
            "b 28 67 1\n"
            "c 39 39 1\n"
            "top 2 100 1\n"
            "a>b 28 67 1\n"
            "b>c 39 39 1\n"
            "top>a 31 98 1\n");
  EXPECT_EQ(marks_of(result), "");
  EXPECT_EQ(result.estimates.hidden_in(0) + result.estimates.hidden_in(1) + result.estimates.hidden_in(2), 3);
}

TEST(SelectionEstimates, WhatSeveralMayHaveCalledIsMarked) {
  test::CallProfile built;
  built.function("main", 0, 160).function("one", 10, 80).function("other", 10, 80);
  built.function("help", 40, 140, 4).function("x", 60, 60, 2).function("y", 40, 40, 2);
  built.edge("main", "one", 10, 80).edge("main", "other", 10, 80);
  built.edge("one", "help", 20, 70, 2).edge("other", "help", 20, 70, 2);
  built.edge("help", "x", 60, 60, 2).edge("help", "y", 40, 40, 2);
  const Profile result = selected(built.profile, {.hide = {"^help$"}});
  EXPECT_EQ(marks_of(result).find("self of x"), std::string::npos) << "own figures of what stays are the file's";
  EXPECT_EQ(marks_of(result).find("cumulative"), std::string::npos);
  EXPECT_NE(marks_of(result).find(">x"), std::string::npos);
  EXPECT_EQ(marks_of(result).find("self of one"), std::string::npos) << "the call to it says what help spent for it";
  EXPECT_EQ(test::sum_of_self(result), test::sum_of_self(built.profile));
  EXPECT_EQ(result.warnings.list().size(), 1U);
  EXPECT_NE(result.estimates.note().find("keeps no call stacks"), std::string::npos);
}

TEST(SelectionEstimates, OneCallerHasAllOfIt) {
  test::CallProfile built;
  built.function("main", 10, 100).function("help", 40, 90, 2).function("x", 50, 50, 3);
  built.edge("main", "help", 40, 90, 2).edge("help", "x", 50, 50, 3);
  const Profile result = selected(built.profile, {.hide = {"^help$"}});
  EXPECT_EQ(test::to_text(result), "main 50 100 1\nx 50 50 3\nmain>x 50 50 3\n");
  EXPECT_EQ(marks_of(result), "");
}

TEST(SelectionEstimates, ASingleCallIsNotBelowWhatTookLess) {
  // lib imports something else through the hub, which also runs main: lib cannot have called that.
  test::CallProfile built;
  built.function("top", 1, 100).function("hub", 2, 99, 3, 1).function("main", 80, 80).function("lib", 5, 17);
  built.function("more", 12, 12);
  built.edge("top", "hub", 1, 99, 2).edge("lib", "hub", 1, 12);
  built.edge("hub", "main", 80, 80).edge("hub", "lib", 5, 17).edge("hub", "more", 12, 12);
  const Profile result = selected(built.profile, {.focus = {"^main$"}});
  const std::string text = test::to_text(result);
  EXPECT_EQ(text.find("lib"), std::string::npos) << text;
  EXPECT_NE(text.find("main 80 80"), std::string::npos) << text;
}

TEST(SelectionEstimates, RecursionThatIsEnteredAtOnePlaceFoldsExactly) {
  // main a b c a b c a: as many calls of a come from main as it has primitive ones.
  test::CallProfile built;
  built.function("main", 1, 71).function("a", 30, 70, 3, 1).function("b", 20, 60, 2, 1).function("c", 20, 50, 2, 1);
  built.edge("main", "a", 10, 70)
      .edge("a", "b", 20, 60, 2, 1)
      .edge("b", "c", 20, 50, 2, 1)
      .edge("c", "a", 20, 40, 2, 1);
  const Profile result = selected(built.profile, {.fold_recursion = true});
  const std::string text = test::to_text(result);
  EXPECT_EQ(text.find("c>a"), std::string::npos) << text;
  EXPECT_NE(text.find("a 30 70 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("b 20 40"), std::string::npos) << text;
  EXPECT_NE(text.find("c 20 20"), std::string::npos) << text;
  EXPECT_EQ(marks_of(result).find("cumulative of a"), std::string::npos);
}

TEST(SelectionEstimates, DepthOfATreeIsExact) {
  test::CallProfile built;
  built.function("main", 10, 100).function("a", 20, 60).function("b", 40, 40).function("c", 30, 30);
  built.edge("main", "a", 20, 60).edge("a", "b", 40, 40).edge("main", "c", 30, 30);
  const Profile result = selected(built.profile, {.depth = 1});
  EXPECT_EQ(test::to_text(result), "a 60 60 1\nc 30 30 1\nmain 10 100 1\nmain>a 60 60 1\nmain>c 30 30 1\n");
  EXPECT_EQ(marks_of(result), "");
  EXPECT_EQ(result.estimates.hidden_in(0) + result.estimates.hidden_in(1) + result.estimates.hidden_in(2), 40);
}

TEST(SelectionEstimates, DepthFollowsImportsForWhomTheyRun) {
  // top, hub, a, hub, b …: of the hub's calls only that of a is made at level 1.
  const Profile result = selected(imports().profile, {.depth = 2});
  EXPECT_EQ(test::to_text(result),
            "a 98 98 1\n"
            "b 0 0 1\n"
            "c 0 0 1\n"
            "hub 1 99 3\n"
            "top 1 100 1\n"
            "hub>a 98 98 1\n"
            "top>hub 1 99 1\n");
  EXPECT_NE(marks_of(result).find("cumulative of b"), std::string::npos) << "it may be there";
}

TEST(SelectionEstimates, WhatIsHiddenWholeHasAFrameOfItsOwn) {
  const Profile result = selected(imports().profile, {.show = {"^c$"}});
  EXPECT_EQ(test::to_text(result), "(hidden) 61 61 0\nc 39 39 1\n");
  EXPECT_EQ(marks_of(result), "");
  const FrameId hidden = test::name_of(result, 0) == "(hidden)" ? 0 : 1;
  EXPECT_EQ(result.frames.parts(hidden).kind, FrameKind::hidden);
  EXPECT_EQ(result.estimates.hidden_in(hidden), 61);
}

}  // namespace
}  // namespace p2g
