#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "src/model/names.h"
#include "src/model/same_file.h"
#include "src/passes/compare/compare.h"
#include "src/passes/compare/diff_rows.h"
#include "src/passes/compare/unite_trees.h"
#include "src/passes/tree/to_tree.h"
#include "tests/support/call_profiles.h"
#include "tests/support/stack_profiles.h"

namespace p2g {
namespace {

using test::random_profile;

// Of bytes, which have no clock: what counts is decided by the spread of the runs.
Profile with_key(std::initializer_list<std::tuple<const char*, int, const char*, Weight>> functions) {
  Profile profile;
  profile.metric = Metric::bytes();
  profile.data = Calls{};
  for (const auto& [file, line, name, self] : functions) {
    Strings& strings = profile.frames.strings();
    const StringId file_id = strings.intern(file);
    profile.frames.add(file_id, line, strings.intern(name));
    profile.calls().functions.push_back({self, self, 1, 1});
    profile.total += self;
  }
  return profile;
}

std::vector<Profile> runs(Profile profile) {
  std::vector<Profile> list;
  list.push_back(std::move(profile));
  return list;
}

Diff compared(std::vector<Profile> before, std::vector<Profile> after, const DiffOptions& options = {},
              const MatchOptions& match = {}) {
  Result<MatchedRuns> matched = match_functions(std::move(before), std::move(after), match);
  EXPECT_TRUE(matched) << matched.error().message;
  return compare(*matched, options);
}
Diff compared(Profile before, Profile after, const DiffOptions& options = {}, const MatchOptions& match = {}) {
  return compared(runs(std::move(before)), runs(std::move(after)), options, match);
}

// "name before→after" a function, with how it was matched, in the order of the rows.
std::vector<std::string> rows(const Diff& diff) {
  std::vector<std::string> lines;
  for (const FunctionDiff& function : diff.functions) {
    std::string line(diff.frames.parts(function.frame).name);
    line += ' ' + (function.was ? std::to_string(function.before.self) : "-");
    line += ' ' + (function.is ? std::to_string(function.after.self) : "-");
    if (function.matched != Matched::same) line += " from " + function.former;
    lines.push_back(line);
  }
  return lines;
}

using testing::ElementsAre;

TEST(SameFunction, NamesWithoutAddressesAndHashes) {
  EXPECT_EQ(comparable_name("<function f at 0x7f25de6c6830>"), "<function f>");
  EXPECT_EQ(comparable_name("a at 0x1 b at 0xffff c"), "a b c");
  EXPECT_EQ(comparable_name("look at 0xyz"), "look at 0xyz");
  EXPECT_EQ(comparable_name("core::run::h0123456789abcdef"), "core::run");
  EXPECT_EQ(comparable_name("core::run::hello_my_old_friend"), "core::run::hello_my_old_friend");
}

TEST(SameFunction, FilesWithoutWhereTheyAreInstalled) {
  EXPECT_EQ(comparable_file("/u/a/.venv/lib/python3.11/site-packages/requests/api.py"), "requests/api.py");
  EXPECT_EQ(comparable_file("/usr/lib/python3/dist-packages/yaml/reader.py"), "yaml/reader.py");
  EXPECT_EQ(comparable_file("/usr/lib/python3.11/json/decoder.py"), "json/decoder.py");
  EXPECT_EQ(comparable_file("C:\\Python\\Lib\\site-packages\\a\\b.py"), "a/b.py");
  EXPECT_EQ(comparable_file("/rustc/0123abcd/library/core/src/ops.rs"), "library/core/src/ops.rs");
  EXPECT_EQ(comparable_file("/u/python/app.py"), "/u/python/app.py");
  EXPECT_EQ(comparable_file("/x/site-packages/"), "/x/site-packages/");
  EXPECT_EQ(comparable_file("~"), "~");
}

TEST(SameFunction, BuildPrefixesByVote) {
  const BuildPrefixes prefixes =
      find_build_prefixes({"/u/ann/app/src/a.py", "/u/ann/app/b.py"}, {"/builds/4/src/a.py", "/builds/4/b.py"});
  EXPECT_EQ(prefixes.before, "/u/ann/app/");
  EXPECT_EQ(prefixes.after, "/builds/4/");
  // One shared path: both sides stood in the same place.
  EXPECT_EQ(find_build_prefixes({"/p/main.py", "/p/a/u.py"}, {"/p/main.py", "/p/b/u.py"}).before, "");
}

TEST(Match, NeverByLine) {
  EXPECT_THAT(rows(compared(with_key({{"a.py", 3, "f", 10}, {"a.py", 9, "g", 5}}),
                            with_key({{"a.py", 40, "f", 10}, {"a.py", 90, "g", 5}}))),
              ElementsAre("f 10 10", "g 5 5"));
}

TEST(Match, SameNamesByOrdinal) {
  EXPECT_THAT(rows(compared(with_key({{"a.py", 3, "<lambda>", 10}, {"a.py", 9, "<lambda>", 500}}),
                            with_key({{"a.py", 13, "<lambda>", 10}, {"a.py", 19, "<lambda>", 700}}))),
              ElementsAre("<lambda> 500 700", "<lambda> 10 10"));
}

TEST(Match, AddressesOfOneLineAreOneFunction) {
  EXPECT_THAT(rows(compared(with_key({{"a.py", 3, "<function f at 0x1>", 10}, {"a.py", 3, "<function f at 0x2>", 7}}),
                            with_key({{"a.py", 4, "<function f at 0x9>", 20}}))),
              ElementsAre("<function f> 17 20"));
}

TEST(Match, AnotherEnvironment) {
  EXPECT_THAT(rows(compared(with_key({{"/a/venv/lib/python3.9/site-packages/p/q.py", 3, "f", 10}}),
                            with_key({{"/b/env/lib/python3.12/site-packages/p/q.py", 3, "f", 10}}))),
              ElementsAre("f 10 10"));
}

TEST(Match, CFunctionsOfEveryPython) {
  EXPECT_THAT(rows(compared(with_key({{"~", 0, "<len>", 10}, {"~", 0, "<method 'get' of 'dict' objects>", 5}}),
                            with_key({{"~", 0, "<built-in method builtins.len>", 10},
                                      {"~", 0, "<method 'get' of 'dict' objects>", 5}}))),
              ElementsAre("<built-in method builtins.len> 10 10", "<method 'get' of 'dict' objects> 5 5"));
}

TEST(Match, RenamedWhenSaid) {
  MatchOptions match;
  match.renames = {"parse=read"};
  const auto before = [] { return with_key({{"a.py", 3, "parse", 10}, {"a.py", 9, "g", 1}}); };
  const auto after = [] { return with_key({{"a.py", 3, "read", 30}, {"a.py", 9, "g", 1}}); };
  EXPECT_THAT(rows(compared(before(), after())), ElementsAre("read - 30", "parse 10 -", "g 1 1"));
  EXPECT_THAT(rows(compared(before(), after(), {}, match)), ElementsAre("read 10 30 from parse (a.py)", "g 1 1"));
}

TEST(Match, RenameThatFindsNothing) {
  const auto message = [](const char* rename) {
    MatchOptions match;
    match.renames = {rename};
    const Result<MatchedRuns> matched =
        match_functions(runs(with_key({{"a.py", 3, "parse", 10}, {"b.py", 3, "f", 1}, {"c.py", 3, "f", 1}})),
                        runs(with_key({{"a.py", 3, "read", 30}})), match);
    return matched ? std::string() : matched.error().message;
  };
  EXPECT_EQ(message("parse"), "--rename \"parse\": expected OLD=NEW");
  EXPECT_EQ(message("prase=read"), "--rename: no function matches \"prase\"");
  EXPECT_EQ(message("f=read"), "--rename \"f=read\": \"f\" names 2 functions before");
  EXPECT_EQ(message("b.f=read"), "");
}

TEST(Match, MovedWhenThereIsOneOfTheName) {
  EXPECT_THAT(rows(compared(with_key({{"/p/main.py", 1, "main", 5}, {"/p/a.py", 3, "work", 10}}),
                            with_key({{"/p/main.py", 1, "main", 5}, {"/p/b.py", 7, "work", 10}}))),
              ElementsAre("main 5 5", "work 10 10 from work (/p/a.py)"));
  // Two of the name: nobody knows which.
  EXPECT_THAT(
      rows(compared(with_key({{"/p/main.py", 1, "main", 5}, {"/p/a.py", 3, "work", 10}}),
                    with_key({{"/p/main.py", 1, "main", 5}, {"/p/b.py", 7, "work", 9}, {"/p/c.py", 7, "work", 1}}))),
      ElementsAre("work 10 -", "work - 9", "work - 1", "main 5 5"));
  // A name that says little needs the file's name besides.
  EXPECT_THAT(rows(compared(with_key({{"/p/main.py", 1, "main", 5}, {"/p/a.py", 3, "__init__", 10}}),
                            with_key({{"/p/main.py", 1, "main", 5}, {"/p/b.py", 7, "__init__", 9}}))),
              ElementsAre("__init__ 10 -", "__init__ - 9", "main 5 5"));
}

TEST(Match, RenamedFileTakesWhatEveryFileHasAlong) {
  const auto file = [](const char* name, Weight work) {
    return with_key({{name, 1, "<module>", 2},
                     {name, 3, "work", work},
                     {name, 7, "<listcomp>", 5},
                     {name, 9, "<listcomp>", 4},
                     {"/p/main.py", 1, "main", 1}});
  };
  EXPECT_THAT(
      rows(compared(file("/p/a.py", 10), file("/p/b.py", 11))),
      ElementsAre("work 10 11 from work (/p/a.py)", "<listcomp> 5 5 from <listcomp> (/p/a.py)",
                  "<listcomp> 4 4 from <listcomp> (/p/a.py)", "<module> 2 2 from <module> (/p/a.py)", "main 1 1"));
  // The file is still there: one function of it moved, no more is known.
  EXPECT_THAT(
      rows(compared(with_key({{"/p/a.py", 1, "<module>", 2}, {"/p/a.py", 3, "work", 10}, {"/p/a.py", 5, "f", 3}}),
                    with_key({{"/p/b.py", 1, "<module>", 2}, {"/p/b.py", 3, "work", 10}, {"/p/a.py", 5, "f", 3}}))),
      ElementsAre("<module> 2 -", "<module> - 2", "f 3 3", "work 10 10 from work (/p/a.py)"));
  // Two files became one: nobody knows whose <module> it is.
  EXPECT_THAT(
      rows(compared(with_key({{"/p/a.py", 1, "<module>", 2}, {"/p/a.py", 3, "f", 10}, {"/p/c.py", 3, "g", 10}}),
                    with_key({{"/p/b.py", 1, "<module>", 2}, {"/p/b.py", 3, "f", 10}, {"/p/b.py", 9, "g", 10}}))),
      ElementsAre("<module> 2 -", "<module> - 2", "f 10 10 from f (/p/a.py)", "g 10 10 from g (/p/c.py)"));
}

TEST(Match, OneLineOfTwoDifferentFunctionsStaysApart) {
  const Diff diff = compared(with_key({{"a.py", 3, "<lambda>", 10}, {"a.py", 9, "<lambda>", 4}}),
                             with_key({{"a.py", 9, "<lambda>", 10}}));
  EXPECT_THAT(rows(diff), ElementsAre("<lambda> 4 -", "<lambda> 10 10"));
}

TEST(Compare, MedianAndSpread) {
  std::vector<Profile> before, after;
  for (const Weight self : {100, 90, 500}) before.push_back(with_key({{"a.py", 1, "f", self}}));
  for (const Weight self : {100, 120}) after.push_back(with_key({{"a.py", 1, "f", self}}));
  const Diff diff = compared(std::move(before), std::move(after));
  const FunctionDiff& f = diff.functions.front();
  EXPECT_EQ(f.before.self, 100);
  EXPECT_EQ(f.after.self, 110);
  EXPECT_EQ(f.spread.self, 2 * 410 + 3 * 20);
  EXPECT_FALSE(f.self_moved);
  EXPECT_EQ(diff.before.spread, 2 * 410);
}

TEST(Compare, NoFunctionIsSteadierThanItsRuns) {
  std::vector<Profile> before, after;
  for (const Weight other : {1000, 1100, 1200}) {
    before.push_back(with_key({{"a.py", 1, "f", 100}, {"a.py", 2, "g", 10}, {"a.py", 3, "other", other}}));
    after.push_back(with_key({{"a.py", 1, "f", 160}, {"a.py", 2, "g", 3000}, {"a.py", 3, "other", other}}));
  }
  const Diff diff = compared(std::move(before), std::move(after));
  EXPECT_THAT(rows(diff), ElementsAre("g 10 3000", "f 100 160", "other 1100 1100"));
  EXPECT_TRUE(diff.functions[0].self_moved);
  EXPECT_FALSE(diff.functions[1].self_moved);
}

TEST(Compare, WhatIsFarApartCountsHoweverWideTheSpread) {
  std::vector<Profile> before, after;
  for (const Weight self : {10, 20, 30}) before.push_back(with_key({{"a.py", 1, "f", self}}));
  for (const Weight self : {400, 700, 900}) after.push_back(with_key({{"a.py", 1, "f", self}}));
  const Diff diff = compared(std::move(before), std::move(after));
  EXPECT_GT(diff.functions.front().spread.self, diff.functions.front().self_delta());
  EXPECT_TRUE(diff.functions.front().self_moved);
}

TEST(Compare, NoiseOfSingleRuns) {
  const auto moved = [](Weight after) {
    const Diff diff = compared(with_key({{"a.py", 1, "f", 100}, {"a.py", 2, "g", 900}}),
                               with_key({{"a.py", 1, "f", after}, {"a.py", 2, "g", 900}}));
    return diff.functions.front().self_moved;
  };
  EXPECT_FALSE(moved(105));  // 0.5 % of 1,000
  EXPECT_TRUE(moved(106));
  EXPECT_TRUE(moved(94));
}

// 0.5 % of 500 is 2.5: rounded up, a change of 0.6 % counted as noise.
TEST(Compare, NoiseIsRoundedDown) {
  const auto moved = [](Weight after) {
    const Diff diff = compared(with_key({{"a.py", 1, "f", 100}, {"a.py", 2, "g", 400}}),
                               with_key({{"a.py", 1, "f", after}, {"a.py", 2, "g", 400}}));
    return diff.functions.front().self_moved;
  };
  EXPECT_FALSE(moved(102));
  EXPECT_TRUE(moved(103));
}

// The runs lie apart by 290 of 1,000; 0.29 * 100 is 28.999999999999996 in doubles.
TEST(Compare, WhatTheRunsExplainToTheUnitIsNoise) {
  std::vector<Profile> before, after;
  for (const Weight other : {800, 900, 900, 900, 1090}) {
    before.push_back(with_key({{"a.py", 1, "f", 100}, {"a.py", 2, "other", other}}));
  }
  after.push_back(with_key({{"a.py", 1, "f", 71}, {"a.py", 2, "other", 929}}));
  const Diff diff = compared(std::move(before), std::move(after));
  EXPECT_THAT(rows(diff), ElementsAre("f 100 71", "other 900 929"));
  EXPECT_FALSE(diff.functions.front().self_moved);
}

TEST(Compare, NormalizedTotalsAreEqual) {
  DiffOptions options;
  options.normalize = true;
  const Diff diff = compared(with_key({{"a.py", 1, "f", 400}, {"a.py", 2, "g", 600}}),
                             with_key({{"a.py", 1, "f", 800}, {"a.py", 2, "g", 1200}}), options);
  EXPECT_THAT(rows(diff), ElementsAre("f 400 400", "g 600 600"));
}

TEST(Compare, ItselfIsEmpty) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Diff diff = compared(random_profile(seed, 12, 300), random_profile(seed, 12, 300));
    EXPECT_TRUE(sorted_rows(diff, DiffSort::self).empty()) << seed;
    EXPECT_EQ(diff.total_delta(), 0);
  }
}

