// A call tree, frozen for drawing: preorder columns, so every pass is one loop and a flame graph is x += width.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/frame.h"
#include "src/model/metric.h"
#include "src/model/profile.h"
#include "src/model/weight.h"

namespace p2g {

// Marks of a node. An estimate is told apart from what the file determines everywhere it is shown.
enum TreeFlags : std::uint8_t {
  tree_estimated = 1,   // the width is an estimate (call profiles below the first shared function)
  tree_back_into = 2,   // what goes back into `frame`, already on the path: drawn dashed, no self cost of its own, and
                        // no cost at all when it is counted in the frame above
  tree_unfollowed = 4,  // time below the parent that was not followed (too thin); frame is no_frame
  tree_recursive = 8,   // call profiles: entered again below, directly or through others, and counted here once
};

// Invariants: node 0 is the root (frame no_frame, the whole selection); parent[i] < i; the subtree of i is [i, end[i]);
// children's cumulative + self + hidden_weight == cumulative; siblings by cumulative descending, then Frames::compare
// (or the order that was asked for).
struct Tree {
  const Frames* frames = nullptr;
  Metric metric;
  Weight total = 0;  // 100 %
  bool estimated = false;
  bool reversed = false;  // callees above their callers; self is then what began at a node (see Stacks::reversed)
  std::vector<FrameId> frame;
  std::vector<std::uint32_t> parent;
  std::vector<std::uint32_t> depth;  // root is 0
  std::vector<std::uint32_t> end;
  std::vector<Weight> self;
  std::vector<Weight> cumulative;
  std::vector<std::uint8_t> flags;
  std::vector<std::uint32_t> hidden_children;  // subtrees not kept below this node: how many direct children …
  std::vector<Weight> hidden_weight;           // … and how much they hold
  // Cumulative cost of each frame over the whole profile, recursion counted once; indexed by FrameId. Colours use it.
  std::vector<Weight> function_cumulative;
  std::vector<Weight> function_self;

  std::size_t size() const { return frame.size(); }
};

// Makes a tree: its nodes in preorder, the root first. What is not said about a node or the tree is filled in.
class TreeBuilder {
 public:
  struct Node {
    FrameId frame = no_frame;
    Weight self = 0;
    Weight cumulative = 0;
    std::uint8_t flags = 0;  // TreeFlags
    std::uint32_t hidden_children = 0;
    Weight hidden_weight = 0;
  };

  TreeBuilder(const Frames& frames, const Metric& metric, Weight total);
  void reserve(std::size_t nodes);
  // The node's id. `parent`: the node that was added last, or one above it; for the root 0.
  std::uint32_t add(std::uint32_t parent, const Node& node);
  // For those who know only behind a node's children what was not kept below it.
  void hide(std::uint32_t node, std::uint32_t children, Weight weight);
  // Adds the columns that follow from the others. The builder is empty then.
  Tree finish();

 private:
  Tree tree_;
};

}  // namespace p2g
