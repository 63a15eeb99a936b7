#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "src/base/rows.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/graph_internal.h"
#include "tests/support/call_profiles.h"

namespace p2g {
namespace {

std::string figure(Weight weight) { return weight == unknown_weight ? "?" : std::to_string(weight); }

std::string graph_text(const CallGraph& graph) {
  const auto name = [&](std::uint32_t f) { return std::string(graph.frames->parts(graph.functions[f].frame).name); };
  std::string text;
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    text += name(f) + ' ' + figure(graph.functions[f].self) + ' ' + figure(graph.functions[f].cumulative) + '\n';
  }
  for (const Edge& edge : graph.edges) {
    text += name(edge.caller) + (edge.residual ? "~" : ">") + name(edge.callee) + ' ' + figure(edge.cumulative) + ' ' +
            std::to_string(edge.calls) + '\n';
  }
  const Dropped& dropped = graph.dropped;
  return text + "dropped " + std::to_string(dropped.functions) + ' ' + std::to_string(dropped.edges) + ' ' +
         figure(dropped.self) + '\n';
}

std::string pruned(const Profile& profile, double node_share, double edge_share) {
  const auto& totals = profile.calls().functions;
  return graph_text(
      calls_to_graph(profile, totals, choose_functions(profile, totals, {node_share, edge_share, 0}), edge_share));
}

// main calls parse directly and over helper; helper has no other caller.
test::CallProfile chain() {
  test::CallProfile built;
  built.function("main", 0, 100).function("helper", 2, 40).function("parse", 98, 98);
  built.edge("main", "parse", 60, 60, 3).edge("main", "helper", 2, 40).edge("helper", "parse", 38, 38, 2);
  return built;
}

TEST(CallsGraph, NothingDropped) {
  EXPECT_EQ(pruned(chain().profile, 0, 0),
            "main 0 100\n"
            "parse 98 98\n"
            "helper 2 40\n"
            "main>parse 60 3\n"
            "main>helper 40 1\n"
            "helper>parse 38 2\n"
            "dropped 0 0 0\n");
}

TEST(CallsGraph, PairsThatRepeatAreSummed) {
  test::CallProfile built = chain();
  built.edge("main", "parse", 5, 7, 2).edge("main", "helper", unknown_weight, unknown_weight, 1);
  const CallGraph graph = calls_to_graph(built.profile, built.profile.calls().functions, {1, 1, 1}, 0);
  EXPECT_EQ(graph.edges.size(), 3U);
  EXPECT_EQ(graph.edges[0].self, 65);
  EXPECT_EQ(graph.edges[0].cumulative, 67);
  EXPECT_EQ(graph.edges[0].calls, 5);
  EXPECT_EQ(graph.edges[1].cumulative, unknown_weight) << "a sum with something unknown is unknown";
  EXPECT_EQ(graph.dropped.edges, 0);
}

TEST(CallsGraph, TheFilesOwnFigureForAPairStaysAlone) {
  EXPECT_EQ(pruned(chain().profile, 0.5, 0),
            "main 0 100\n"
            "parse 98 98\n"
            "main>parse 60 3\n"
            "dropped 1 2 2\n");
}

TEST(CallsGraph, ResidualEdgesCarryWhatTheFileGuarantees) {
  test::CallProfile built;
  // helper: 40 in all, 30 under main, 25 of it in parse: at least 15 of main's time went over helper to parse.
  built.function("main", 10, 90).function("other", 0, 50).function("helper", 15, 40).function("parse", 75, 75);
  built.edge("main", "helper", 10, 30).edge("other", "helper", 5, 10).edge("helper", "parse", 25, 25);
  built.edge("other", "parse", 40, 40);
  EXPECT_EQ(pruned(built.profile, 0.45, 0),
            "main 10 90\n"
            "parse 75 75\n"
            "other 0 50\n"
            "main~parse 15 0\n"
            "other>parse 40 1\n"
            "dropped 1 3 15\n");
  // Below the edge threshold it goes, because parse has another caller.
  EXPECT_EQ(pruned(built.profile, 0.45, 0.2),
            "main 10 90\n"
            "parse 75 75\n"
            "other 0 50\n"
            "other>parse 40 1\n"
            "dropped 1 3 15\n");
}

TEST(CallsGraph, BoundsGoOverSeveralDroppedFunctions) {
  test::CallProfile built;
  built.function("main", 10, 100).function("a", 2, 30).function("b", 3, 28).function("work", 85, 85);
  built.edge("main", "a", 2, 30).edge("a", "b", 3, 28).edge("b", "work", 25, 25);
  EXPECT_EQ(pruned(built.profile, 0.5, 0), "main 10 100\nwork 85 85\nmain~work 25 0\ndropped 2 3 5\n");
}

TEST(CallsGraph, OrphansAreConnectedEvenWhenNothingIsGuaranteed) {
  test::CallProfile built;
  // relay is recursive and may have been entered by anybody: nothing is guaranteed, but work must hang somewhere.
  built.function("main", 10, 100).function("relay", 5, 30, 9, 2).function("work", 85, 85);
  built.edge("main", "relay", 5, 12).edge("relay", "relay", 1, 9, 8).edge("relay", "work", 25, 25);
  EXPECT_EQ(pruned(built.profile, 0.5, 0), "main 10 100\nwork 85 85\nmain~work ? 0\ndropped 1 3 5\n");
}

// The nearest kept function that leads to main over relay is main itself, because work comes first: it was the only one
// looked for, and main hung nowhere.
TEST(CallsGraph, OrphansThatLeadToThemselvesFindTheNextCaller) {
  test::CallProfile built;
  built.function("main", 90, 100).function("relay", 5, 30, 9, 2).function("work", 5, 80);
  built.edge("main", "relay", 5, 12, 4).edge("relay", "main", 25, 25).edge("relay", "work", 25, 25);
  built.edge("work", "relay", 1, 9, 5);
  EXPECT_EQ(pruned(built.profile, 0.5, 0),
            "main 90 100\n"
            "work 5 80\n"
            "main~work ? 0\n"
            "work~main ? 0\n"
            "dropped 1 4 5\n");
}

TEST(CallsGraph, RootsNeedNoCaller) {
  test::CallProfile built;
  built.function("main", 10, 100).function("relay", 5, 30, 9, 2).function("work", 85, 85, 2);
  built.edge("main", "relay", 5, 12, 1).edge("relay", "work", 25, 25, 1);
  EXPECT_EQ(pruned(built.profile, 0.5, 0), "main 10 100\nwork 85 85\ndropped 1 2 5\n");
}

TEST(CallsGraph, EdgesWithoutTimesAreNeverBelowAThreshold) {
  test::CallProfile built;
  built.function("main", 10, 100).function("work", 90, 90);
  built.edge("main", "work", unknown_weight, unknown_weight, 7);
  EXPECT_EQ(pruned(built.profile, 0, 0.9), "main 10 100\nwork 90 90\nmain>work ? 7\ndropped 0 0 0\n");
}

TEST(CallsGraph, LightEdgesAreDroppedAndCounted) {
  EXPECT_EQ(pruned(chain().profile, 0, 0.4),
            "main 0 100\nparse 98 98\nhelper 2 40\nmain>parse 60 3\nmain>helper 40 1\n"
            "dropped 0 1 0\n");
}

// A ring of dropped functions, longer than any stack of this program.
TEST(CallsGraph, LongRings) {
  test::CallProfile built;
  constexpr int size = 100'000;
  built.function("main", 0, 1'000'000).function("work", 1'000'000, 1'000'000);
  for (int i = 0; i < size; ++i) {
    const std::string name = "r" + std::to_string(i);
    built.function(name, 0, 10);
    built.edge(name, "r" + std::to_string((i + 1) % size), 0, 5);
  }
  built.edge("main", "r0", 0, 10).edge("r50000", "work", 5, 5);
  EXPECT_EQ(pruned(built.profile, 0.5, 0),
            "main 0 1000000\nwork 1000000 1000000\nmain~work ? 0\ndropped 100000 100002 0\n");
}

// Same graph from shuffled functions and edges, and never an edge above its ends.
TEST(CallsGraph, RandomGraphsDoNotDependOnOrder) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const Profile profile = test::random_profile(seed, 40, 4000);
    std::mt19937 random(seed);
    std::vector<FrameId> order(profile.frames.size());
    for (FrameId f = 0; f < order.size(); ++f) order[f] = f;
    std::shuffle(order.begin(), order.end(), random);
    test::CallProfile shuffled;
    for (const FrameId f : order) {
      const FunctionCost& cost = profile.calls().functions[f];
      shuffled.function(test::name_of(profile, f), cost.self, cost.cumulative, cost.calls, cost.primitive_calls);
    }
    for (const CallCost& edge : test::shuffled_edges(profile, seed)) {
      shuffled.edge(test::name_of(profile, edge.caller), test::name_of(profile, edge.callee), edge.self,
                    edge.cumulative, edge.calls);
    }
    for (const double share : {0.0, 0.1, 0.3}) {
      EXPECT_EQ(pruned(profile, share, share / 10), pruned(shuffled.profile, share, share / 10)) << seed;
      const auto& totals = profile.calls().functions;
      const CallGraph graph =
          calls_to_graph(profile, totals, choose_functions(profile, totals, {share, 0, 0}), share / 10);
      std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
      for (const Edge& edge : graph.edges) {
        EXPECT_TRUE(pairs.emplace(edge.caller, edge.callee).second);
        if (edge.cumulative == unknown_weight) continue;
        EXPECT_LE(edge.cumulative, graph.functions[edge.caller].cumulative);
        EXPECT_LE(edge.cumulative, graph.functions[edge.callee].cumulative);
      }
      const auto direct =
          std::count_if(graph.edges.begin(), graph.edges.end(), [](const Edge& e) { return !e.residual; });
      EXPECT_EQ(direct + graph.dropped.edges, static_cast<std::int64_t>(profile.calls().edges.size()));
    }
  }
}

