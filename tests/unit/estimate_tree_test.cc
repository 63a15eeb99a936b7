#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "src/base/source.h"
#include "src/importers/importer.h"
#include "src/model/profile.h"
#include "src/model/tree.h"
#include "src/passes/tree/to_tree.h"
#include "tests/support/call_profiles.h"
#include "tests/support/random_program.h"

namespace p2g {
namespace {

using test::RandomProgram;

using test::CallProfile;

std::string numbered(std::size_t i) { return "f" + std::to_string(i); }
Tree tree_of(const CallProfile& built, const TreeOptions& options = {}) {
  return estimate_tree(built.profile, options);
}

// One node a line, indented by depth: "≈name cumulative/self".
std::string show(const Tree& tree) {
  std::string out;
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    out.append(tree.depth[i] - 1, ' ');
    if ((tree.flags[i] & tree_back_into) != 0) out += "back into ";
    if ((tree.flags[i] & tree_estimated) != 0) out += "~";
    out += (tree.flags[i] & tree_unfollowed) != 0 ? "..." : std::string(tree.frames->text(tree.frame[i]));
    out += " " + std::to_string(tree.cumulative[i]) + "/" + std::to_string(tree.self[i]) + "\n";
  }
  return out;
}

void expect_well_formed(const Tree& tree) {
  ASSERT_GE(tree.size(), 1U);
  std::vector<Weight> explained(tree.size());
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    ASSERT_GE(tree.self[i], 0);
    ASSERT_GE(tree.cumulative[i], tree.self[i]);
    if ((tree.flags[i] & tree_unfollowed) == 0) explained[i] += tree.self[i] + tree.hidden_weight[i];
    if (i == 0) continue;
    ASSERT_LT(tree.parent[i], i);
    ASSERT_LE(tree.end[i], tree.end[tree.parent[i]]);
    ASSERT_EQ(tree.depth[i], tree.depth[tree.parent[i]] + 1);
    explained[tree.parent[i]] += tree.cumulative[i];
  }
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    if ((tree.flags[i] & (tree_unfollowed | tree_back_into)) != 0) continue;
    ASSERT_EQ(explained[i], tree.cumulative[i]) << i;
  }
}

// What the estimate promises for any profile. Returns the share of the total that no frame's self shows.
double expect_conservative(const Profile& profile, const Tree& tree) {
  expect_well_formed(tree);
  const Calls& calls = profile.calls();
  Weight total = 0;
  std::vector<Weight> self(profile.frames.size());
  for (const FunctionCost& function : calls.functions) total += function.self;
  EXPECT_EQ(tree.cumulative[0], std::max<Weight>(total, 0));
  std::map<std::pair<FrameId, FrameId>, Weight> pairs;
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    if (tree.frame[i] == no_frame) continue;
    self[tree.frame[i]] += tree.self[i];
    if (tree.parent[i] != 0) pairs[{tree.frame[tree.parent[i]], tree.frame[i]}] += tree.cumulative[i];
    // A function stands on a path once.
    if ((tree.flags[i] & tree_back_into) != 0 || i > 3000) continue;
    for (std::uint32_t a = tree.parent[i]; a != 0; a = tree.parent[a]) EXPECT_NE(tree.frame[a], tree.frame[i]);
  }
  Weight shown = 0;
  for (FrameId f = 0; f < self.size(); ++f) {
    EXPECT_LE(self[f], std::max<Weight>(calls.functions[f].self, 0)) << profile.frames.text(f);
    shown += self[f];
  }
  for (const CallCost& edge : calls.edges) {
    const auto pair = pairs.find({edge.caller, edge.callee});
    if (pair == pairs.end() || edge.cumulative == unknown_weight) continue;
    EXPECT_LE(pair->second, edge.cumulative)
        << profile.frames.text(edge.caller) << " -> " << profile.frames.text(edge.callee);
  }
  return total > 0 ? 1 - static_cast<double>(shown) / static_cast<double>(total) : 0;
}

