#include "src/passes/graph/residual_calls.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "src/base/rows.h"

namespace p2g {
namespace {

// How much of a dropped function's time is surely below a kept one, with only dropped functions between.
struct Owned {
  std::uint32_t owner;  // index in CallGraph::functions
  Weight bound;
};
// Only so many owners are followed through one function: it bounds the work by the number of edges.
constexpr std::size_t most_owners = 16;

struct Bridge {  // a residual edge before thresholds
  std::uint32_t caller;
  std::uint32_t callee;
  Weight bound;
};

bool never_recursive(const FunctionCost& function) { return function.calls == function.primitive_calls; }

// Sums equal owners, keeps the heaviest.
void settle_owners(std::vector<Owned>& owners, Weight most) {
  std::sort(owners.begin(), owners.end(), [](const Owned& a, const Owned& b) { return a.owner < b.owner; });
  std::size_t used = 0;
  for (const Owned& each : owners) {
    if (used > 0 && owners[used - 1].owner == each.owner) {
      owners[used - 1].bound = std::min(most, owners[used - 1].bound + each.bound);
    } else {
      owners[used++] = {each.owner, std::min(most, each.bound)};
    }
  }
  owners.resize(used);
  std::sort(owners.begin(), owners.end(),
            [](const Owned& a, const Owned& b) { return a.bound != b.bound ? a.bound > b.bound : a.owner < b.owner; });
  if (owners.size() > most_owners) owners.resize(most_owners);
}

// Follows guaranteed time over the dropped functions. They are taken by cumulative cost, descending, which has callers
// before callees almost always; where it has not, a bound is lost, which is safe.
std::vector<Bridge> guaranteed_bridges(const Profile& profile, const CallCut& cut) {
  const Calls& calls = profile.calls();
  std::vector<FrameId> order;
  for (std::size_t i = 0; i < cut.role.size(); ++i) {
    if (cut.role[i] == CallCut::bridge) order.push_back(static_cast<FrameId>(i));
  }
  std::sort(order.begin(), order.end(), [&](FrameId a, FrameId b) {
    const Weight cost_a = calls.functions[a].cumulative;
    const Weight cost_b = calls.functions[b].cumulative;
    return cost_a != cost_b ? cost_a > cost_b : profile.frames.compare(a, b) < 0;
  });
  std::vector<std::uint32_t> position(cut.role.size(), no_index);
  for (std::uint32_t i = 0; i < order.size(); ++i) position[order[i]] = i;

  std::vector<std::vector<Owned>> owners(order.size());
  const auto known = [](const CallCost& edge) { return edge.cumulative != unknown_weight && edge.cumulative > 0; };
  for (const std::uint32_t e : cut.bridging) {
    const CallCost edge = calls.edges[e];
    if (cut.role[edge.caller] == CallCut::kept && known(edge)) {
      owners[position[edge.callee]].push_back({cut.index[edge.caller], edge.cumulative});
    }
  }
  const Rows out = group_rows(order.size(), cut.bridging.size(),
                              [&](std::uint32_t i) { return position[calls.edges.caller(cut.bridging[i])]; });
  std::vector<Bridge> bridges;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    const Weight all = calls.functions[order[at]].cumulative;
    settle_owners(owners[at], all);
    for (const std::uint32_t i : out[at]) {
      const CallCost edge = calls.edges[cut.bridging[i]];
      if (!known(edge)) continue;
      const Weight elsewhere = std::max<Weight>(all - edge.cumulative, 0);
      const std::uint32_t target = position[edge.callee];
      if (target != no_index && target <= at) continue;  // recursion, or a bound that is lost
      for (const Owned& each : owners[at]) {
        if (each.bound <= elsewhere) break;
        if (target != no_index) {
          owners[target].push_back({each.owner, each.bound - elsewhere});
        } else if (each.owner != cut.index[edge.callee]) {
          bridges.push_back({each.owner, cut.index[edge.callee], each.bound - elsewhere});
        }
      }
    }
    owners[at] = {};
  }
  return bridges;
}

// One bridge a pair. Times over different dropped functions add up only when one end is never on the stack twice.
void unite_pairs(std::vector<Bridge>& bridges, const CallGraph& graph, const std::vector<FunctionCost>& costs) {
  std::sort(bridges.begin(), bridges.end(), [](const Bridge& a, const Bridge& b) {
    if (a.caller != b.caller) return a.caller < b.caller;
    if (a.callee != b.callee) return a.callee < b.callee;
    return a.bound > b.bound;
  });
  std::size_t used = 0;
  for (const Bridge& each : bridges) {
    const Function& caller = graph.functions[each.caller];
    const Function& callee = graph.functions[each.callee];
    const bool disjoint = never_recursive(costs[caller.frame]) || never_recursive(costs[callee.frame]);
    const Weight most = std::min(caller.cumulative, callee.cumulative);
    if (used > 0 && bridges[used - 1].caller == each.caller && bridges[used - 1].callee == each.callee) {
      if (disjoint) bridges[used - 1].bound = std::min(most, bridges[used - 1].bound + each.bound);
    } else {
      bridges[used++] = {each.caller, each.callee, std::min(most, each.bound)};
    }
  }
  bridges.resize(used);
}

// For each function of the graph, whether a function other than itself is seen calling it.
std::vector<std::uint8_t> called_functions(const CallGraph& graph) {
  std::vector<std::uint8_t> called(graph.functions.size(), 0);
  for (const Edge& edge : graph.edges) {
    if (edge.caller != edge.callee) called[edge.callee] = 1;
  }
  return called;
}

Edge residual_edge(std::uint32_t caller, std::uint32_t callee, Weight cumulative) {
  return {caller, callee, unknown_weight, cumulative, 0, -1, true};
}

// Breadth first from all kept functions at once, heaviest first, over dropped ones. Each dropped function is reached by
// the two nearest kept functions that can lead to it: one of them may be the very function that wants another caller.
void connect_orphans(CallGraph& graph, const Profile& profile, const CallCut& cut) {
  const Calls& calls = profile.calls();
  std::vector<std::uint8_t> called = called_functions(graph);
  std::vector<std::int64_t> entries(graph.functions.size());
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = graph.functions[i].calls;
  bool any = false;
  for (const CallCost& edge : calls.edges) {
    const std::uint32_t callee = cut.index[edge.callee];
    if (callee == no_index) continue;
    entries[callee] -= edge.calls;
    any = any || (called[callee] == 0 && edge.caller != edge.callee);
  }
  // Entered from outside: a root needs no caller.
  for (std::size_t i = 0; i < entries.size(); ++i) called[i] |= entries[i] > 0 ? 1 : 0;
  if (!any || std::find(called.begin(), called.end(), 0) == called.end()) return;

  const auto into_dropped = [&](std::uint32_t e) {
    return cut.index[calls.edges.callee(e)] == no_index ? calls.edges.caller(e) : no_index;
  };
  const Rows out = group_rows(cut.index.size(), calls.edges.size(), into_dropped);
  struct Reached {
    std::uint32_t owner = no_index;
    std::uint32_t steps = 0;
  };
  std::vector<std::array<Reached, 2>> reached(cut.index.size());
  std::vector<std::pair<FrameId, Reached>> queue;
  for (std::uint32_t i = 0; i < graph.functions.size(); ++i) queue.push_back({graph.functions[i].frame, {i, 0}});
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const auto [frame, from] = queue[at];
    for (const std::uint32_t e : out[frame]) {
      auto& [first, second] = reached[calls.edges.callee(e)];
      if (first.owner == from.owner || second.owner != no_index) continue;
      (first.owner == no_index ? first : second) = {from.owner, from.steps + 1};
      queue.push_back({calls.edges.callee(e), {from.owner, from.steps + 1}});
    }
  }
  std::vector<Reached> best(graph.functions.size());
  for (const CallCost& edge : calls.edges) {
    const std::uint32_t callee = cut.index[edge.callee];
    if (callee == no_index || called[callee] != 0 || cut.index[edge.caller] != no_index) continue;
    Reached& now = best[callee];
    for (const Reached& by : reached[edge.caller]) {
      if (by.owner == no_index || by.owner == callee) continue;
      if (now.owner == no_index || by.steps < now.steps || (by.steps == now.steps && by.owner < now.owner)) now = by;
    }
  }
  for (std::uint32_t i = 0; i < best.size(); ++i) {
    if (best[i].owner != no_index) graph.edges.push_back(residual_edge(best[i].owner, i, unknown_weight));
  }
}

