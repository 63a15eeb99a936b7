#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <cmath>
#include <string>

#include "renderers/layout/layout.h"

namespace p2g {
namespace {

LayoutInput boxes(std::size_t count, double width = 120, double height = 81) {
  LayoutInput input;
  input.boxes.assign(count, {width, height});
  return input;
}

LayoutInput tree(std::uint32_t count, std::uint32_t branching) {
  LayoutInput input = boxes(count);
  for (std::uint32_t i = 1; i < count; ++i) input.edges.push_back({(i - 1) / branching, i});
  return input;
}

// A graph with shortcuts, cycles, self edges and parallel edges, from a fixed linear congruence.
LayoutInput tangle(std::uint32_t count, std::uint32_t edges) {
  LayoutInput input = boxes(count);
  std::uint32_t seed = 7;
  const auto next = [&seed] { return (seed = seed * 1664525U + 1013904223U) >> 8U; };
  for (LayoutBox& box : input.boxes) box = {112.0 + next() % 56, 81.0 + next() % 60};
  for (std::uint32_t i = 0; i < edges; ++i) input.edges.push_back({next() % count, next() % count});
  return input;
}

void expect_sound(const LayoutInput& input, const Layout& layout) {
  ASSERT_EQ(layout.centres.size(), input.boxes.size());
  ASSERT_EQ(layout.curves.size(), input.edges.size());
  for (std::size_t i = 0; i < input.boxes.size(); ++i) {
    const LayoutBox& a = input.boxes[i];
    EXPECT_GE(layout.centres[i].x - a.width / 2, -0.6);
    EXPECT_LE(layout.centres[i].x + a.width / 2, layout.width + 0.6);
    EXPECT_GE(layout.centres[i].y - a.height / 2, -0.6);
    EXPECT_LE(layout.centres[i].y + a.height / 2, layout.height + 0.6);
    for (std::size_t j = i + 1; j < input.boxes.size(); ++j) {
      const LayoutBox& b = input.boxes[j];
      const double dx = std::abs(layout.centres[i].x - layout.centres[j].x) - (a.width + b.width) / 2;
      const double dy = std::abs(layout.centres[i].y - layout.centres[j].y) - (a.height + b.height) / 2;
      ASSERT_TRUE(dx > -1.01 || dy > -1.01) << "boxes " << i << " and " << j << " overlap";
    }
  }
  for (std::size_t i = 0; i < input.edges.size(); ++i) {
    const std::vector<Point>& points = layout.curves[i].points;
    ASSERT_GE(points.size(), 4U) << "edge " << i;
    ASSERT_EQ(points.size() % 3, 1U) << "edge " << i;
    const auto beside = [&](Point point, std::uint32_t box) {
      return std::abs(point.x - layout.centres[box].x) <= input.boxes[box].width / 2 + 2 &&
             std::abs(point.y - layout.centres[box].y) <= input.boxes[box].height / 2 + 2;
    };
    EXPECT_TRUE(beside(points.front(), input.edges[i].from)) << "edge " << i << " begins elsewhere";
    EXPECT_TRUE(beside(points.back(), input.edges[i].to)) << "edge " << i << " ends elsewhere";
    for (const Point point : points) ASSERT_TRUE(std::isfinite(point.x) && std::isfinite(point.y));
  }
}

bool same(const Layout& a, const Layout& b) {
  const auto equal = [](Point p, Point q) { return p.x == q.x && p.y == q.y; };
  if (a.width != b.width || a.height != b.height) return false;
  if (!std::equal(a.centres.begin(), a.centres.end(), b.centres.begin(), b.centres.end(), equal)) return false;
  for (std::size_t i = 0; i < a.curves.size(); ++i)
    if (!std::equal(a.curves[i].points.begin(), a.curves[i].points.end(), b.curves[i].points.begin(),
                    b.curves[i].points.end(), equal))
      return false;
  return true;
}

TEST(DotLayout, NothingAndOneBox) {
  EXPECT_TRUE(dot_layout({})->centres.empty());
  const LayoutInput one = boxes(1);
  const auto layout = dot_layout(one);
  ASSERT_TRUE(layout);
  expect_sound(one, *layout);
  EXPECT_NEAR(layout->width, 120, 1);
  EXPECT_NEAR(layout->height, 81, 1);
}

TEST(DotLayout, CalleesAreBelowTheirCallers) {
  const LayoutInput input = tree(40, 3);
  const auto layout = dot_layout(input);
  ASSERT_TRUE(layout);
  expect_sound(input, *layout);
  for (const LayoutEdge& edge : input.edges)
    EXPECT_GT(layout->centres[edge.to].y - layout->centres[edge.from].y, 81 + 20);
}

TEST(DotLayout, CyclesSelfEdgesParallelEdgesAndParts) {
  const LayoutInput input = tangle(30, 60);
  const auto layout = dot_layout(input);
  ASSERT_TRUE(layout);
  expect_sound(input, *layout);
}

TEST(DotLayout, SameInputSameResult) {
  const LayoutInput input = tangle(25, 40);
  const auto first = dot_layout(input);
  ASSERT_TRUE(dot_layout(tree(20, 2)));  // nothing is left over from one layout to the next
  const auto second = dot_layout(input);
  ASSERT_TRUE(first && second);
  EXPECT_TRUE(same(*first, *second));
}

TEST(DotLayout, MinimumLengthsAreKept) {
  LayoutInput input = boxes(3);
  input.edges = {{0, 1, 1, 1}, {0, 2, 1, 3}};
  const auto layout = dot_layout(input);
  ASSERT_TRUE(layout);
  const double step = layout->centres[1].y - layout->centres[0].y;
  EXPECT_GT(layout->centres[2].y - layout->centres[0].y, 1.5 * step);
}

TEST(DotLayout, LabelsHaveRoomWithoutText) {
  LayoutInput input = boxes(2);
  input.edges = {{0, 1, 1, 1, 31, 14}};
  const auto layout = dot_layout(input);
  ASSERT_TRUE(layout);
  ASSERT_TRUE(layout->curves[0].has_label);
  const Point label = layout->curves[0].label;
  for (const Point centre : layout->centres)
    EXPECT_TRUE(std::abs(centre.y - label.y) >= 40 + 7 || std::abs(centre.x - label.x) >= 60 + 15);
}

TEST(DotLayout, DecimalCommaLocale) {
  const LayoutInput input = tree(12, 3);
  const auto plain = dot_layout(input);
  const std::string before = std::setlocale(LC_ALL, nullptr);
  if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) GTEST_SKIP() << "no locale with a decimal comma here";
  const auto german = dot_layout(input);
  std::setlocale(LC_ALL, before.c_str());
  ASSERT_TRUE(plain && german);
  EXPECT_TRUE(same(*plain, *german));
}

TEST(DotLayout, ThousandsOfIsolatedBoxes) {
  LayoutInput input = boxes(3000, 112, 40);
  input.effort = 0;
  input.straight = true;
  const auto layout = dot_layout(input);
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->centres.size(), 3000U);
}