TEST(EstimateTree, IsExactWhileTheFileLeavesNoChoice) {
  CallProfile p;  // the drawing in estimate_tree.cc
  p.function("main", 0, 12, 1);
  p.function("load", 0, 8, 1);
  p.function("save", 0, 4, 1);
  p.function("codec", 0, 12, 2);
  p.function("parse", 6, 6, 2);
  p.function("read", 6, 6, 2);
  p.edge("main", "load", 0, 8, 1);
  p.edge("main", "save", 0, 4, 1);
  p.edge("load", "codec", 0, 8, 1);
  p.edge("save", "codec", 0, 4, 1);
  p.edge("codec", "parse", 6, 6, 2);
  p.edge("codec", "read", 6, 6, 2);
  EXPECT_EQ(show(tree_of(p)),
            "main 12/0\n"
            " load 8/0\n"
            "  codec 8/0\n"
            "   ~parse 4/4\n"
            "   ~read 4/4\n"
            " save 4/0\n"
            "  codec 4/0\n"
            "   ~parse 2/2\n"
            "   ~read 2/2\n");
  TreeOptions exact_only;
  exact_only.exact_only = true;
  EXPECT_EQ(show(tree_of(p, exact_only)),
            "main 12/0\n"
            " load 8/0\n"
            "  codec 8/0\n"
            "   ~... 8/0\n"
            " save 4/0\n"
            "  codec 4/0\n"
            "   ~... 4/0\n");
}

// pstats tells each caller's part of a function's self time, so a shared function with one callee stays exact.
TEST(EstimateTree, UsesTheSelfTimeOfEachPair) {
  CallProfile p;
  p.function("main", 0, 20, 1);
  p.function("a", 0, 10, 1);
  p.function("b", 0, 10, 1);
  p.function("shared", 10, 20, 2);
  p.function("leaf", 10, 10, 9);
  p.edge("main", "a", 0, 10, 1);
  p.edge("main", "b", 0, 10, 1);
  p.edge("a", "shared", 9, 10, 1);
  p.edge("b", "shared", 1, 10, 1);
  p.edge("shared", "leaf", 10, 10, 9);
  EXPECT_EQ(show(tree_of(p)),
            "main 20/0\n"
            " a 10/0\n"
            "  shared 10/9\n"
            "   leaf 1/1\n"
            " b 10/0\n"
            "  shared 10/1\n"
            "   leaf 9/9\n");
}

TEST(EstimateTree, EntersRecursionOnce) {
  CallProfile p;
  p.function("main", 1, 101, 1);
  p.function("fib", 100, 100, 177);
  p.edge("main", "fib", 1, 100, 1);
  p.edge("fib", "fib", 99, 99, 176);
  EXPECT_EQ(show(tree_of(p)),
            "main 101/1\n"
            " fib 100/100\n"
            "  back into fib 0/0\n");
}

TEST(EstimateTree, PassesThroughALoopOnceAndNotesWhereItGoesBack) {
  CallProfile p;
  p.function("main", 0, 100, 1);
  p.function("even", 40, 100, 10);
  p.function("odd", 60, 90, 10);
  p.edge("main", "even", 5, 100, 1);
  p.edge("even", "odd", 60, 90, 10);
  p.edge("odd", "even", 35, 80, 9);
  EXPECT_EQ(show(tree_of(p)),
            "main 100/0\n"
            " even 100/40\n"
            "  ~odd 60/60\n"
            "   back into even 0/0\n");
}

TEST(EstimateTree, StartsAtTheRootWhatNobodyCalls) {
  CallProfile p;
  p.function("main", 10, 30, 1);
  p.function("worker", 50, 50, 3);  // two calls from elsewhere
  p.edge("main", "worker", 20, 20, 1);
  EXPECT_EQ(show(tree_of(p)),
            "main 30/10\n"
            " worker 20/20\n"
            "worker 30/30\n");
}

TEST(EstimateTree, NeverExceedsTheFigureOfAPair) {
  // Two code objects share the label <lambda>: the file keeps 10 of one and the callees of both.
  CallProfile p;
  p.function("main", 0, 40, 1);
  p.function("<lambda>", 5, 10, 1);
  p.function("work", 30, 30, 2);
  p.edge("main", "<lambda>", 5, 10, 1);
  p.edge("<lambda>", "work", 30, 30, 2);
  const Tree tree = tree_of(p);
  EXPECT_NEAR(expect_conservative(p.profile, tree), 0, 1e-9);
}