TEST(Compare, MirroredAndAddsUp) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    // Speeds are taken to the side before, so with them the other way round all is of another size.
    const DiffOptions all{.noise_share = 0, .drift = false};
    const Diff there = compared(random_profile(seed, 12, 300), random_profile(seed + 50, 14, 280), all);
    const Diff back = compared(random_profile(seed + 50, 14, 280), random_profile(seed, 12, 300), all);
    ASSERT_EQ(there.functions.size(), back.functions.size());
    Weight sum = 0;
    std::map<std::string_view, const FunctionDiff*> mirrored;
    for (const FunctionDiff& function : back.functions) mirrored[back.frames.parts(function.frame).name] = &function;
    for (const FunctionDiff& a : there.functions) {
      const auto found = mirrored.find(there.frames.parts(a.frame).name);
      ASSERT_NE(found, mirrored.end());
      const FunctionDiff& b = *found->second;
      EXPECT_EQ(a.self_delta(), -b.self_delta());
      EXPECT_EQ(a.cumulative_delta(), -b.cumulative_delta());
      EXPECT_EQ(a.calls_delta(), -b.calls_delta());
      EXPECT_EQ(a.is_new(), b.is_gone());
      EXPECT_NEAR(a.self_evidence.change, -b.self_evidence.change, 1e-12);
      EXPECT_NEAR(a.self_evidence.error, b.self_evidence.error, 1e-12);
      sum += a.self_delta();
    }
    EXPECT_EQ(sum, there.total_delta());
    EXPECT_EQ(there.calls.size(), back.calls.size());
  }
}

