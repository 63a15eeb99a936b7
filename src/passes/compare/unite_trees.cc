#include "src/passes/compare/unite_trees.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "src/base/rows.h"
#include "src/base/seeded_hash.h"
#include "src/model/fraction.h"
#include "src/passes/merge/merge.h"
#include "src/passes/tree/to_tree.h"

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

// Adds one side. What goes back into a function above has its cost there, and is no node here. What the estimate left
// undivided below a node is one child without a frame, and all of it that child's own.
void add_side(Union& united, const Tree& tree, const std::vector<FrameId>& ids, std::int64_t runs, bool after) {
  std::vector<std::uint32_t> placed(tree.size(), 0);
  std::vector<std::uint8_t>& present = after ? united.is : united.was;
  for (std::uint32_t node = 0; node < tree.size(); ++node) {
    const bool unfollowed = (tree.flags[node] & tree_unfollowed) != 0;
    if (node > 0) {
      if ((tree.flags[node] & tree_back_into) != 0 && tree.cumulative[node] == 0) {
        placed[node] = placed[tree.parent[node]];
        continue;
      }
      placed[node] = united.child(placed[tree.parent[node]], unfollowed ? no_frame : ids[tree.frame[node]]);
    }
    const std::uint32_t at = placed[node];
    const Weight own = unfollowed ? tree.cumulative[node] : tree.self[node];
    Weight& self = (after ? united.self_after : united.self_before)[at];
    self = bounded(Wide{self} + mean(std::max<Weight>(own, 0), runs));
    present[at] = 1;
    united.flags[at] |= tree.flags[node] & (tree_estimated | tree_recursive | tree_unfollowed);
  }
}

// Where the estimate of one side was cut, what only the other side divides may be part of the first one's rest. Drawn
// as frames it would be called new or gone only because the cut fell elsewhere, so it joins the rest. Gives, for each
// node, the rest that it joined, or 0.
std::vector<std::uint32_t> join_rests(Union& united) {
  const std::size_t size = united.parent.size();
  std::vector<std::uint32_t> rest_below(size, 0);
  for (std::uint32_t node = 1; node < size; ++node) {
    if (united.frame[node] == no_frame) rest_below[united.parent[node]] = node;
  }
  std::vector<std::uint32_t> joined(size, 0);
  for (std::uint32_t node = 1; node < size; ++node) {
    const std::uint32_t above = united.parent[node];
    const std::uint32_t rest = rest_below[above];
    const bool cut_there = rest != 0 && ((united.was[rest] != 0 && united.was[node] == 0) ||
                                         (united.is[rest] != 0 && united.is[node] == 0));
    joined[node] = joined[above] != 0 ? joined[above] : cut_there && node != rest ? rest : 0;
  }
  for (std::uint32_t node = 1; node < size; ++node) {  // only now: where a rest is decides what joins it
    const std::uint32_t rest = joined[node];
    if (rest == 0) continue;
    united.was[rest] |= united.was[node];
    united.is[rest] |= united.is[node];
    for (std::vector<Weight>* self : {&united.self_before, &united.self_after}) {
      (*self)[rest] = bounded(Wide{(*self)[rest]} + std::exchange((*self)[node], 0));
    }
  }
  return joined;
}

std::vector<Weight> cumulative_of(const Union& united, const std::vector<Weight>& self) {
  std::vector<Weight> cumulative = self;
  for (std::size_t node = cumulative.size(); node-- > 1;) {
    Weight& above = cumulative[united.parent[node]];
    above = bounded(Wide{above} + cumulative[node]);
  }
  return cumulative;
}

// Preorder without the nodes that joined a rest, siblings in the order that was asked for, the rest last of its equals.
std::vector<std::uint32_t> preorder(const Union& united, const std::vector<std::uint32_t>& joined,
                                    const std::vector<Weight>& width, const Frames& frames, TreeOptions::Order order) {
  const std::size_t size = united.parent.size();
  Rows children = group_rows(
      size, size, [&](std::uint32_t node) { return node == 0 || joined[node] != 0 ? no_index : united.parent[node]; });
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    if (order != TreeOptions::Order::name && width[a] != width[b]) return width[a] > width[b];
    const FrameId first = united.frame[a];
    const FrameId second = united.frame[b];
    if (first == no_frame || second == no_frame) return second == no_frame && first != no_frame;
    return frames.compare(first, second) < 0;
  };
  for (std::size_t node = 0; node < size; ++node) std::sort(children[node].begin(), children[node].end(), less);
  std::vector<std::uint32_t> sorted;
  std::vector<std::uint32_t> open{0};
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    sorted.push_back(node);
    open.insert(open.end(), children[node].rbegin(), children[node].rend());
  }
  return sorted;
}

}  // namespace

Result<DiffTree> unite_trees(Diff& diff, std::vector<Profile> before, std::vector<Profile> after,
                             const TreeOptions& options) {
  Union united;
  bool estimated = false;
  TreeOptions side_options = options;  // all of each side, in one order: what is too small shows only in both
  side_options.min_share = 0;
  side_options.order = TreeOptions::Order::name;
  for (const bool new_side : {false, true}) {
    P2G_TRY_ASSIGN(const Profile sum, merge(std::move(new_side ? after : before)));
    const Tree side = to_tree(sum, side_options);
    add_side(united, side, diff.frames.unite(sum.frames), new_side ? diff.after.runs : diff.before.runs, new_side);
    estimated = estimated || side.estimated;
  }
  const std::vector<std::uint32_t> joined = join_rests(united);
  std::vector<Weight> larger(united.parent.size());
  for (std::size_t i = 0; i < larger.size(); ++i) larger[i] = std::max(united.self_before[i], united.self_after[i]);
  const std::vector<Weight> width = cumulative_of(united, larger);
  const std::vector<Weight> old_costs = cumulative_of(united, united.self_before);
  const std::vector<Weight> new_costs = cumulative_of(united, united.self_after);

  DiffTree result;
  TreeBuilder builder(diff.frames, diff.metric, width[0]);
  std::vector<std::uint32_t> place(width.size(), 0);
  for (const std::uint32_t node : preorder(united, joined, width, diff.frames, options.order)) {
    place[node] =
        builder.add(place[united.parent[node]], {united.frame[node], larger[node], width[node], united.flags[node]});
    result.before.push_back(old_costs[node]);
    result.after.push_back(new_costs[node]);
    result.self_before.push_back(united.self_before[node]);
    result.self_after.push_back(united.self_after[node]);
    result.was.push_back(united.was[node]);
    result.is.push_back(united.is[node]);
  }
  Tree& tree = result.tree = builder.finish();
  tree.estimated = estimated;
  tree.function_cumulative.assign(diff.frames.size(), 0);
  tree.function_self.assign(diff.frames.size(), 0);
  return result;
}

}  // namespace p2g