TEST(EstimateTree, SharesByCallsWhenTimesAreUnknown) {
  CallProfile p;
  p.function("main", 0, 100, 1);
  p.function("a", 0, 80, 1);
  p.function("b", 0, 20, 1);
  p.function("leaf", 100, 100, 4);
  p.edge("main", "a", unknown_weight, unknown_weight, 1);
  p.edge("main", "b", unknown_weight, unknown_weight, 1);
  p.edge("a", "leaf", unknown_weight, unknown_weight, 3);
  p.edge("b", "leaf", unknown_weight, unknown_weight, 1);
  EXPECT_EQ(show(tree_of(p)),
            "main 100/0\n"
            " ~a 75/0\n"
            "  ~leaf 75/75\n"
            " ~b 25/0\n"
            "  ~leaf 25/25\n");
}

// profile.py corrects for its own overhead and can go below zero.
TEST(EstimateTree, SpreadsNegativeSelfTime) {
  CallProfile p;
  p.function("main", -10, 90, 1);
  p.function("a", 60, 60, 1);
  p.function("b", 40, 40, 1);
  p.edge("main", "a", 60, 60, 1);
  p.edge("main", "b", 40, 40, 1);
  EXPECT_EQ(show(tree_of(p)),
            "~main 90/0\n"
            " ~a 54/54\n"
            " ~b 36/36\n");
}

TEST(EstimateTree, HidesWhatIsTooSmallAndCountsIt) {
  CallProfile p;
  p.function("main", 0, 1000, 1);
  p.function("big", 990, 990, 1);
  p.edge("main", "big", 990, 990, 1);
  for (int i = 0; i < 5; ++i)
    p.function("small" + std::to_string(i), 2, 2, 1).edge("main", "small" + std::to_string(i), 2, 2, 1);
  TreeOptions options;
  options.min_share = 0.01;
  const Tree tree = tree_of(p, options);
  EXPECT_EQ(show(tree), "main 1000/0\n big 990/990\n");
  EXPECT_EQ(tree.hidden_children[1], 5U);
  EXPECT_EQ(tree.hidden_weight[1], 10);
}

TEST(EstimateTree, OrdersByNameWhenAsked) {
  CallProfile p;
  p.function("main", 0, 9, 1);
  p.function("b", 6, 6, 1).edge("main", "b", 6, 6, 1);
  p.function("a", 3, 3, 1).edge("main", "a", 3, 3, 1);
  TreeOptions options;
  options.order = TreeOptions::Order::name;
  EXPECT_EQ(show(tree_of(p, options)), "main 9/0\n a 3/3\n b 6/6\n");
}

TEST(EstimateTree, OfNothingIsOnlyARoot) {
  CallProfile empty;
  EXPECT_EQ(tree_of(empty).size(), 1U);
  CallProfile zero;
  zero.function("main", 0, 0, 1);
  zero.function("f", 0, 0, 5).edge("main", "f", 0, 0, 5);
  EXPECT_EQ(tree_of(zero).size(), 1U);
}

TEST(EstimateTree, DoesNotDependOnTheOrderInTheFile) {
  const RandomProgram program(7, 60, 5000, true);
  const Profile& profile = program.profile();
  Profile shuffled;
  shuffled.metric = profile.metric;
  shuffled.total = profile.total;
  Calls calls;
  const auto size = static_cast<FrameId>(profile.frames.size());
  const auto moved = [&](FrameId f) { return (f * 17 + 5) % size; };  // 17 and 60 have no common divisor
  std::vector<FrameId> back(size);
  for (FrameId f = 0; f < size; ++f) back[moved(f)] = f;
  for (const FrameId f : back) {
    const FrameParts parts = profile.frames.parts(f);
    Strings& strings = shuffled.frames.strings();
    const StringId name = strings.intern(parts.name);
    shuffled.frames.add(strings.intern(parts.file), parts.line, name);
    calls.functions.push_back(profile.calls().functions[f]);
  }
  for (CallCost edge : test::shuffled_edges(profile, 7)) {
    edge.caller = moved(edge.caller);
    edge.callee = moved(edge.callee);
    calls.edges.push_back(edge);
  }
  shuffled.data = calls;
  EXPECT_EQ(show(estimate_tree(shuffled, {})), show(estimate_tree(profile, {})));
}