// ---- Trees
// -----------------------------------------------------------------------------------------------------------

// "depth name before after" a node; "..." is what was not followed.
std::string tree_text(Profile before, Profile after, const TreeOptions& options = {}) {
  Result<MatchedRuns> matched = match_functions(runs(std::move(before)), runs(std::move(after)), {});
  Diff diff = compare(*matched, {});
  const DiffTree tree = unite_trees(diff, std::move(matched->before), std::move(matched->after), options).value();
  std::string text;
  for (std::uint32_t i = 1; i < tree.tree.size(); ++i) {
    const bool unfollowed = (tree.tree.flags[i] & tree_unfollowed) != 0;
    EXPECT_EQ(unfollowed, tree.tree.frame[i] == no_frame);
    const std::string name(unfollowed ? "..." : diff.frames.parts(tree.tree.frame[i]).name);
    text += std::to_string(tree.tree.depth[i]) + ' ' + name + ' ' + std::to_string(tree.before[i]) + ' ' +
            std::to_string(tree.after[i]) +
            (tree.was[i] == 0  ? " new"
             : tree.is[i] == 0 ? " gone"
                               : "") +
            '\n';
    Weight children = tree.tree.self[i];
    for (std::uint32_t c = i + 1; c < tree.tree.end[i]; c = tree.tree.end[c]) children += tree.tree.cumulative[c];
    EXPECT_EQ(children, tree.tree.cumulative[i]) << name;
  }
  return text;
}
std::string tree_text(const char* before, const char* after) {
  return tree_text(test::read_folded(before), test::read_folded(after));
}

