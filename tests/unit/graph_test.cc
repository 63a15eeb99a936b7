// Adjacency and strongly connected components.
#include "src/model/graph.h"

#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

namespace p2g {
namespace {

CallGraph graph_of(std::uint32_t functions, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges) {
  CallGraph graph;
  graph.functions.resize(functions);
  for (const auto& [caller, callee] : edges) graph.edges.push_back({caller, callee});
  return graph;
}

TEST(Graph, EdgesByEnd) {
  const CallGraph graph = graph_of(3, {{0, 1}, {0, 2}, {2, 1}, {1, 1}});
  const Adjacency out = outgoing_edges(graph);
  EXPECT_EQ(out.begin, (std::vector<std::uint32_t>{0, 2, 3, 4}));
  EXPECT_EQ(out.edge, (std::vector<std::uint32_t>{0, 1, 3, 2}));
  const Adjacency in = incoming_edges(graph);
  EXPECT_EQ(in.begin, (std::vector<std::uint32_t>{0, 0, 3, 4}));
  EXPECT_EQ(in.edge, (std::vector<std::uint32_t>{0, 2, 3, 1}));
}

TEST(Graph, ComponentsAreNumberedCalleesFirst) {
  // 0 -> {1, 2, 3} ring -> 4, and 5 alone.
  const CallGraph graph = graph_of(6, {{0, 1}, {1, 2}, {2, 3}, {3, 1}, {3, 4}, {4, 4}});
  EXPECT_EQ(strong_components(graph), (std::vector<std::uint32_t>{2, 1, 1, 1, 0, 3}));
}

TEST(Graph, RingsOfAnyLength) {
  constexpr std::uint32_t size = 200'000;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (std::uint32_t i = 0; i < size; ++i) edges.emplace_back(i, (i + 1) % size);
  for (const std::uint32_t component : strong_components(graph_of(size, edges))) ASSERT_EQ(component, 0U);
}

// Two functions are in one component when each reaches the other.
TEST(Graph, ComponentsEqualReachability) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    constexpr std::uint32_t size = 9;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    bool reaches[size][size] = {};
    for (std::uint32_t i = 0; i < size; ++i) reaches[i][i] = true;
    for (int i = 0; i < 11; ++i) {
      edges.emplace_back(random() % size, random() % size);
      reaches[edges.back().first][edges.back().second] = true;
    }
    for (std::uint32_t via = 0; via < size; ++via) {
      for (std::uint32_t a = 0; a < size; ++a) {
        for (std::uint32_t b = 0; b < size; ++b) reaches[a][b] = reaches[a][b] || (reaches[a][via] && reaches[via][b]);
      }
    }
    const std::vector<std::uint32_t> component = strong_components(graph_of(size, edges));
    for (std::uint32_t a = 0; a < size; ++a) {
      for (std::uint32_t b = 0; b < size; ++b) {
        ASSERT_EQ(component[a] == component[b], reaches[a][b] && reaches[b][a]);
        ASSERT_TRUE(!reaches[a][b] || component[a] >= component[b]);
      }
    }
  }
}

}  // namespace
}  // namespace p2g
