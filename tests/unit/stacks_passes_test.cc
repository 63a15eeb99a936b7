// Passes over stacks: totals, merge, filter, freeze, graph. Small cases as text; random ones against a second
// implementation that is slow and obvious.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/model/stack_builder.h"
#include "src/model/stack_walk.h"
#include "src/model/totals.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/merge/merge.h"
#include "src/passes/select/filter.h"
#include "src/passes/tree/to_tree.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using test::read_folded;

std::string totals_text(const Profile& profile) {
  const std::vector<FunctionCost> totals = function_totals(profile);
  std::vector<std::string> lines;
  for (FrameId id = 0; id < totals.size(); ++id) {
    lines.push_back(std::string(profile.frames.text(id)) + ' ' + std::to_string(totals[id].self) + ' ' +
                    std::to_string(totals[id].cumulative) + '\n');
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

// ---- Totals
// -----------------------------------------------------------------------------------------------------------

TEST(StackTotals, RecursionCountsOnce) {
  EXPECT_EQ(totals_text(read_folded("a;b;a;b 5\na;c 3\n")), "a 0 8\nb 5 5\nc 3 3\n");
}

TEST(StackTotals, SameFunctionOnSeveralBranches) {
  EXPECT_EQ(totals_text(read_folded("a;x 1\nb;x 2\nx 4\nb;x;x 8\n")), "a 0 1\nb 0 10\nx 15 15\n");
}

// Two chains that grow by turns: the way along the ids is as long as both for each node.
TEST(StackTotals, WalkIsLinearForAnyOrderOfNodes) {
  Profile profile;
  for (const char* name : {"a", "b", "c"}) profile.frames.add(name);
  Stacks& stacks = profile.stacks();
  const auto add = [&](std::uint32_t parent, FrameId frame) {
    stacks.parent.push_back(parent);
    stacks.frame.push_back(frame);
    stacks.self.push_back(1);
    return static_cast<std::uint32_t>(stacks.size() - 1);
  };
  std::uint32_t left = add(0, 0);
  std::uint32_t right = add(0, 1);
  for (int i = 0; i < 200'000; ++i) {
    left = add(left, 2);
    right = add(right, 2);
  }
  EXPECT_EQ(totals_text(profile), "a 1 200001\nb 1 200001\nc 400000 400000\n");
}

// ---- Filters
// ----------------------------------------------------------------------------------------------------------

std::string filtered(const std::string& text, const FilterOptions& options) {
  Result<Profile> profile = filter(read_folded(text), options);
  if (!profile) return format_error(profile.error());
  EXPECT_EQ(profile->total, read_folded(text).total);
  return test::write_folded(*profile);
}

const char* const program =
    "main;load;parse;lex 1\n"
    "main;load;parse 2\n"
    "main;load 4\n"
    "main;run;parse;lex 8\n"
    "main;run;eval;call;eval;call 16\n"
    "main;run;eval 32\n"
    "gc 64\n";

TEST(FilterStacks, FocusKeepsStacksWithAMatch) {
  EXPECT_EQ(filtered(program, {.focus = {"parse"}}),
            "main;load;parse 2\nmain;load;parse;lex 1\nmain;run;parse;lex 8\n");
}

TEST(FilterStacks, IgnoreDropsStacksWithAMatch) {
  EXPECT_EQ(filtered(program, {.ignore = {"parse", "gc"}}),
            "main;load 4\nmain;run;eval 32\nmain;run;eval;call;eval;call 16\n");
}

TEST(FilterStacks, RootKeepsWhatRunsBelow) {
  EXPECT_EQ(filtered(program, {.root = {"parse"}}), "parse 2\nparse;lex 9\n");
  EXPECT_EQ(filtered(program, {.root = {"eval"}}), "eval 32\neval;call;eval;call 16\n");
}

TEST(FilterStacks, LeafKeepsWhatLeadsThere) {
  EXPECT_EQ(filtered(program, {.leaf = {"parse"}}), "main;load;parse 3\nmain;run;parse 8\n");
  EXPECT_EQ(filtered(program, {.leaf = {"eval"}}), "main;run;eval 32\nmain;run;eval;call;eval 16\n");
}

TEST(FilterStacks, RootAndLeafTogether) {
  EXPECT_EQ(filtered(program, {.root = {"load"}, .leaf = {"parse"}}), "load;parse 3\n");
  EXPECT_EQ(filtered(program, {.root = {"parse"}, .leaf = {"load"}}), "");
}

TEST(FilterStacks, HideGivesTheCostToTheCaller) {
  EXPECT_EQ(filtered(program, {.hide = {"^parse$", "^lex$"}}),
            "gc 64\nmain;load 7\nmain;run 8\nmain;run;eval 32\nmain;run;eval;call;eval;call 16\n");
  EXPECT_EQ(filtered("a;b 1\nb 2\nb;c 4\n", {.hide = {"b"}}), "(hidden) 2\na 1\nc 4\n");
}

TEST(FilterStacks, ShowIsTheOppositeOfHide) {
  EXPECT_EQ(filtered(program, {.show = {"main", "parse"}}), "(hidden) 64\nmain 52\nmain;parse 11\n");
}

TEST(FilterStacks, PathKeepsFunctionsFromBelowAFolder) {
  const char* const text =
      "main (app/main.py);get (lib/http.py);send (lib/http.py);hook (app/hooks.py) 1\n"
      "main (app/main.py);get (lib/http.py) 2\n"
      "main (app2/main.py);malloc 4\n";
  EXPECT_EQ(filtered(text, {.path = {"app"}}),
            "(hidden) 4\nmain (app/main.py) 2\nmain (app/main.py);hook (app/hooks.py) 1\n");
  EXPECT_EQ(filtered(text, {.path = {"./app/", "app2"}}),
            "main (app/main.py) 2\nmain (app/main.py);hook (app/hooks.py) 1\nmain (app2/main.py) 4\n");
  EXPECT_EQ(filtered(text, {.path = {"lib/ht"}}),
            "(hidden) 4\nget (lib/http.py) 2\nget (lib/http.py);send (lib/http.py) 1\n");
  EXPECT_EQ(filtered("f (/builds/p/src/a.py) 1\ng (/usr/a.py) 2\n", {.path = {"src"}}),
            "(hidden) 2\nf (/builds/p/src/a.py) 1\n");
  EXPECT_EQ(filtered("f (a.py) 1\ng (/usr/a.py) 2\n", {.path = {"."}}), "(hidden) 2\nf (a.py) 1\n");
  EXPECT_EQ(filtered(text, {.path = {"bpp"}}),
            "prof2graph: error: --path \"bpp\" matches no file\n  hint: did you mean \"app\"? Else: the profile spends "
            "its cost in lib (28.6%), app (14.3%), app2\n");
  EXPECT_EQ(filtered("a 1\n", {.path = {"x"}}),
            "prof2graph: error: --path \"x\" matches no file\n  hint: this profile names no files; --show RE chooses "
            "functions "
            "by their names\n");
}

TEST(FilterStacks, FoldRecursionKeepsSelfCosts) {
  EXPECT_EQ(filtered(program, {.focus = {"call"}, .fold_recursion = true}), "main;run;eval;call 16\n");
  EXPECT_EQ(filtered("a;a;a 1\na;a 2\na;b;a;c 4\n", {.fold_recursion = true}), "a 3\na;c 4\n");
}

TEST(FilterStacks, ReverseTurnsStacksOver) {
  EXPECT_EQ(filtered("a;b;c 1\nd;c 2\na;b 4\n", {.reverse = true}), "b;a 4\nc;b;a 1\nc;d 2\n");
}

// Each level has self cost and its own name: turned over this is a million million nodes.
TEST(FilterStacks, ReverseStaysWithinMemory) {
  Profile profile;
  StackBuilder builder;
  std::uint32_t node = 0;
  for (int i = 0; i < 100'000; ++i) {
    node = builder.child(node, profile.frames.add("f" + std::to_string(i)));
    builder.add_self(node, 1);
  }
  profile.data = builder.take();
  profile.total = 100'000;
  const Result<Profile> reversed = filter(std::move(profile), {.reverse = true});
  ASSERT_TRUE(reversed);
  EXPECT_LT(reversed->stacks().size(), 3'000'000U);
  EXPECT_EQ(cumulative_of(reversed->stacks())[0], 100'000);
  EXPECT_EQ(test::kinds(reversed->warnings), "reverse-depth 99974");
}

TEST(FilterStacks, DepthGivesDeeperCostToTheCaller) {
  EXPECT_EQ(filtered(program, {.depth = 0}), "gc 64\nmain 63\n");
  EXPECT_EQ(filtered(program, {.root = {"run"}, .depth = 1}), "run;eval 48\nrun;parse 8\n");
}

TEST(FilterStacks, NothingLeftIsAWarning) {
  const Result<Profile> profile = filter(read_folded("a;b 1\n"), {.focus = {"a"}, .ignore = {"b"}});
  ASSERT_TRUE(profile);
  EXPECT_EQ(test::kinds(profile->warnings), "empty-selection 1");
  EXPECT_EQ(to_tree(*profile, {}).size(), 1U);
}

TEST(FilterStacks, PatternsThatMatchNothingAreErrors) {
  EXPECT_NE(filtered(program, {.focus = {"prase"}}).find("error: --focus"), std::string::npos);
}

TEST(FilterStacks, OrderOfTheInputSurvives) {
  Result<Profile> profile = filter(read_folded("a;h;b 1\na;c 2\na;h;b 4\n", true), {.hide = {"h"}});
  ASSERT_TRUE(profile);
  EXPECT_EQ(test::write_folded(*profile, TreeOptions::Order::input), "a;b 1\na;c 2\na;b 4\n");
}

// ---- Merge
// --------------------------------------------------------------------------------------------------------------

Result<Profile> merged(const std::vector<std::string>& texts) {
  std::vector<Profile> profiles;
  for (const std::string& text : texts) profiles.push_back(read_folded(text));
  return merge(std::move(profiles));
}

TEST(MergeStacks, AddsCosts) {
  const Result<Profile> profile = merged({"a;b 1\na 2\n", "c 4\na;b 8\n", "a;d 16\nbad\n"});
  ASSERT_TRUE(profile);
  EXPECT_EQ(test::write_folded(*profile), "a 2\na;b 9\na;d 16\nc 4\n");
  EXPECT_EQ(profile->total, 31);
  EXPECT_EQ(profile->files.size(), 3U);
  EXPECT_EQ(test::kinds(profile->warnings), "malformed-line 1");
}

TEST(MergeStacks, TakesTheFinestScale) {
  const Result<Profile> profile = merged({"a 1\n", "a 0.25\n", "b 2.5\n"});
  ASSERT_TRUE(profile);
  EXPECT_EQ(test::write_folded(*profile), "a 1.25\nb 2.5\n");
  EXPECT_EQ(profile->total, 375);
}

TEST(MergeStacks, TakesACoarserScaleWhenTheSumNeedsIt) {
  const Result<Profile> profile = merged({"a 0.30000000000000004\n", "b 100000000000000\n"});
  ASSERT_TRUE(profile);
  EXPECT_EQ(test::write_folded(*profile), "a 0.3\nb 100000000000000\n");
  EXPECT_EQ(test::kinds(profile->warnings), "rounded-count 1");
}

TEST(MergeStacks, RefusesWhatDoesNotFitTogether) {
  const Result<Profile> units = merged({"a 1\n", "# unit: s\na 1\n"});
  ASSERT_FALSE(units);
  EXPECT_EQ(units.error().kind, ErrorKind::usage);
  EXPECT_NE(units.error().message.find("both samples and s"), std::string::npos);
  std::vector<Profile> kinds;
  kinds.push_back(read_folded("a 1\n"));
  kinds.emplace_back();
  kinds.back().data = Calls{};
  const Result<Profile> both = merge(std::move(kinds));
  ASSERT_FALSE(both);
  EXPECT_NE(both.error().message.find("both stacks and calls"), std::string::npos);
}

Profile keyed_stacks() {
  Profile profile;
  Strings& strings = profile.frames.strings();
  const StringId file = strings.intern("a.py");
  const FrameId main = profile.frames.add(file, 1, strings.intern("main"));
  const FrameId work = profile.frames.add(file, 12, strings.intern("work"));
  StackBuilder builder;
  builder.add_self(builder.child(builder.child(0, main), work), 5);
  profile.data = builder.take();
  profile.total = 5;
  return profile;
}

// Converters write the same functions as text that other formats give with file and line apart.
TEST(Merge, KeyedStacksAndFoldedStacks) {
  const std::string text =
      "# lines: defined\nmain (a.py:1);work (a.py:12) 1\na.py:main:1;a.py:work:12 2\nmain (a.py:1);idle 4\n";
  for (const bool keys_first : {true, false}) {
    std::vector<Profile> profiles;
    profiles.push_back(keys_first ? keyed_stacks() : read_folded(text));
    profiles.push_back(keys_first ? read_folded(text) : keyed_stacks());
    const Result<Profile> merged = merge(std::move(profiles));
    ASSERT_TRUE(merged);
    EXPECT_EQ(merged->frames.size(), 3U);
    EXPECT_EQ(merged->total, 12);
    EXPECT_EQ(test::write_folded(*merged), "# lines: defined\nmain (a.py:1);idle 4\nmain (a.py:1);work (a.py:12) 8\n")
        << keys_first;
  }
}

TEST(MergeCalls, UnitesFramesAndAddsCosts) {
  const auto make = [](const char* other, Weight self) {
    Profile profile;
    profile.metric = Metric::time();
    profile.data = Calls{};
    Strings& strings = profile.frames.strings();
    const StringId file = strings.intern("a.py");
    const FrameId second = profile.frames.add(file, 2, strings.intern(other));
    const FrameId main = profile.frames.add(file, 1, strings.intern("main"));
    profile.calls().functions.resize(2);
    profile.calls().functions[main] = {self, 10 * self, 1, 1};
    profile.calls().functions[second] = {2 * self, 2 * self, 3, 3};
    profile.calls().edges = {{main, second, 2 * self, unknown_weight, 3, -1}};
    profile.total = 3 * self;
    return profile;
  };
  std::vector<Profile> profiles;
  profiles.push_back(make("f", 1));
  profiles.push_back(make("g", 100));
  profiles.push_back(make("f", 10'000));
  const Result<Profile> profile = merge(std::move(profiles));
  ASSERT_TRUE(profile);
  ASSERT_EQ(profile->frames.size(), 3U);
  EXPECT_EQ(profile->frames.parts(0).name, "f");
  EXPECT_EQ(profile->calls().functions[0].self, 20'002);
  EXPECT_EQ(profile->calls().functions[1].cumulative, 101'010);
  EXPECT_EQ(profile->calls().functions[0].calls, 6);
  ASSERT_EQ(profile->calls().edges.size(), 2U) << "each pair once";
  EXPECT_EQ(profile->calls().edges[0].callee, 0U);
  EXPECT_EQ(profile->calls().edges[0].self, 20'002);
  EXPECT_EQ(profile->calls().edges[0].cumulative, unknown_weight);
  EXPECT_EQ(profile->calls().edges[0].calls, 6);
  EXPECT_EQ(profile->calls().edges[0].primitive_calls, -1);
  EXPECT_EQ(profile->calls().edges[1].self, 200);
  EXPECT_EQ(profile->total, 30'303);
}

// ---- Freeze
// -------------------------------------------------------------------------------------------------------------

void expect_sound(const Tree& tree) {
  std::vector<Weight> below(tree.size(), 0);
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    ASSERT_LT(tree.parent[i], i);
    ASSERT_LE(tree.end[i], tree.end[tree.parent[i]]);
    ASSERT_EQ(tree.depth[i], tree.depth[tree.parent[i]] + 1);
    below[tree.parent[i]] += tree.cumulative[i];
  }
  for (std::size_t i = 0; i < tree.size(); ++i) {
    ASSERT_EQ(below[i] + tree.self[i] + tree.hidden_weight[i], tree.cumulative[i]);
  }
  ASSERT_EQ(tree.end[0], tree.size());
}

TEST(Freeze, SiblingsByWeightThenName) {
  const Profile profile = read_folded("a;y 1\na;x 1\na;z 2\nb 4\nb;c 4\n");
  const Tree tree = to_tree(profile, {});
  expect_sound(tree);
  EXPECT_EQ(test::write_folded(tree), "b 4\nb;c 4\na;z 2\na;x 1\na;y 1\n");
  EXPECT_EQ(test::write_folded(profile), "a;x 1\na;y 1\na;z 2\nb 4\nb;c 4\n");
  EXPECT_EQ(test::write_folded(profile, TreeOptions::Order::input), "a;y 1\na;x 1\na;z 2\nb 4\nb;c 4\n");
}

TEST(Freeze, ThinNodesAreSummedInTheirParent) {
  const Profile profile = read_folded("a;x 1\na;y 1\na;z 48\nb;c;d 1\ne 49\n");
  TreeOptions options;
  options.min_share = 0.05;
  const Tree tree = to_tree(profile, options);
  expect_sound(tree);
  ASSERT_EQ(tree.size(), 4U);
  EXPECT_EQ(tree.hidden_children[0], 1U);
  EXPECT_EQ(tree.hidden_weight[0], 1);
  EXPECT_EQ(tree.hidden_children[1], 2U);
  EXPECT_EQ(tree.hidden_weight[1], 2);
  EXPECT_EQ(test::write_folded(tree), "a;(not shown) 2\na;z 48\ne 49\n(not shown) 1\n");
}

TEST(Freeze, FunctionTotalsComeAlong) {
  const Profile profile = read_folded("a;b;a 2\nb 1\n");
  const Tree tree = to_tree(profile, {});
  EXPECT_EQ(tree.function_cumulative, (std::vector<Weight>{2, 3}));
  EXPECT_EQ(tree.function_self, (std::vector<Weight>{2, 1}));
}

TEST(Freeze, EmptyProfile) {
  const Tree tree = to_tree(read_folded(""), {});
  expect_sound(tree);
  EXPECT_EQ(tree.size(), 1U);
}

// ---- Graph
// ----------------------------------------------------------------------------------------------------------------

std::string graph_text(const Profile& profile, const std::set<std::string>& dropped = {}, double edge_share = 0) {
  std::vector<std::uint8_t> keep(profile.frames.size(), 1);
  for (FrameId id = 0; id < keep.size(); ++id) {
    if (dropped.count(std::string(profile.frames.text(id))) != 0) keep[id] = 0;
  }
  const CallGraph graph = to_graph(profile, function_totals(profile), keep, edge_share);
  std::string text;
  const auto name = [&](std::uint32_t f) { return std::string(graph.frames->text(graph.functions[f].frame)); };
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    text += name(f) + ' ' + std::to_string(graph.functions[f].self) + ' ' +
            std::to_string(graph.functions[f].cumulative) + '\n';
  }
  for (const Edge& edge : graph.edges) {
    text += name(edge.caller) + (edge.residual ? "~" : ">") + name(edge.callee) + ' ' + std::to_string(edge.self) +
            ' ' + std::to_string(edge.cumulative) + '\n';
  }
  return text + "dropped " + std::to_string(graph.dropped.functions) + ' ' + std::to_string(graph.dropped.edges) + ' ' +
         std::to_string(graph.dropped.self) + '\n';
}

TEST(StackGraph, PairsCountAStackOnceAndSelfEdgesStay) {
  EXPECT_EQ(graph_text(read_folded("a;b;a;b;b 5\na;c 3\n")),
            "a 0 8\nb 5 5\nc 3 3\n"
            "a>b 0 5\na>c 3 3\nb>a 0 5\nb>b 5 5\n"
            "dropped 0 0 0\n");
}

TEST(StackGraph, ResidualEdgesJumpOverDroppedFunctions) {
  EXPECT_EQ(graph_text(read_folded("a;x;b 1\na;x;y;b 2\na;b 4\nx;b 8\na;x 16\na;x;c 32\n"), {"x", "y"}),
            "a 0 55\nc 32 32\nb 15 15\n"
            "a~c 32 32\na>b 7 7\n"
            "dropped 2 5 16\n");
}

TEST(StackGraph, ResidualSelfEdge) {
  EXPECT_EQ(graph_text(read_folded("a;x;a 1\n"), {"x"}), "a 1 1\na~a 1 1\ndropped 1 2 0\n");
}

TEST(StackGraph, ThinEdgesAreDropped) {
  EXPECT_EQ(graph_text(read_folded("a;b 99\na;c 1\n"), {}, 0.05),
            "a 0 100\nb 99 99\nc 1 1\na>b 99 99\ndropped 0 1 0\n");
}

// 1.1 / 100 * 1000 is 11.000000000000002 in doubles.
TEST(StackGraph, EdgesOfExactlyTheThresholdStay) {
  EXPECT_EQ(graph_text(read_folded("a 989\na;b 11\n"), {}, 1.1 / 100),
            "a 989 1000\nb 11 11\na>b 11 11\ndropped 0 0 0\n");
}

TEST(StackGraph, FunctionsThatFiltersLeftBehindAreGone) {
  Result<Profile> profile = filter(read_folded("a;b 1\nc 2\n"), {.focus = {"b"}});
  ASSERT_TRUE(profile);
  EXPECT_EQ(graph_text(*profile), "a 0 1\nb 1 1\na>b 1 1\ndropped 0 0 0\n");
}

// ---- Second implementation
// --------------------------------------------------------------------------------------------------

using Stack = std::vector<std::string>;
using PlainProfile = std::vector<std::pair<Stack, Weight>>;

std::string text_of(const PlainProfile& stacks) {
  std::string text;
  for (const auto& [stack, count] : stacks) {
    for (std::size_t i = 0; i < stack.size(); ++i) text += (i > 0 ? ";" : "") + stack[i];
    text += ' ' + std::to_string(count) + '\n';
  }
  return text;
}

PlainProfile random_stacks(std::mt19937& random) {
  PlainProfile stacks;
  for (int i = 0; i < 40; ++i) {
    Stack stack;
    for (auto depth = 1 + random() % 9; depth > 0; --depth)
      stack.push_back(std::string(1, static_cast<char>('a' + random() % 7)));
    stacks.emplace_back(stack, 1 + random() % 9);
  }
  return stacks;
}

std::string slow_graph(const PlainProfile& stacks, const std::set<std::string>& dropped) {
  std::map<std::string, std::pair<Weight, Weight>> functions;  // self, cumulative
  std::map<std::pair<std::string, std::string>, std::pair<Weight, Weight>> edges;
  std::set<std::pair<std::string, std::string>> direct;
  Weight dropped_self = 0;
  for (const auto& [stack, count] : stacks) {
    for (const std::string& name : std::set<std::string>(stack.begin(), stack.end())) functions[name].second += count;
    functions[stack.back()].first += count;
    if (dropped.count(stack.back()) != 0) dropped_self += count;
    Stack kept;
    for (std::size_t i = 0; i < stack.size(); ++i) {
      if (i > 0) direct.emplace(stack[i - 1], stack[i]);
      if (dropped.count(stack[i]) == 0) kept.push_back(stack[i]);
    }
    std::set<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 1; i < kept.size(); ++i) pairs.emplace(kept[i - 1], kept[i]);
    for (const auto& pair : pairs) edges[pair].second += count;
    if (kept.size() > 1 && kept.back() == stack.back()) edges[{kept[kept.size() - 2], kept.back()}].first += count;
  }
  std::vector<std::pair<std::pair<Weight, std::string>, Weight>> order;
  for (const auto& [name, cost] : functions) {
    if (dropped.count(name) == 0) order.push_back({{-cost.second, name}, cost.first});
  }
  std::sort(order.begin(), order.end());
  std::string text;
  for (const auto& [key, self] : order) {
    text += key.second + ' ' + std::to_string(self) + ' ' + std::to_string(-key.first) + '\n';
  }
  std::size_t shown = 0;
  for (const auto& caller : order) {
    for (const auto& callee : order) {
      const auto edge = edges.find({caller.first.second, callee.first.second});
      if (edge == edges.end()) continue;
      const bool is_direct = direct.count(edge->first) != 0;
      shown += is_direct ? 1 : 0;
      text += edge->first.first + (is_direct ? ">" : "~") + edge->first.second + ' ' +
              std::to_string(edge->second.first) + ' ' + std::to_string(edge->second.second) + '\n';
    }
  }
  return text + "dropped " + std::to_string(functions.size() - order.size()) + ' ' +
         std::to_string(direct.size() - shown) + ' ' + std::to_string(dropped_self) + '\n';
}

TEST(StackProperties, GraphEqualsTheSlowOne) {
  std::mt19937 random(5);
  for (int i = 0; i < 200; ++i) {
    const PlainProfile stacks = random_stacks(random);
    const Profile profile = read_folded(text_of(stacks));
    ASSERT_EQ(graph_text(profile), slow_graph(stacks, {})) << text_of(stacks);
    ASSERT_EQ(graph_text(profile, {"b", "d", "e"}), slow_graph(stacks, {"b", "d", "e"})) << text_of(stacks);
  }
}

// Filters on whole stacks, one rule after the other as filter_stacks.cc lists them.
PlainProfile slow_filter(const PlainProfile& stacks, const FilterOptions& options) {
  const auto is = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto has = [&](const Stack& stack, const std::vector<std::string>& names) {
    return std::any_of(stack.begin(), stack.end(), [&](const std::string& name) { return is(names, name); });
  };
  PlainProfile result;
  for (auto [stack, count] : stacks) {
    if (has(stack, options.ignore) || (!options.focus.empty() && !has(stack, options.focus))) continue;
    if (!options.root.empty()) {
      while (!stack.empty() && !is(options.root, stack.front())) stack.erase(stack.begin());
    }
    if (!options.leaf.empty()) {
      while (!stack.empty() && !is(options.leaf, stack.back())) stack.pop_back();
    }
    const bool selected = !stack.empty();
    std::erase_if(stack, [&](const std::string& name) { return is(options.hide, name); });
    if (selected && stack.empty() && count > 0) stack = {"(hidden)"};
    if (options.fold_recursion) {
      // A frame becomes its first occurrence on the stack as it was before folding.
      std::map<std::string, Stack> first;
      Stack folded;
      for (const std::string& name : stack) {
        if (first.count(name) != 0) {
          folded = first[name];
        } else {
          folded.push_back(name);
          first[name] = folded;
        }
      }
      stack = folded;
    }
    if (options.reverse) std::reverse(stack.begin(), stack.end());
    if (options.depth >= 0 && stack.size() > static_cast<std::size_t>(options.depth) + 1) {
      stack.resize(static_cast<std::size_t>(options.depth) + 1);
    }
    if (!stack.empty()) result.emplace_back(stack, count);
  }
  return result;
}

TEST(StackProperties, FiltersEqualTheSlowOnes) {
  std::mt19937 random(6);
  const auto some = [&](unsigned probability) {
    std::vector<std::string> names;
    if (random() % 100 >= probability) return names;
    for (auto n = 1 + random() % 2; n > 0; --n) names.emplace_back(1, static_cast<char>('a' + random() % 7));
    return names;
  };
  for (int i = 0; i < 500; ++i) {
    PlainProfile stacks = random_stacks(random);
    // Every pattern has to match something.
    for (char name = 'a'; name <= 'g'; ++name) stacks.emplace_back(Stack{std::string(1, name)}, 1);
    FilterOptions options;
    options.focus = some(30);
    options.ignore = some(20);
    options.root = some(30);
    options.leaf = some(30);
    options.hide = some(40);
    options.fold_recursion = random() % 3 == 0;
    options.reverse = random() % 3 == 0;
    options.depth = random() % 3 == 0 ? static_cast<int>(random() % 4) : -1;
    ASSERT_EQ(filtered(text_of(stacks), options), test::folded_again(text_of(slow_filter(stacks, options))));
  }
}

// Deep stacks of many functions leave the quick way of stack_totals() for the slow one.
TEST(FunctionTotals, DeepStacksCountEachFunctionOnceAStack) {
  std::string text;
  std::map<std::string, std::int64_t> expected;
  unsigned state = 1;
  for (int line = 1; line <= 60; ++line) {
    std::set<std::string> on_stack;
    for (int level = 0; level < 500; ++level) {
      state = state * 1664525 + 1013904223;
      const std::string name = "f" + std::to_string((state >> 16) % 700);
      text += (level == 0 ? "" : ";") + name;
      on_stack.insert(name);
    }
    text += ' ' + std::to_string(line) + '\n';
    for (const std::string& name : on_stack) expected[name] += line;
  }
  const Profile profile = test::read_folded(text);
  const std::vector<FunctionCost> totals = function_totals(profile);
  for (FrameId id = 0; id < totals.size(); ++id) {
    EXPECT_EQ(totals[id].cumulative, expected[std::string(profile.frames.text(id))]) << profile.frames.text(id);
  }
}

}  // namespace
}  // namespace p2g
