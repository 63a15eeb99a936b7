#include <gtest/gtest.h>

#include "src/passes/select/filter.h"
#include "src/passes/select/filter_internal.h"
#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

using Column = FrameMarks::Column;

Column marks_of(const Profile& profile, const std::vector<std::string>& names) {
  Column column(profile.frames.size(), 0);
  for (FrameId f = 0; f < column.size(); ++f) {
    const std::string name = test::name_of(profile, f);
    column[f] = std::find(names.begin(), names.end(), name) != names.end() ? 1 : 0;
  }
  return column;
}

struct Want {
  std::vector<std::string> root, leaf, focus, ignore, removed;
  int depth = -1;
  bool fold_recursion = false;
};

Profile filtered(const Profile& profile, const Want& want) {
  FilterOptions options;
  options.depth = want.depth;
  options.fold_recursion = want.fold_recursion;
  FrameMarks marks;
  const auto fill = [&](Column& column, const std::vector<std::string>& names) {
    if (!names.empty()) column = marks_of(profile, names);
  };
  fill(marks.root, want.root);
  fill(marks.leaf, want.leaf);
  fill(marks.focus, want.focus);
  fill(marks.ignore, want.ignore);
  fill(marks.removed, want.removed);
  return std::move(*filter_calls(test::copy_of(profile), options, marks));
}

// main -> load -> parse, main -> report -> parse: parse has two callers.
test::CallProfile shared() {
  test::CallProfile built;
  built.function("main", 10, 100).function("load", 20, 50).function("report", 10, 40).function("parse", 60, 60, 4);
  built.edge("main", "load", 20, 50).edge("main", "report", 10, 40);
  built.edge("load", "parse", 30, 30, 3).edge("report", "parse", 30, 30, 1);
  return built;
}

TEST(FilterCalls, NothingAskedNothingChanged) {
  EXPECT_EQ(test::to_text(filtered(shared().profile, {})), test::to_text(shared().profile));
}

TEST(FilterCalls, RootKeepsWhatRunsBelow) {
  const Profile result = filtered(shared().profile, {.root = {"load"}});
  EXPECT_EQ(test::to_text(result),
            "load 20 50 1\n"
            "parse 30 30 3\n"
            "load>parse 30 30 3\n");
  EXPECT_EQ(result.total, 100) << "shares are of the unfiltered run";
  EXPECT_TRUE(result.warnings.list().empty()) << "the pair load, parse says all that is asked for";
  EXPECT_TRUE(result.estimates.empty());
}

TEST(FilterCalls, LeafKeepsWhatLeadsThere) {
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.leaf = {"load"}})),
            "load 50 50 1\n"
            "main 0 50 1\n"
            "main>load 50 50 1\n");
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.leaf = {"parse"}})),
            "load 0 30 1\n"
            "main 0 60 1\n"
            "parse 60 60 4\n"
            "report 0 30 1\n"
            "load>parse 30 30 3\n"
            "main>load 0 30 1\n"
            "main>report 0 30 1\n"
            "report>parse 30 30 1\n");
}

TEST(FilterCalls, FocusKeepsStacksWithAMatch) {
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.focus = {"load"}})),
            "load 20 50 1\n"
            "main 0 50 1\n"
            "parse 30 30 3\n"
            "load>parse 30 30 3\n"
            "main>load 20 50 1\n");
}

TEST(FilterCalls, IgnoreDropsStacksWithAMatch) {
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.ignore = {"load"}})),
            "main 10 50 1\n"
            "parse 30 30 1\n"
            "report 10 40 1\n"
            "main>report 10 40 1\n"
            "report>parse 30 30 1\n");
}

TEST(FilterCalls, HideGivesCostToTheCaller) {
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.removed = {"load"}})),
            "main 30 100 1\n"
            "parse 60 60 4\n"
            "report 10 40 1\n"
            "main>parse 30 30 3\n"
            "main>report 10 40 1\n"
            "report>parse 30 30 1\n");
  // A shared function: exactly what each caller's edge says.
  const Profile result = filtered(shared().profile, {.removed = {"parse"}});
  EXPECT_EQ(test::to_text(result),
            "load 50 50 1\n"
            "main 10 100 1\n"
            "report 40 40 1\n"
            "main>load 50 50 1\n"
            "main>report 40 40 1\n");
}

TEST(FilterCalls, HiddenRootsLeaveTheirCostInTheOpen) {
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.removed = {"main"}})),
            "(hidden) 10 10 0\n"
            "load 20 50 1\n"
            "parse 60 60 4\n"
            "report 10 40 1\n"
            "load>parse 30 30 3\n"
            "report>parse 30 30 1\n");
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.removed = {"main", "load", "report", "parse"}})),
            "(hidden) 100 100 0\n");
}