bool before(const Edge& a, const Edge& b) { return a.caller != b.caller ? a.caller < b.caller : a.callee < b.callee; }

}  // namespace

bool can_bridge(const FunctionCost& function, Weight least_edge) {
  return function.cumulative >= std::max<Weight>(least_edge, 1) && never_recursive(function);
}

void add_residual_edges(CallGraph& graph, const Profile& profile, const CallCut& cut, Weight least_edge) {
  std::vector<Bridge> bridges = guaranteed_bridges(profile, cut);
  unite_pairs(bridges, graph, profile.calls().functions);
  const std::size_t direct = graph.edges.size();
  // The file's own figure for a pair stays alone.
  std::erase_if(bridges, [&](const Bridge& each) {
    return std::binary_search(graph.edges.begin(), graph.edges.end(), residual_edge(each.caller, each.callee, 0),
                              before);
  });
  const std::vector<std::uint8_t> called = called_functions(graph);
  std::vector<Bridge> heaviest(graph.functions.size(), {no_index, 0, 0});
  for (const Bridge& each : bridges) {
    if (each.bound >= least_edge) {
      graph.edges.push_back(residual_edge(each.caller, each.callee, each.bound));
    } else if (called[each.callee] == 0 && each.bound > heaviest[each.callee].bound) {
      heaviest[each.callee] = each;
    }
  }
  const std::vector<std::uint8_t> called_now = called_functions(graph);
  for (const Bridge& each : heaviest) {
    if (each.caller != no_index && called_now[each.callee] == 0) {
      graph.edges.push_back(residual_edge(each.caller, each.callee, each.bound));
    }
  }
  connect_orphans(graph, profile, cut);
  std::sort(graph.edges.begin() + static_cast<std::ptrdiff_t>(direct), graph.edges.end(), before);
  std::inplace_merge(graph.edges.begin(), graph.edges.begin() + static_cast<std::ptrdiff_t>(direct), graph.edges.end(),
                     before);
}

}  // namespace p2g