TEST(LayeredLayout, NothingAndOneBox) {
  EXPECT_TRUE(layered_layout({}).centres.empty());
  const LayoutInput one = boxes(1);
  const Layout layout = layered_layout(one);
  expect_sound(one, layout);
  EXPECT_DOUBLE_EQ(layout.width, 120);
}

TEST(LayeredLayout, TreesAndTangles) {
  for (const LayoutInput& input : {tree(60, 3), tangle(40, 90), boxes(50)}) {
    const Layout layout = layered_layout(input);
    expect_sound(input, layout);
    EXPECT_TRUE(same(layout, layered_layout(input)));
  }
}

TEST(LayeredLayout, CalleesAreBelowTheirCallers) {
  const LayoutInput input = tree(40, 3);
  const Layout layout = layered_layout(input);
  for (const LayoutEdge& edge : input.edges)
    EXPECT_GT(layout.centres[edge.to].y - layout.centres[edge.from].y, 81 + 20);
}

TEST(LayeredLayout, RingAndChainOfTwentyThousand) {
  LayoutInput input = boxes(20000);
  for (std::uint32_t i = 0; i < 20000; ++i) input.edges.push_back({i, (i + 1) % 20000});
  const Layout layout = layered_layout(input);
  EXPECT_EQ(layout.centres.size(), 20000U);
  EXPECT_LT(layout.width, 1000);
  EXPECT_GT(layout_cost(input), dot_cost_limit);
}

TEST(LayeredLayout, DenseGraphStaysLinearInMemory) {
  const LayoutInput input = tangle(2500, 10000);
  const Layout layout = layered_layout(input);
  EXPECT_EQ(layout.curves.size(), 10000U);
  for (const LayoutCurve& curve : layout.curves) ASSERT_EQ(curve.points.size() % 3, 1U);
}

}  // namespace
}  // namespace p2g
