// Tarjan, "Depth-first search and linear graph algorithms" (1972). Nodes are numbered as a depth-first search finds
// them. One from which no edge leads to an older node of an open component is the first of its component: all that were
// found after it and are still open are the rest. The recursion is kept as a list, since call chains may be as long as
// the input.
#include "src/base/components.h"

#include <algorithm>
#include <numeric>

namespace p2g {
namespace {

// Values of found_ that are no number.
constexpr std::uint32_t not_found = no_index;
constexpr std::uint32_t outside = no_index - 1;  // not among the nodes asked for, or of a complete component

}  // namespace

ComponentSearch::ComponentSearch(const Rows& successors)
    : successors_(successors),
      found_(successors.begin.size() - 1, outside),
      lowest_(successors.begin.size() - 1, outside) {}

const Rows& ComponentSearch::find(std::span<const std::uint32_t> nodes) {
  counter_ = 0;
  components_.begin.assign(1, 0);
  components_.item.clear();
  for (const std::uint32_t node : nodes) found_[node] = not_found;
  for (const std::uint32_t node : nodes) {
    if (found_[node] != not_found) continue;
    enter(node);
    while (!path_.empty()) advance();
  }
  return components_;
}

void ComponentSearch::enter(std::uint32_t node) {
  found_[node] = lowest_[node] = counter_++;
  open_.push_back(node);
  path_.push_back({node, successors_.begin[node]});
}

// Follows the last node's edges up to one that leads to a new node; after all of them it steps back.
void ComponentSearch::advance() {
  Visit& visit = path_.back();
  const std::uint32_t node = visit.node;
  while (visit.next < successors_.begin[node + 1]) {
    const std::uint32_t target = successors_.item[visit.next++];
    if (target == no_index || found_[target] == outside) continue;
    if (found_[target] == not_found) return enter(target);
    lowest_[node] = std::min(lowest_[node], found_[target]);
  }
  path_.pop_back();
  if (!path_.empty()) lowest_[path_.back().node] = std::min(lowest_[path_.back().node], lowest_[node]);
  if (lowest_[node] == found_[node]) close(node);
}

// Nothing on the way to `node` can be reached from it: its component is complete.
void ComponentSearch::close(std::uint32_t node) {
  std::uint32_t member;
  do {
    member = open_.back();
    open_.pop_back();
    found_[member] = outside;  // an edge to it leads back no more
    components_.item.push_back(member);
  } while (member != node);
  components_.begin.push_back(static_cast<std::uint32_t>(components_.item.size()));
}

Components strong_components(const Rows& successors) {
  std::vector<std::uint32_t> nodes(successors.begin.size() - 1);
  std::iota(nodes.begin(), nodes.end(), 0U);
  ComponentSearch search(successors);
  const Rows& found = search.find(nodes);
  Components components;
  components.of.resize(nodes.size());
  components.count = static_cast<std::uint32_t>(found.begin.size() - 1);
  for (std::uint32_t c = 0; c < components.count; ++c) {
    for (const std::uint32_t member : found[c]) components.of[member] = c;
  }
  return components;
}

}  // namespace p2g
