#include "src/model/graph.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace p2g {
namespace {

CallGraph graph_of(std::uint32_t functions, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges) {
  CallGraph graph;
  graph.functions.resize(functions);
  for (const auto& [caller, callee] : edges) graph.edges.push_back({{}, caller, callee});
  return graph;
}

TEST(Graph, EdgesByEnd) {
  const CallGraph graph = graph_of(3, {{0, 1}, {0, 2}, {2, 1}, {1, 1}});
  const Rows out = outgoing_edges(graph);
  EXPECT_EQ(out.begin, (std::vector<std::uint32_t>{0, 2, 3, 4}));
  EXPECT_EQ(out.item, (std::vector<std::uint32_t>{0, 1, 3, 2}));
  const Rows in = incoming_edges(graph);
  EXPECT_EQ(in.begin, (std::vector<std::uint32_t>{0, 0, 3, 4}));
  EXPECT_EQ(in.item, (std::vector<std::uint32_t>{0, 2, 3, 1}));
}

}  // namespace
}  // namespace p2g
