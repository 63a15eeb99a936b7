#include "passes/unite_trees.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/seeded_hash.h"
#include "passes/fraction.h"

namespace p2g {
namespace {

// Nodes in the order of arrival: a parent before its children.
struct Union {
  std::vector<std::uint32_t> parent{0};
  std::vector<FrameId> frame{no_frame};
  std::vector<Weight> self_before{0}, self_after{0};
  std::vector<std::uint8_t> was{0}, is{0}, flags{0};
  std::unordered_map<std::uint64_t, std::uint32_t, SeededHash> children;  // looked up, never walked

  std::uint32_t child(std::uint32_t above, FrameId id) {
    const auto [found, added] = children.try_emplace(std::uint64_t{above} << 32 | id, parent.size());
    if (added) {
      parent.push_back(above);
      frame.push_back(id);
      self_before.push_back(0);
      self_after.push_back(0);
      was.push_back(0);
      is.push_back(0);
      flags.push_back(0);
    }
    return found->second;
  }
};

// Of costs, which are not negative here; rounded to the nearest.
Weight mean(Weight sum, std::int64_t runs) { return bounded((Wide{sum} + runs / 2) / runs); }

// Adds one side. What goes back into a function above has its cost there, and is no node here.
void add_side(Union& united, const Tree& tree, const std::vector<FrameId>& ids, std::int64_t runs, bool after) {
  std::vector<std::uint32_t> placed(tree.size(), 0);
  std::vector<std::uint8_t>& present = after ? united.is : united.was;
  for (std::uint32_t node = 0; node < tree.size(); ++node) {
    if (node > 0) {
      if ((tree.flags[node] & tree_back_into) != 0 && tree.cumulative[node] == 0) {
        placed[node] = placed[tree.parent[node]];
        continue;
      }
      placed[node] = united.child(placed[tree.parent[node]], ids[tree.frame[node]]);
    }
    const std::uint32_t at = placed[node];
    Weight& self = (after ? united.self_after : united.self_before)[at];
    self = bounded(Wide{self} + mean(std::max<Weight>(tree.self[node], 0), runs));
    present[at] = 1;
    united.flags[at] |= tree.flags[node] & (tree_estimated | tree_recursive);
  }
}

std::vector<Weight> cumulative_of(const Union& united, const std::vector<Weight>& self) {
  std::vector<Weight> cumulative = self;
  for (std::size_t node = cumulative.size(); node-- > 1;) {
    Weight& above = cumulative[united.parent[node]];
    above = bounded(Wide{above} + cumulative[node]);
  }
  return cumulative;
}

// Preorder, siblings in the order that was asked for.
std::vector<std::uint32_t> preorder(const Union& united, const std::vector<Weight>& width, const Frames& frames,
                                    TreeOptions::Order order) {
  const std::size_t size = united.parent.size();
  std::vector<std::uint32_t> begin(size + 1, 0), child(size - 1);
  for (std::size_t node = 1; node < size; ++node) ++begin[united.parent[node] + 1];
  for (std::size_t i = 1; i <= size; ++i) begin[i] += begin[i - 1];
  std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
  for (std::uint32_t node = 1; node < size; ++node) child[next[united.parent[node]]++] = node;
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    if (order != TreeOptions::Order::name && width[a] != width[b]) return width[a] > width[b];
    return frames.compare(united.frame[a], united.frame[b]) < 0;
  };
  for (std::size_t i = 0; i < size; ++i) std::sort(child.begin() + begin[i], child.begin() + begin[i + 1], less);
  std::vector<std::uint32_t> sorted;
  std::vector<std::uint32_t> open{0};
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    sorted.push_back(node);
    for (std::uint32_t i = begin[node + 1]; i-- > begin[node];) open.push_back(child[i]);
  }
  return sorted;
}

}  // namespace

Result<DiffTree> unite_trees(Diff& diff, std::vector<Profile> before, std::vector<Profile> after,
                             const TreeOptions& options) {
  Union united;
  DiffTree result;
  Tree& tree = result.tree;
  for (const bool new_side : {false, true}) {
    const Result<Profile> sum = merge(std::move(new_side ? after : before));
    if (!sum) return fail(sum.error());
    const Tree side = to_tree(*sum, {TreeOptions::Order::name});
    add_side(united, side, diff.frames.unite(sum->frames), new_side ? diff.after.runs : diff.before.runs, new_side);
    tree.estimated = tree.estimated || side.estimated;
  }
  std::vector<Weight> larger(united.parent.size());
  for (std::size_t i = 0; i < larger.size(); ++i) larger[i] = std::max(united.self_before[i], united.self_after[i]);
  const std::vector<Weight> width = cumulative_of(united, larger);
  const std::vector<Weight> old_costs = cumulative_of(united, united.self_before);
  const std::vector<Weight> new_costs = cumulative_of(united, united.self_after);

  tree.frames = &diff.frames;
  tree.metric = diff.metric;
  tree.total = width[0];
  std::vector<std::uint32_t> place(width.size(), 0);
  for (const std::uint32_t node : preorder(united, width, diff.frames, options.order)) {
    const auto at = static_cast<std::uint32_t>(tree.size());
    place[node] = at;
    tree.frame.push_back(united.frame[node]);
    tree.parent.push_back(place[united.parent[node]]);
    tree.depth.push_back(at == 0 ? 0 : tree.depth[tree.parent.back()] + 1);
    tree.self.push_back(larger[node]);
    tree.cumulative.push_back(width[node]);
    tree.flags.push_back(united.flags[node]);
    result.before.push_back(old_costs[node]);
    result.after.push_back(new_costs[node]);
    result.self_before.push_back(united.self_before[node]);
    result.self_after.push_back(united.self_after[node]);
    result.was.push_back(united.was[node]);
    result.is.push_back(united.is[node]);
  }
  tree.hidden_children.assign(tree.size(), 0);
  tree.hidden_weight.assign(tree.size(), 0);
  for (std::uint32_t i = 0; i < tree.size(); ++i) tree.end.push_back(i + 1);
  for (auto i = static_cast<std::uint32_t>(tree.size()); i-- > 1;) {
    tree.end[tree.parent[i]] = std::max(tree.end[tree.parent[i]], tree.end[i]);
  }
  tree.function_cumulative.assign(diff.frames.size(), 0);
  tree.function_self.assign(diff.frames.size(), 0);
  return result;
}

}  // namespace p2g
