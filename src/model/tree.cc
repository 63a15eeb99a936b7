#include "src/model/tree.h"

#include <algorithm>
#include <utility>

namespace p2g {

TreeBuilder::TreeBuilder(const Frames& frames, const Metric& metric, Weight total) {
  tree_.frames = &frames;
  tree_.metric = metric;
  tree_.total = total;
}

void TreeBuilder::reserve(std::size_t nodes) {
  tree_.frame.reserve(nodes);
  tree_.parent.reserve(nodes);
  tree_.depth.reserve(nodes);
  tree_.self.reserve(nodes);
  tree_.cumulative.reserve(nodes);
  tree_.flags.reserve(nodes);
  tree_.hidden_children.reserve(nodes);
  tree_.hidden_weight.reserve(nodes);
}

std::uint32_t TreeBuilder::add(std::uint32_t parent, const Node& node) {
  const auto id = static_cast<std::uint32_t>(tree_.size());
  tree_.frame.push_back(node.frame);
  tree_.parent.push_back(parent);
  tree_.depth.push_back(id == 0 ? 0 : tree_.depth[parent] + 1);
  tree_.self.push_back(node.self);
  tree_.cumulative.push_back(node.cumulative);
  tree_.flags.push_back(node.flags);
  tree_.hidden_children.push_back(node.hidden_children);
  tree_.hidden_weight.push_back(node.hidden_weight);
  return id;
}

void TreeBuilder::hide(std::uint32_t node, std::uint32_t children, Weight weight) {
  tree_.hidden_children[node] = children;
  tree_.hidden_weight[node] = weight;
}

Tree TreeBuilder::finish() {
  const auto size = static_cast<std::uint32_t>(tree_.size());
  tree_.end.resize(size);
  for (std::uint32_t i = 0; i < size; ++i) tree_.end[i] = i + 1;
  // From behind, so that a node's end is known before it widens that of its parent.
  for (std::uint32_t i = size; i-- > 1;) {
    tree_.end[tree_.parent[i]] = std::max(tree_.end[tree_.parent[i]], tree_.end[i]);
  }
  return std::exchange(tree_, {});
}

}  // namespace p2g