TEST(FilterCalls, HiddenCyclesAreOne) {
  test::CallProfile built;
  built.function("main", 10, 100).function("a", 20, 90, 3, 1).function("b", 30, 85, 3, 1).function("work", 40, 40, 2);
  built.edge("main", "a", 15, 90).edge("a", "b", 30, 85, 3).edge("b", "a", 5, 60, 2).edge("b", "work", 40, 40, 2);
  EXPECT_EQ(test::to_text(filtered(built.profile, {.removed = {"a", "b"}})),
            "main 60 100 1\n"
            "work 40 40 2\n"
            "main>work 40 40 2\n");
}

TEST(FilterCalls, WithoutEdgeTimesCallsDecide) {
  test::CallProfile built;
  built.function("main", 10, 100).function("other", 0, 20).function("work", 80, 80, 4);
  built.edge("main", "work", unknown_weight, unknown_weight, 3);
  built.edge("other", "work", unknown_weight, unknown_weight, 1);
  EXPECT_EQ(test::to_text(filtered(built.profile, {.removed = {"work"}})), "main 70 100 1\nother 20 20 1\n");
  EXPECT_EQ(test::to_text(filtered(built.profile, {.root = {"main"}})),
            "main 10 100 1\nwork 60 60 3\nmain>work ? ? 3\n");
}

TEST(FilterCalls, DepthHidesWhatIsDeeper) {
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.depth = 1})),
            "load 50 50 1\n"
            "main 10 100 1\n"
            "report 40 40 1\n"
            "main>load 50 50 1\n"
            "main>report 40 40 1\n");
  EXPECT_EQ(test::to_text(filtered(shared().profile, {.root = {"load"}, .depth = 0})), "load 50 50 1\n");
}

TEST(FilterCalls, FoldingDropsDirectRecursion) {
  test::CallProfile built;
  built.function("main", 10, 100).function("fib", 90, 90, 9, 1);
  built.edge("main", "fib", 5, 90, 1).edge("fib", "fib", 85, 85, 8);
  EXPECT_EQ(test::to_text(filtered(built.profile, {.fold_recursion = true})),
            "fib 90 90 1\nmain 10 100 1\nmain>fib 90 90 1\n");
}

// An edge had the self cost of its callee as it was before a filter took it away or added to it: main>parse said 60 of
// parse, of which nothing was left.
TEST(FilterCalls, SelfCostsOfEdgesFollowTheirCallees) {
  test::CallProfile built;
  built.function("main", 10, 100).function("parse", 60, 90, 2).function("read", 30, 30, 3);
  built.edge("main", "parse", 60, 90, 2).edge("parse", "read", 30, 30, 3);
  const auto edges = [&](const Want& want) {
    std::string text = test::to_text(filtered(built.profile, want));
    return text.erase(0, text.find("main>"));
  };
  EXPECT_EQ(edges({.leaf = {"read"}}), "main>parse 0 30 1\nparse>read 30 30 3\n");
  EXPECT_EQ(edges({.focus = {"read"}}), "main>parse 0 30 1\nparse>read 30 30 3\n");
  EXPECT_EQ(edges({.ignore = {"read"}}), "main>parse 60 60 1\n");
  EXPECT_EQ(edges({.removed = {"read"}}), "main>parse 90 90 2\n");
}

TEST(FilterCalls, ReverseNeedsStacks) {
  FilterOptions options;
  options.reverse = true;
  const Result<Profile> result = filter_calls(shared().profile, options, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::usage);
}

TEST(FilterCalls, SelfCostIsConservedWhateverIsHidden) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const Profile profile = test::random_profile(seed, 5 + static_cast<int>(seed), 3000);
    std::mt19937 random(seed);
    Want want;
    for (FrameId f = 0; f < profile.frames.size(); ++f) {
      if (random() % 3 != 0) want.removed.push_back(test::name_of(profile, f));
    }
    const Profile result = filtered(profile, want);
    EXPECT_EQ(test::sum_of_self(result), test::sum_of_self(profile)) << seed;
    for (const FunctionCost& cost : result.calls().functions) EXPECT_LE(cost.self, cost.cumulative);
    const Profile shallow = filtered(profile, {.depth = static_cast<int>(seed % 3)});
    EXPECT_EQ(test::sum_of_self(shallow), test::sum_of_self(profile)) << seed;
  }
}

// focus and ignore are each other's rest, as far as rounding goes.
TEST(FilterCalls, FocusAndIgnoreShareTheTotal) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const Profile profile = test::random_profile(seed, 12, 2000);
    const Weight with = test::sum_of_self(filtered(profile, {.focus = {"f1", "f5"}}));
    const Weight without = test::sum_of_self(filtered(profile, {.ignore = {"f1", "f5"}}));
    EXPECT_NEAR(static_cast<double>(with + without), static_cast<double>(test::sum_of_self(profile)), 24) << seed;
  }
}