TEST(UniteTrees, VanishedStacksKeepTheirPlace) {
  EXPECT_EQ(tree_text("main;a;b 10\nmain;c 5\n", "main;a;d 7\nmain;c 6\n"),
            "1 main 15 13\n2 a 10 7\n3 b 10 0 gone\n3 d 0 7 new\n2 c 5 6\n");
}

// main calls load and save, both call codec, which calls parse and read: for whom, the file does not say.
Profile shared_codec(Weight read) {
  test::CallProfile built;
  built.function("main", 0, 12 + read).function("load", 0, 8 + read).function("save", 0, 4);
  built.function("codec", 0, 12 + read, 2).function("parse", 12, 12, 2);
  built.edge("main", "load", 0, 8 + read).edge("main", "save", 0, 4);
  built.edge("load", "codec", 0, 8 + read).edge("save", "codec", 0, 4).edge("codec", "parse", 12, 12, 2);
  if (read > 0) built.function("read", read, read).edge("codec", "read", read, read);
  return std::move(built.profile);
}

// Unfollowed time has no frame: it indexed a table of frames, and the program crashed.
TEST(UniteTrees, UnfollowedTimeOfBothSidesIsOneNode) {
  TreeOptions cut;
  cut.exact_only = true;
  EXPECT_EQ(tree_text(shared_codec(6), shared_codec(9), cut),
            "1 main 18 21\n2 load 14 17\n3 codec 14 17\n4 ... 14 17\n2 save 4 4\n3 codec 4 4\n4 ... 4 4\n");
}