// ---- Properties over made-up programs whose true stacks are known --------------------------------------------------

// Every path that was on the stack, recursion cut out: a function that is entered again ends what it began before.
std::map<RandomProgram::Path, Weight> paths_without_recursion(const RandomProgram& program) {
  std::map<RandomProgram::Path, Weight> cumulative;
  for (const auto& [stack, weight] : program.stacks()) {
    std::set<RandomProgram::Path> seen;
    RandomProgram::Path path;
    for (const FrameId f : stack) {
      path.erase(std::find(path.begin(), path.end(), f), path.end());
      path.push_back(f);
      seen.insert(path);
    }
    for (const RandomProgram::Path& each : seen) cumulative[each] += weight;
  }
  return cumulative;
}

int expect_exact_marks_true(const RandomProgram& program, const Tree& tree) {
  const auto truth = paths_without_recursion(program);
  int exact = 0;
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    if ((tree.flags[i] & (tree_estimated | tree_back_into)) != 0) continue;
    RandomProgram::Path path;
    for (std::uint32_t n = i; n != 0; n = tree.parent[n]) path.insert(path.begin(), tree.frame[n]);
    const auto found = truth.find(path);
    const Weight weight = found == truth.end() ? 0 : found->second;
    EXPECT_LE(std::abs(tree.cumulative[i] - weight), weight * 32 / 1000 + program.profile().total / 10'000) << weight;
    ++exact;
  }
  return exact;
}

TEST(EstimateTreeProperty, ConservesAndIsTrueWhereItSaysExact) {
  int exact = 0;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    const RandomProgram program(seed, 5 + seed * 3, 4000, seed % 2 == 0);
    const Tree tree = estimate_tree(program.profile(), {});
    const double missing = expect_conservative(program.profile(), tree);
    EXPECT_LE(missing, 0.002);
    EXPECT_EQ(tree.cumulative[0], program.profile().total);
    exact += expect_exact_marks_true(program, tree);
    TreeOptions options;
    options.exact_only = true;
    expect_conservative(program.profile(), estimate_tree(program.profile(), options));
    options = {};
    options.min_share = 0.01;
    expect_conservative(program.profile(), estimate_tree(program.profile(), options));
  }
  EXPECT_GT(exact, 1000);
}

// The obvious way, for profiles without cycles: every path, in proportion.
struct Obvious {
  const Calls& calls;
  std::map<RandomProgram::Path, double> cumulative;
  void expand(RandomProgram::Path& path, double time, double self_share) {
    cumulative[path] += time;
    double all = 0;
    for (const CallCost& edge : calls.edges) {
      if (edge.caller == path.back()) all += static_cast<double>(edge.cumulative);
    }
    const FrameId caller = path.back();
    for (const CallCost& edge : calls.edges) {
      if (edge.caller != caller || edge.cumulative == 0) continue;
      path.push_back(edge.callee);
      const double share = static_cast<double>(edge.cumulative) / all;
      expand(path, time * (1 - self_share) * share,
             static_cast<double>(edge.self) / static_cast<double>(edge.cumulative));
      path.pop_back();
    }
  }
};

