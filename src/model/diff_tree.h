// The call trees of two sides as one: what vanished keeps its place.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/tree.h"

namespace p2g {

// Columns beside those of the tree; index is the node. Weights are means over the runs of a side, because parts have to
// add up, which medians do not.
// Invariants: tree.self is the larger of the two sides' own cost, so a node is as wide as the larger side of all its
// stacks together; before[i] is the sum of before over the children and of its own.
struct DiffTree {
  Tree tree;
  std::vector<Weight> before, after;  // cumulative
  std::vector<Weight> self_before, self_after;
  std::vector<std::uint8_t> was, is;  // 1: on the side at all
};

}  // namespace p2g
