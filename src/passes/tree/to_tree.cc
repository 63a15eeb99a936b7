// The exact tree of stacks, frozen into preorder columns.
#include "src/passes/tree/to_tree.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "src/base/rows.h"
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

// The nodes that stay. They have numbers of their own ("kept indices"), ascending with those of their nodes; 0 is the
// root.
struct Kept {
  std::vector<std::uint32_t> node;  // kept index -> node
  Rows children;                    // kept index -> kept indices
  std::vector<std::uint32_t> hidden_children;
  std::vector<Weight> hidden_weight;
};

// A child never has more than its parent (no cost is negative), so the parent of a kept node is kept.
Kept keep_nodes(const Stacks& stacks, const std::vector<Weight>& cumulative, double min_share) {
  const double least = min_share * static_cast<double>(cumulative[0]);
  Kept kept;
  std::vector<std::uint32_t> index(stacks.size(), no_index);  // node -> kept index
  for (std::uint32_t node = 0; node < stacks.size(); ++node) {
    const std::uint32_t parent = node == 0 ? no_index : index[stacks.parent[node]];
    if (node == 0 || static_cast<double>(cumulative[node]) >= least) {
      index[node] = static_cast<std::uint32_t>(kept.node.size());
      kept.node.push_back(node);
      kept.hidden_children.push_back(0);
      kept.hidden_weight.push_back(0);
    } else if (parent != no_index) {
      ++kept.hidden_children[parent];
      kept.hidden_weight[parent] += cumulative[node];
    }
  }
  kept.children = group_rows(kept.node.size(), kept.node.size(),
                             [&](std::uint32_t k) { return k == 0 ? no_index : index[stacks.parent[kept.node[k]]]; });
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
    const std::span<std::uint32_t> row = kept.children[k];
    if (row.size() > 1) std::sort(row.begin(), row.end(), less);
  }
}

void add_nodes(TreeBuilder& builder, const Kept& kept, const Stacks& stacks, const std::vector<Weight>& cumulative) {
  builder.reserve(kept.node.size());
  struct Waiting {
    std::uint32_t kept;
    std::uint32_t parent;  // in the tree
  };
  std::vector<Waiting> waiting{{0, 0}};
  while (!waiting.empty()) {
    const auto [k, parent] = waiting.back();
    waiting.pop_back();
    const std::uint32_t node = kept.node[k];
    const std::uint32_t id = builder.add(parent, {stacks.frame[node], stacks.self[node], cumulative[node], 0,
                                                  kept.hidden_children[k], kept.hidden_weight[k]});
    const std::span<const std::uint32_t> children = kept.children[k];
    for (auto child = children.rbegin(); child != children.rend(); ++child) waiting.push_back({*child, id});
  }
}

Tree stack_tree(const Profile& profile, const TreeOptions& options) {
  const Stacks& stacks = profile.stacks();
  const std::vector<Weight> cumulative = cumulative_of(stacks);
  Kept kept = keep_nodes(stacks, cumulative, options.min_share);
  sort_children(kept, stacks, cumulative, profile.frames, options.order);

  TreeBuilder builder(profile.frames, profile.metric, profile.total);
  add_nodes(builder, kept, stacks, cumulative);
  Tree tree = builder.finish();
  tree.reversed = stacks.reversed;
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
