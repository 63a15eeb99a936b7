// Which kept function leads to an orphan over the fewest dropped ones? A search breadth first from all kept functions
// at once, heaviest first, over dropped functions. Each of those remembers the two nearest kept ones that lead to it:
//
//   a ──▶ x ──▶ y ──▶ orphan ──▶ y        y is reached by orphan over 0 dropped functions and by a over 1: the nearest
//                                         would be the orphan itself, so the second one counts
#include "src/passes/graph/orphans.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "src/base/rows.h"

namespace p2g {
namespace {

// A kept function from which another one is reached.
struct Source {
  std::uint32_t function = no_index;  // index in CallGraph::functions: the less, the heavier
  std::uint32_t steps = 0;

  bool is_nearer(const Source& other) const {
    if (other.function == no_index) return true;
    return steps != other.steps ? steps < other.steps : function < other.function;
  }
};
using NearestTwo = std::array<Source, 2>;

// For each function of the graph, whether it needs a caller: nobody is seen calling it, neither from within nor from
// outside the profile. Empty when none of them has a caller that could be found.
std::vector<std::uint8_t> find_orphans(const CallGraph& graph, const Calls& calls, const CallCut& cut) {
  const std::vector<std::uint8_t> called = called_functions(graph);
  std::vector<std::int64_t> entries(graph.functions.size());  // calls that no edge accounts for
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = graph.functions[i].calls;
  bool any_caller = false;
  for (const CallCost& edge : calls.edges) {
    const std::uint32_t callee = cut.index[edge.callee];
    if (callee == no_index) continue;
    entries[callee] -= edge.calls;
    any_caller = any_caller || (called[callee] == 0 && edge.caller != edge.callee);
  }
  if (!any_caller) return {};
  std::vector<std::uint8_t> orphan(graph.functions.size(), 0);
  for (std::size_t i = 0; i < orphan.size(); ++i) orphan[i] = called[i] == 0 && entries[i] <= 0 ? 1 : 0;
  return orphan;
}

// By frame, of dropped functions.
std::vector<NearestTwo> find_nearest(const CallGraph& graph, const Calls& calls, const CallCut& cut) {
  const Rows into_dropped = group_rows(cut.index.size(), calls.edges.size(), [&](std::uint32_t e) {
    return cut.index[calls.edges.callee(e)] == no_index ? calls.edges.caller(e) : no_index;
  });
  std::vector<NearestTwo> nearest(cut.index.size());
  std::vector<std::pair<FrameId, Source>> queue;
  for (std::uint32_t i = 0; i < graph.functions.size(); ++i) queue.push_back({graph.functions[i].frame, {i, 0}});
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const auto [frame, source] = queue[at];
    for (const std::uint32_t e : into_dropped[frame]) {
      const FrameId dropped = calls.edges.callee(e);
      auto& [first, second] = nearest[dropped];
      if (first.function == source.function || second.function != no_index) continue;
      (first.function == no_index ? first : second) = {source.function, source.steps + 1};
      queue.push_back({dropped, {source.function, source.steps + 1}});
    }
  }
  return nearest;
}

}  // namespace

std::vector<std::uint8_t> called_functions(const CallGraph& graph) {
  std::vector<std::uint8_t> called(graph.functions.size(), 0);
  for (const Edge& edge : graph.edges) {
    if (edge.caller != edge.callee) called[edge.callee] = 1;
  }
  return called;
}

Edge residual_edge(std::uint32_t caller, std::uint32_t callee, Weight cumulative) {
  return {{unknown_weight, cumulative, 0, unknown_calls}, caller, callee, true};
}

void connect_orphans(CallGraph& graph, const Profile& profile, const CallCut& cut) {
  const Calls& calls = profile.calls();
  const std::vector<std::uint8_t> orphan = find_orphans(graph, calls, cut);
  if (std::find(orphan.begin(), orphan.end(), 1) == orphan.end()) return;
  const std::vector<NearestTwo> nearest = find_nearest(graph, calls, cut);
  std::vector<Source> best(graph.functions.size());
  for (const CallCost& edge : calls.edges) {
    const std::uint32_t callee = cut.index[edge.callee];
    if (callee == no_index || orphan[callee] == 0 || cut.index[edge.caller] != no_index) continue;
    for (const Source& source : nearest[edge.caller]) {
      if (source.function == no_index || source.function == callee) continue;
      if (source.is_nearer(best[callee])) best[callee] = source;
    }
  }
  for (std::uint32_t i = 0; i < best.size(); ++i) {
    if (best[i].function != no_index) graph.edges.push_back(residual_edge(best[i].function, i, unknown_weight));
  }
}

}  // namespace p2g
