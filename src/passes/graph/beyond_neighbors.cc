#include "src/passes/graph/beyond_neighbors.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "src/base/no_index.h"
#include "src/base/wide.h"
#include "src/model/fraction.h"
#include "src/model/stack_walk.h"

namespace p2g {
namespace {

using Beyond = Neighbor::Beyond;

void sort_beyond(std::vector<Neighbor>& neighbors, const Frames& frames) {
  for (Neighbor& neighbor : neighbors) {
    std::sort(neighbor.beyond.begin(), neighbor.beyond.end(), [&](const Beyond& a, const Beyond& b) {
      return a.cumulative != b.cumulative ? a.cumulative > b.cumulative : frames.compare(a.frame, b.frame) < 0;
    });
  }
}

// ---- Stacks --------------------------------------------------------------------------------------------------------

// By node: the nearest node above that is another function.
std::vector<std::uint32_t> nodes_above_recursion(const Stacks& stacks) {
  std::vector<std::uint32_t> above(stacks.size(), 0);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t parent = stacks.parent[node];
    above[node] = stacks.frame[parent] == stacks.frame[node] ? above[parent] : parent;
  }
  return above;
}

// Ways of two steps, numbered as they are met: (neighbour, the function beyond it).
class Ways {
 public:
  struct Way {
    FrameId neighbor;
    FrameId beyond;
    std::uint32_t on_stack = 0;  // how many nodes of the current path are its ends
    Weight cumulative = 0;
  };
  std::uint32_t add(FrameId neighbor, FrameId beyond) {
    const auto [place, is_new] =
        ids_.try_emplace(Estimates::pair_key(neighbor, beyond), static_cast<std::uint32_t>(ways_.size()));
    if (is_new) ways_.push_back({neighbor, beyond});
    return place->second;
  }
  Way& operator[](std::uint32_t id) { return ways_[id]; }

  void give_to(std::vector<Neighbor>& neighbors) const {
    std::unordered_map<FrameId, std::size_t> index;
    for (std::size_t i = 0; i < neighbors.size(); ++i) index.emplace(neighbors[i].frame, i);
    for (const Way& way : ways_) {
      const auto found = index.find(way.neighbor);
      if (found != index.end()) neighbors[found->second].beyond.push_back({way.beyond, way.cumulative, false});
    }
  }

 private:
  std::unordered_map<std::uint64_t, std::uint32_t> ids_;  // looked up, never walked
  std::vector<Way> ways_;
};

// Adds the cost of the nodes at which a way ends; `way_of` says which that is, by node.
void count_ways(const Stacks& stacks, const std::vector<std::uint32_t>& way_of, Ways& ways) {
  const std::vector<Weight> cumulative = cumulative_of(stacks);
  const auto enter = [&](std::uint32_t node) {
    if (way_of[node] != no_index) ++ways[way_of[node]].on_stack;
  };
  const auto leave = [&](std::uint32_t node) {
    if (way_of[node] != no_index) --ways[way_of[node]].on_stack;
  };
  const auto visit = [&](std::uint32_t node) {
    if (way_of[node] != no_index && ways[way_of[node]].on_stack == 1) ways[way_of[node]].cumulative += cumulative[node];
  };
  walk_stacks(stacks, enter, leave, visit);
}

// ---- Calls ---------------------------------------------------------------------------------------------------------

// What calls a function, or what it calls, without itself.
struct Others {
  Wide sum = 0;
  std::size_t count = 0;
  bool timed = true;
};

Others others_of(const CallGraph& graph, std::span<const std::uint32_t> edges) {
  Others others;
  for (const std::uint32_t id : edges) {
    const Edge& edge = graph.edges[id];
    if (edge.caller == edge.callee) continue;
    ++others.count;
    others.timed = others.timed && edge.cumulative != unknown_weight;
    if (edge.cumulative > 0) others.sum += edge.cumulative;
  }
  return others;
}

bool only_way(const CallGraph& graph, std::span<const std::uint32_t> callers, std::uint32_t function, Weight through) {
  return others_of(graph, callers).count == 1 && through == graph.functions[function].cumulative;
}

// Shares the neighbour's cost out among the edges, whose other ends are given by `end_of`. `exact`: all that the
// neighbour costs anywhere it costs here.
template <class EndOf>
void share_out(Neighbor& neighbor, const CallGraph& graph, std::uint32_t index, std::span<const std::uint32_t> edges,
               bool exact, EndOf end_of) {
  const Others others = others_of(graph, edges);
  const Wide cumulative = graph.functions[index].cumulative;
  const Wide whole = std::max(others.sum, cumulative);
  if (!others.timed || whole <= 0 || neighbor.cumulative <= 0) return;
  exact = exact && whole == cumulative && neighbor.cumulative <= cumulative;
  for (const std::uint32_t id : edges) {
    const Edge& edge = graph.edges[id];
    if (edge.caller == edge.callee || edge.cumulative <= 0) continue;
    const Weight part =
        exact ? std::min(edge.cumulative, neighbor.cumulative) : portion(neighbor.cumulative, edge.cumulative, whole);
    const bool estimated = !exact || (edge.estimated & estimated_cumulative) != 0;
    neighbor.beyond.push_back({graph.functions[end_of(edge)].frame, part, estimated});
  }
}

}  // namespace

void add_beyond_of_stacks(Sandwich& sandwich, const Profile& profile) {
  const Stacks& stacks = profile.stacks();
  const FrameId function = sandwich.function.frame;
  const std::vector<std::uint32_t> above = nodes_above_recursion(stacks);
  Ways into;
  Ways out_of;
  std::vector<std::uint32_t> way_into(stacks.size(), no_index);
  std::vector<std::uint32_t> way_out(stacks.size(), no_index);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t neighbor = stacks.parent[node];
    const std::uint32_t far = above[neighbor];
    const FrameId middle = stacks.frame[neighbor];
    if (far == 0 || middle == function || middle == stacks.frame[node]) continue;
    if (stacks.frame[node] == function) way_into[node] = into.add(middle, stacks.frame[far]);
    if (stacks.frame[far] == function) way_out[node] = out_of.add(middle, stacks.frame[node]);
  }
  count_ways(stacks, way_into, into);
  count_ways(stacks, way_out, out_of);
  into.give_to(sandwich.callers);
  out_of.give_to(sandwich.callees);
  sort_beyond(sandwich.callers, profile.frames);
  sort_beyond(sandwich.callees, profile.frames);
}

void add_beyond_of_calls(Sandwich& sandwich, const CallGraph& graph) {
  std::vector<std::uint32_t> index_of(graph.frames->size(), no_index);
  for (std::uint32_t i = 0; i < graph.functions.size(); ++i) index_of[graph.functions[i].frame] = i;
  const Rows incoming = incoming_edges(graph);
  const Rows outgoing = outgoing_edges(graph);
  for (Neighbor& caller : sandwich.callers) {
    const std::uint32_t index = index_of[caller.frame];
    const Others above = others_of(graph, incoming[index]);
    const bool exact = above.count == 1 && above.sum == graph.functions[index].cumulative;
    share_out(caller, graph, index, incoming[index], exact, [](const Edge& edge) { return edge.caller; });
  }
  for (Neighbor& callee : sandwich.callees) {
    const std::uint32_t index = index_of[callee.frame];
    const bool exact = only_way(graph, incoming[index], index, callee.cumulative);
    share_out(callee, graph, index, outgoing[index], exact, [](const Edge& edge) { return edge.callee; });
  }
  sort_beyond(sandwich.callers, *graph.frames);
  sort_beyond(sandwich.callees, *graph.frames);
}

}  // namespace p2g