TEST(EstimateTreeProperty, AgreesWithEveryPathInProportion) {
  int compared = 0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const RandomProgram program(seed, 8, 3000, false);
    const Calls& calls = program.profile().calls();
    const auto total = static_cast<double>(program.profile().total);
    Obvious obvious{calls, {}};
    RandomProgram::Path path{0};
    obvious.expand(path, total, static_cast<double>(calls.functions[0].self) / total);
    const Tree tree = estimate_tree(program.profile(), {});
    for (std::uint32_t i = 1; i < tree.size(); ++i) {
      const auto cumulative = static_cast<double>(tree.cumulative[i]);
      if (cumulative < 0.01 * total) continue;  // what is thin goes out in pieces
      path.clear();
      for (std::uint32_t n = i; n != 0; n = tree.parent[n]) path.insert(path.begin(), tree.frame[n]);
      EXPECT_NEAR(cumulative, obvious.cumulative[path], 0.002 * total);
      ++compared;
    }
  }
  EXPECT_GT(compared, 200);
}

TEST(EstimateTreeProperty, ConservesEveryProfileOfTheCorpus) {
  const std::filesystem::path folder = std::filesystem::path(P2G_SOURCE_DIR) / ".." / "shared" / "corpus" / "pstats";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no corpus at " << folder;
  const Importer& importer = **find_importer("pstats");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".prof" && entry.path().extension() != ".pstats") continue;
    SCOPED_TRACE(entry.path().filename().string());
    Result<Source> source = Source::open(entry.path().string());
    ASSERT_TRUE(source);
    const Result<Profile> profile = importer.read(*source, {});
    ASSERT_TRUE(profile);
    const Tree tree = estimate_tree(*profile, {});
    const double missing = expect_conservative(*profile, tree);
    EXPECT_LE(missing, 0.002);
    TreeOptions picture;
    picture.min_share = 0.0023;
    expect_conservative(*profile, estimate_tree(*profile, picture));
    picture.exact_only = true;
    expect_conservative(*profile, estimate_tree(*profile, picture));
  }
}

// ---- Size and shape ------------------------------------------------------------------------------------------------

TEST(EstimateTree, FollowsARingOfTwentyThousandFunctions) {
  constexpr int size = 20'000;
  CallProfile p;
  for (int i = 0; i < size; ++i) p.function(numbered(static_cast<std::size_t>(i)), 1000, (size - i) * 1000, 2);
  for (int i = 0; i < size; ++i) {
    const auto caller = static_cast<FrameId>(i);
    const auto callee = static_cast<FrameId>((i + 1) % size);
    p.edge(numbered(caller), numbered(callee), 1000, callee == 0 ? 1000 : (size - i - 1) * 1000, callee == 0 ? 1 : 2);
  }
  const Tree tree = tree_of(p);
  expect_conservative(p.profile, tree);
  EXPECT_LE(tree.size(), 10'010U);
  EXPECT_EQ(tree.cumulative[1], size * 1000);
}

// Every function calls every other: as many loops as there are subsets.
TEST(EstimateTree, StaysSmallWhenEverybodyCallsEverybody) {
  constexpr int size = 300;
  CallProfile p;
  for (int i = 0; i < size; ++i)
    p.function(numbered(static_cast<std::size_t>(i)), 1000, size * 1000, i == 0 ? size : size - 1);
  for (FrameId a = 0; a < size; ++a) {
    for (FrameId b = 0; b < size; ++b) {
      if (a != b) p.edge(numbered(a), numbered(b), 3, 1000 * (1 + (a * 7 + b) % 50), 1);
    }
  }
  const Tree tree = tree_of(p);
  EXPECT_LE(expect_conservative(p.profile, tree), 0.02);
  EXPECT_LE(tree.size(), 50'000U);
}

// Calls both ways along a chain: each round of cutting loops takes off only one function.
TEST(EstimateTree, CutsNestedLoopsInFewRounds) {
  constexpr int size = 20'000;
  CallProfile p;
  for (int i = 0; i < size; ++i) p.function(numbered(static_cast<std::size_t>(i)), 1000, (size - i) * 1000, 3);
  for (int i = 0; i + 1 < size; ++i) {
    const auto f = static_cast<FrameId>(i);
    p.edge(numbered(f), numbered(f + 1), 1000, (size - i - 1) * 1000, 1);
    p.edge(numbered(f + 1), numbered(f), 500, 1000, 1);
  }
  expect_conservative(p.profile, tree_of(p));
}

}  // namespace
}  // namespace p2g