// The bound of a residual edge against the stacks that the profile was made from.
TEST(CallsGraph, ResidualEdgesNeverClaimTooMuch) {
  int checked = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::vector<test::WeighedStack> stacks;
    const Profile profile = test::random_profile(seed, 6 + static_cast<int>(seed % 12), 60, &stacks);
    const auto& totals = profile.calls().functions;
    std::mt19937 random(seed);
    std::vector<std::uint8_t> keep(totals.size());
    for (std::uint8_t& each : keep) each = random() % 2;
    const CallGraph graph = calls_to_graph(profile, totals, keep, 0);
    for (const Edge& edge : graph.edges) {
      if (!edge.residual || edge.cumulative == unknown_weight) continue;
      const FrameId caller = graph.functions[edge.caller].frame;
      const FrameId callee = graph.functions[edge.callee].frame;
      Weight truth = 0;
      for (const auto& [stack, weight] : stacks) {
        bool jumps = false;
        FrameId above = no_frame;  // nearest kept function, when something dropped lies between
        bool between = false;
        for (const FrameId frame : stack) {
          if (keep[frame] == 0) {
            between = true;
            continue;
          }
          jumps = jumps || (between && above == caller && frame == callee);
          above = frame;
          between = false;
        }
        truth += jumps ? weight : 0;
      }
      EXPECT_LE(edge.cumulative, truth) << seed;
      ++checked;
    }
  }
  EXPECT_GT(checked, 50);
}

}  // namespace
}  // namespace p2g