// A loader in a program whose import system calls nearly everything and is called by nearly everything.
test::CallProfile program_with_a_cycle() {
  test::CallProfile built;
  built.function("main", 10, 2000).function("import", 700, 1990, 50, 1).function("exec", 900, 1985, 50, 1);
  built.function("load", 5, 205, 10).function("parse", 195, 210, 12).function("check", 200, 205, 20, 11);
  built.edge("main", "import", 40, 1990).edge("import", "exec", 900, 1985, 50, 1);
  built.edge("exec", "import", 655, 1200, 48).edge("exec", "load", 5, 205, 10).edge("load", "parse", 180, 200, 10);
  built.edge("exec", "parse", 15, 15, 2).edge("parse", "check", 10, 15, 10).edge("check", "import", 5, 5, 1);
  built.edge("exec", "check", 190, 195, 10);
  return built;
}

TEST(FilterCalls, NothingCostsMoreThanTheSelection) {
  const Profile whole = program_with_a_cycle().profile;
  for (FrameId mark = 0; mark < whole.frames.size(); ++mark) {
    const std::string name = test::name_of(whole, mark);
    const Weight cost = whole.calls().functions[mark].cumulative;
    for (const Want& want : {Want{.focus = {name}}, Want{.root = {name}}}) {
      const Profile result = filtered(whole, want);
      for (const FunctionCost& each : result.calls().functions) EXPECT_LE(each.cumulative, cost) << name;
      EXPECT_NEAR(static_cast<double>(test::sum_of_self(result)), static_cast<double>(cost), 45) << name;
    }
  }
}

TEST(FilterCalls, WithinACycleCostsFollowTheCallers) {
  const Profile result = filtered(program_with_a_cycle().profile, {.root = {"load"}});
  for (FrameId f = 0; f < result.frames.size(); ++f) {
    const Weight self = result.calls().functions[f].self;
    const std::string name = test::name_of(result, f);
    if (name == "parse") {
      EXPECT_NEAR(static_cast<double>(self), 180, 5);
    } else if (name == "import" || name == "exec") {
      EXPECT_LE(self, 10) << name;
    }
  }
}

// A recursive ring of functions, longer than any stack of this program.
TEST(FilterCalls, LongRings) {
  test::CallProfile built;
  constexpr int size = 60'000;
  Want want;
  built.function("main", 0, size);
  for (int i = 0; i < size; ++i) {
    want.removed.push_back("r" + std::to_string(i));
    built.function(want.removed.back(), 1, 2, 2, 1);
    built.edge(want.removed.back(), "r" + std::to_string((i + 1) % size), 1, 1, 1);
  }
  built.edge("main", "r0", 1, size);
  const Column all_but_main = [&] {
    Column column(built.profile.frames.size(), 1);
    column[built.id("main")] = 0;
    return column;
  }();
  FrameMarks marks;
  marks.removed = all_but_main;
  EXPECT_EQ(test::sum_of_self(*filter_calls(test::copy_of(built.profile), {}, marks)), size);
  FrameMarks focus;
  focus.focus = marks_of(built.profile, {"r777"});
  EXPECT_EQ(filter_calls(test::copy_of(built.profile), {}, focus)->frames.size(), size + 1U);
}

// A hub with many callers and callees must not become all pairs.
TEST(FilterCalls, HubsStayLinear) {
  test::CallProfile built;
  constexpr int size = 2000;
  built.function("hub", 0, size, size);
  for (int i = 0; i < size; ++i) {
    built.function("in" + std::to_string(i), 0, 1).function("out" + std::to_string(i), 1, 1);
    built.edge("in" + std::to_string(i), "hub", 0, 1).edge("hub", "out" + std::to_string(i), 1, 1);
  }
  const Profile result = filtered(built.profile, {.removed = {"hub"}});
  EXPECT_LE(result.calls().edges.size(), 17U * size);
  EXPECT_EQ(test::sum_of_self(result), size);
}

TEST(FilterCalls, OrderOfTheInputIsIrrelevant) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Profile profile = test::random_profile(seed, 30, 3000);
    Profile shuffled = test::copy_of(profile);
    const std::vector<CallCost> edges = test::shuffled_edges(profile, seed);
    shuffled.calls().edges = CallList(edges.begin(), edges.end());
    const Want wants[] = {{.root = {"f3", "f4"}},
                          {.focus = {"f5"}},
                          {.ignore = {"f6"}},
                          {.leaf = {"f7", "f8"}},
                          {.removed = {"f1", "f2", "f9", "f10", "f11", "f12", "f13"}}};
    for (const Want& want : wants) {
      EXPECT_EQ(test::to_text(filtered(profile, want)), test::to_text(filtered(shuffled, want)));
    }
  }
}

}  // namespace
}  // namespace p2g
