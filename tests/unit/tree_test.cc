// Trees made node by node.
#include "src/model/tree.h"

#include <gtest/gtest.h>

namespace p2g {
namespace {

//   root ─┬─ a ─┬─ b
//         │     └─ c
//         └─ d
TEST(TreeBuilder, FillsInWhatFollows) {
  const Frames frames{};
  TreeBuilder builder(frames, Metric::time(3), 100);
  const std::uint32_t root = builder.add(0, {no_frame, 0, 90});
  const std::uint32_t a = builder.add(root, {1, 5, 60, tree_estimated, 2, 7});
  builder.add(a, {2, 30, 30});
  builder.add(a, {3, 20, 20});
  builder.add(root, {4, 30, 30});
  builder.hide(root, 1, 3);
  const Tree tree = builder.finish();
  EXPECT_EQ(tree.frames, &frames);
  EXPECT_EQ(tree.metric.decimals, 3);
  EXPECT_EQ(tree.total, 100);
  EXPECT_EQ(tree.frame, (std::vector<FrameId>{no_frame, 1, 2, 3, 4}));
  EXPECT_EQ(tree.parent, (std::vector<std::uint32_t>{0, 0, 1, 1, 0}));
  EXPECT_EQ(tree.depth, (std::vector<std::uint32_t>{0, 1, 2, 2, 1}));
  EXPECT_EQ(tree.end, (std::vector<std::uint32_t>{5, 4, 3, 4, 5}));
  EXPECT_EQ(tree.self, (std::vector<Weight>{0, 5, 30, 20, 30}));
  EXPECT_EQ(tree.cumulative, (std::vector<Weight>{90, 60, 30, 20, 30}));
  EXPECT_EQ(tree.flags, (std::vector<std::uint8_t>{0, tree_estimated, 0, 0, 0}));
  EXPECT_EQ(tree.hidden_children, (std::vector<std::uint32_t>{1, 2, 0, 0, 0}));
  EXPECT_EQ(tree.hidden_weight, (std::vector<Weight>{3, 7, 0, 0, 0}));
}

}  // namespace
}  // namespace p2g
