#include "src/base/components.h"

#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

namespace p2g {
namespace {

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Rows rows_of(std::uint32_t nodes, const Edges& edges) {
  return group_rows(
      nodes, edges.size(), [&](std::uint32_t e) { return edges[e].first; },
      [&](std::uint32_t e) { return edges[e].second; });
}

TEST(Components, AreNumberedCalleesFirst) {
  // 0 -> {1, 2, 3} ring -> 4, and 5 alone.
  const Components found = strong_components(rows_of(6, {{0, 1}, {1, 2}, {2, 3}, {3, 1}, {3, 4}, {4, 4}}));
  EXPECT_EQ(found.of, (std::vector<std::uint32_t>{2, 1, 1, 1, 0, 3}));
  EXPECT_EQ(found.count, 4U);
}

TEST(Components, RingsOfAnyLength) {
  constexpr std::uint32_t size = 200'000;
  Edges edges;
  for (std::uint32_t i = 0; i < size; ++i) edges.emplace_back(i, (i + 1) % size);
  for (const std::uint32_t component : strong_components(rows_of(size, edges)).of) ASSERT_EQ(component, 0U);
}

TEST(Components, ARingWithATail) {
  const Components found = strong_components(rows_of(4, {{0, 1}, {1, 2}, {2, 0}, {2, 3}}));
  EXPECT_EQ(found.count, 2U);
  EXPECT_EQ(found.of, (std::vector<std::uint32_t>{1, 1, 1, 0})) << "callees have the lower number";
}

// 0 ⇄ 1 ⇄ 2: without 0 there is a ring of two, without 1 there is none.
TEST(Components, OfAPartOnly) {
  const Rows successors = rows_of(3, {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, no_index}});
  ComponentSearch search(successors);
  const std::vector<std::uint32_t> without_first = {2, 1};
  EXPECT_EQ(search.find(without_first).begin, (std::vector<std::uint32_t>{0, 2}));
  const std::vector<std::uint32_t> all = {0, 1, 2};
  EXPECT_EQ(search.find(all).begin, (std::vector<std::uint32_t>{0, 3}));
  const std::vector<std::uint32_t> ends = {2, 0};
  EXPECT_EQ(search.find(ends).begin, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(search.find(ends).item, ends);
}

// Two nodes are in one component when each reaches the other.
TEST(Components, EqualReachability) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    constexpr std::uint32_t size = 9;
    Edges edges;
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
    const std::vector<std::uint32_t> component = strong_components(rows_of(size, edges)).of;
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