// The side before does not say that codec called nothing but parse for load, only that it cannot be divided.
TEST(UniteTrees, WhatOneSideDoesNotDivideIsNeitherNewNorGone) {
  TreeOptions cut;
  cut.exact_only = true;
  // With one callee the file leaves no choice, so that only the side with two is cut.
  EXPECT_EQ(tree_text(shared_codec(6), shared_codec(0), cut),
            "1 main 18 12\n2 load 14 8\n3 codec 14 8\n4 ... 14 8\n2 save 4 4\n3 codec 4 4\n4 ... 4 4\n");
  EXPECT_EQ(tree_text(shared_codec(0), shared_codec(6), cut),
            "1 main 12 18\n2 load 8 14\n3 codec 8 14\n4 ... 8 14\n2 save 4 4\n3 codec 4 4\n4 ... 4 4\n");
}

TEST(UniteTrees, CutTreesKeepTheTotals) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    TreeOptions options;
    options.exact_only = seed % 2 == 0;
    Result<MatchedRuns> matched =
        match_functions(runs(random_profile(seed, 12, 300)), runs(random_profile(seed + 50, 14, 280)), {});
    Diff diff = compare(*matched, {});
    const DiffTree tree = unite_trees(diff, std::move(matched->before), std::move(matched->after), options).value();
    const bool cut = std::count(tree.tree.frame.begin(), tree.tree.frame.end(), no_frame) > 1;
    EXPECT_EQ(cut, options.exact_only) << seed;
    EXPECT_EQ(tree.before[0], diff.before.total) << seed;
    EXPECT_EQ(tree.after[0], diff.after.total) << seed;
    EXPECT_EQ(tree_text(random_profile(seed, 12, 300), random_profile(seed, 12, 300), options).find("new"),
              std::string::npos);
  }
}

TEST(UniteTrees, DeepStacks) {
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += "f" + std::to_string(i % 7) + ";";
  EXPECT_EQ(tree_text((deep + "a 1\n").c_str(), (deep + "b 1\n").c_str()).substr(0, 8), "1 f0 1 1");
}

}  // namespace
}  // namespace p2g
