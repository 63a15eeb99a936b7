// The exact tree of stacks, frozen into preorder columns.
#include "src/passes/tree/to_tree.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "src/model/profile.h"
#include "src/model/stack_walk.h"
#include "src/model/totals.h"
#include "src/model/tree.h"

namespace p2g {
namespace {

// Orders frames by name. With many nodes over few frames each frame is ranked once, else ranking all frames would cost
// more than the few comparisons.
class FrameOrder {
 public:
  FrameOrder(const Frames& frames, std::size_t nodes) : frames_(frames) {
    if (nodes >= frames.size()) rank_ = frames.ranks();
  }
  bool less(FrameId a, FrameId b) const { return rank_.empty() ? frames_.compare(a, b) < 0 : rank_[a] < rank_[b]; }

 private:
  const Frames& frames_;
  std::vector<std::uint32_t> rank_;
};

// The nodes that stay, by their parent: children of kept node k are child[begin[k]] up to child[begin[k + 1]].
struct Kept {
  std::vector<std::uint32_t> node;   // kept index to node, ascending; 0 is the root
  std::vector<std::uint32_t> begin;  // size node.size() + 1
  std::vector<std::uint32_t> child;  // kept indices
  std::vector<std::uint32_t> hidden_children;
  std::vector<Weight> hidden_weight;
};

constexpr std::uint32_t not_kept = 0xffffffffU;

Kept keep_nodes(const Stacks& stacks, const std::vector<Weight>& cumulative, double min_share) {
  const double least = min_share * static_cast<double>(cumulative[0]);
  Kept kept;
  std::vector<std::uint32_t> index(stacks.size(), not_kept);
  for (std::uint32_t node = 0; node < stacks.size(); ++node) {
    // A child never has more than its parent (no cost is negative), so the parent of a kept node is kept.
    if (node != 0 && static_cast<double>(cumulative[node]) < least) continue;
    index[node] = static_cast<std::uint32_t>(kept.node.size());
    kept.node.push_back(node);
  }
  kept.begin.assign(kept.node.size() + 1, 0);
  kept.hidden_children.assign(kept.node.size(), 0);
  kept.hidden_weight.assign(kept.node.size(), 0);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t parent = index[stacks.parent[node]];
    if (parent == not_kept) continue;
    if (index[node] != not_kept) {
      ++kept.begin[parent + 1];
    } else {
      ++kept.hidden_children[parent];
      kept.hidden_weight[parent] += cumulative[node];
    }
  }
  for (std::size_t k = 1; k < kept.begin.size(); ++k) kept.begin[k] += kept.begin[k - 1];
  kept.child.resize(kept.node.size() - 1);
  std::vector<std::uint32_t> next(kept.begin.begin(), kept.begin.end() - 1);
  for (std::uint32_t k = 1; k < kept.node.size(); ++k) kept.child[next[index[stacks.parent[kept.node[k]]]]++] = k;
  return kept;
}

void sort_children(Kept& kept, const Stacks& stacks, const std::vector<Weight>& cumulative, const Frames& frames,
                   TreeOptions::Order order) {
  if (order == TreeOptions::Order::input) return;
  const FrameOrder names(frames, kept.node.size());
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    const std::uint32_t x = kept.node[a];
    const std::uint32_t y = kept.node[b];
    if (order == TreeOptions::Order::weight && cumulative[x] != cumulative[y]) return cumulative[x] > cumulative[y];
    if (stacks.frame[x] != stacks.frame[y]) return names.less(stacks.frame[x], stacks.frame[y]);
    return x < y;  // the same frame again, which keep_order allows
  };
  for (std::size_t k = 0; k < kept.node.size(); ++k) {
    if (kept.begin[k + 1] - kept.begin[k] < 2) continue;
    std::sort(kept.child.begin() + kept.begin[k], kept.child.begin() + kept.begin[k + 1], less);
  }
}

Tree stack_tree(const Profile& profile, const TreeOptions& options) {
  const Stacks& stacks = profile.stacks();
  const std::vector<Weight> cumulative = cumulative_of(stacks);
  Kept kept = keep_nodes(stacks, cumulative, options.min_share);
  sort_children(kept, stacks, cumulative, profile.frames, options.order);

  Tree tree;
  tree.frames = &profile.frames;
  tree.metric = profile.metric;
  tree.total = profile.total;
  tree.reversed = stacks.reversed;
  const std::size_t size = kept.node.size();
  tree.frame.reserve(size);
  tree.parent.reserve(size);
  tree.depth.reserve(size);
  tree.self.reserve(size);
  tree.cumulative.reserve(size);
  tree.hidden_children.reserve(size);
  tree.hidden_weight.reserve(size);
  struct Entry {
    std::uint32_t kept;
    std::uint32_t parent;  // in the tree
  };
  std::vector<Entry> stack{{0, 0}};
  while (!stack.empty()) {
    const auto [k, parent] = stack.back();
    stack.pop_back();
    const auto at = static_cast<std::uint32_t>(tree.frame.size());
    const std::uint32_t node = kept.node[k];
    tree.frame.push_back(stacks.frame[node]);
    tree.parent.push_back(parent);
    tree.depth.push_back(at == 0 ? 0 : tree.depth[parent] + 1);
    tree.self.push_back(stacks.self[node]);
    tree.cumulative.push_back(cumulative[node]);
    tree.hidden_children.push_back(kept.hidden_children[k]);
    tree.hidden_weight.push_back(kept.hidden_weight[k]);
    for (std::uint32_t i = kept.begin[k + 1]; i-- > kept.begin[k];) stack.push_back({kept.child[i], at});
  }
  tree.flags.assign(size, 0);
  tree.end.resize(size);
  for (std::uint32_t i = 0; i < size; ++i) tree.end[i] = i + 1;
  for (auto i = static_cast<std::uint32_t>(size); i-- > 1;) {
    tree.end[tree.parent[i]] = std::max(tree.end[tree.parent[i]], tree.end[i]);
  }
  for (const FunctionCost& cost : stack_totals(profile, cumulative)) {
    tree.function_self.push_back(cost.self);
    tree.function_cumulative.push_back(cost.cumulative);
  }
  return tree;
}

}  // namespace

Tree to_tree(const Profile& profile, const TreeOptions& options) {
  return profile.has_stacks() ? stack_tree(profile, options) : estimate_tree(profile, options);
}

}  // namespace p2g
