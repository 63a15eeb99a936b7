// Goes through all stacks with the current path at hand, without recursion: what every count needs that takes a
// function or a call once a stack.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/profile.h"

namespace p2g {

// Children of each node as linked columns, in order of their ids; 0 ends a list.
struct Children {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> next;
};

inline Children children_of(const Stacks& stacks) {
  Children children;
  children.first.assign(stacks.size(), 0);
  children.next.assign(stacks.size(), 0);
  for (auto node = static_cast<std::uint32_t>(stacks.size()); node-- > 1;) {
    children.next[node] = children.first[stacks.parent[node]];
    children.first[stacks.parent[node]] = node;
  }
  return children;
}

// Calls visit(node) once for every node but the root. Then exactly the nodes from below the root to `node` have been
// entered and not left: enter(node) and leave(node) keep the path, in order, each node as often as the way leads
// through it.
//
// The way follows the order of ids, which is that of the input: neighbours share most of their path, and a step over
// the tree costs a tenth of what a jump to a sibling list does. Should the ids be in an order that makes the way long,
// the rest is walked depth first; so the time is linear for any tree.
template <class Enter, class Leave, class Visit>
void walk_stacks(const Stacks& stacks, Enter enter, Leave leave, Visit visit) {
  const auto size = static_cast<std::uint32_t>(stacks.size());
  std::vector<std::uint32_t> path{0};
  std::vector<std::uint32_t> below;  // from the common ancestor to the next node, deepest first
  const std::uint64_t most_steps = std::uint64_t{16} * size + 4096;
  std::uint64_t steps = 0;
  std::uint32_t node = 1;
  for (; node < size && steps < most_steps; ++node) {
    // Of two different nodes the one with the larger id is no ancestor of the other.
    for (std::uint32_t ancestor = stacks.parent[node]; path.back() != ancestor; ++steps) {
      if (path.back() > ancestor) {
        leave(path.back());
        path.pop_back();
      } else {
        below.push_back(ancestor);
        ancestor = stacks.parent[ancestor];
      }
    }
    for (; !below.empty(); below.pop_back()) {
      enter(below.back());
      path.push_back(below.back());
    }
    enter(node);
    path.push_back(node);
    visit(node);
  }
  for (; path.size() > 1; path.pop_back()) leave(path.back());
  if (node == size) return;

  const std::uint32_t first_new = node;
  const Children children = children_of(stacks);
  for (node = children.first[0]; node != 0;) {
    enter(node);
    if (node >= first_new) visit(node);
    if (children.first[node] != 0) {
      node = children.first[node];
      continue;
    }
    leave(node);
    while (children.next[node] == 0 && stacks.parent[node] != 0) {
      node = stacks.parent[node];
      leave(node);
    }
    node = children.next[node];
  }
}

// Cumulative cost of every node: its own and everything below it. One pass, because parent[i] < i.
inline std::vector<Weight> cumulative_of(const Stacks& stacks) {
  std::vector<Weight> cumulative = stacks.self;
  for (std::size_t node = stacks.size(); node-- > 1;) cumulative[stacks.parent[node]] += cumulative[node];
  return cumulative;
}

}  // namespace p2g
