// The call graph of stacks, exact: rebuilt from the stacks over the functions that stay, so an edge that jumps over
// dropped ones has the weight of the stacks that run that way. A pair that some stack has next to each other is a
// direct edge, even where other stacks add to it over dropped functions.
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/base/hash.h"
#include "src/base/no_index.h"
#include "src/model/stack_walk.h"
#include "src/passes/graph/graph_internal.h"
#include "src/passes/graph/shares.h"

namespace p2g {
namespace {

// Numbers pairs of frames in order of appearance.
class PairTable {
 public:
  struct Pair {
    FrameId caller;
    FrameId callee;
    bool direct = false;  // some stack has the two next to each other
  };
  std::uint32_t add(FrameId caller, FrameId callee) {
    if ((pairs_.size() + 1) * 2 > slots_.size()) grow();
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash_pair(caller, callee) & mask;
    for (; slots_[at] != no_index; at = (at + 1) & mask) {
      const Pair& pair = pairs_[slots_[at]];
      if (pair.caller == caller && pair.callee == callee) return slots_[at];
    }
    slots_[at] = static_cast<std::uint32_t>(pairs_.size());
    pairs_.push_back({caller, callee});
    return slots_[at];
  }
  Pair& operator[](std::uint32_t id) { return pairs_[id]; }
  std::size_t size() const { return pairs_.size(); }

 private:
  void grow() {
    slots_.assign(std::max<std::size_t>(1024, slots_.size() * 4), no_index);
    const std::size_t mask = slots_.size() - 1;
    for (std::uint32_t id = 0; id < pairs_.size(); ++id) {
      std::size_t at = hash_pair(pairs_[id].caller, pairs_[id].callee) & mask;
      while (slots_[at] != no_index) at = (at + 1) & mask;
      slots_[at] = id;
    }
  }
  std::vector<Pair> pairs_;
  std::vector<std::uint32_t> slots_;
};

// By node: the pair (nearest caller that stays, function); no_index when either is missing. Pairs that are next to each
// other are all numbered, those of dropped functions too, so that dropped edges can be counted.
std::vector<std::uint32_t> pairs_of_nodes(const Stacks& stacks, const std::vector<std::uint8_t>& keep,
                                          PairTable& pairs) {
  std::vector<std::uint32_t> pair_of(stacks.size(), no_index);
  std::vector<std::uint32_t> nearest(stacks.size(), 0);  // the innermost node above whose function stays
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t parent = stacks.parent[node];
    const FrameId frame = stacks.frame[node];
    if (parent == 0) continue;
    nearest[node] = keep[stacks.frame[parent]] != 0 ? parent : nearest[parent];
    const std::uint32_t direct = pairs.add(stacks.frame[parent], frame);
    pairs[direct].direct = true;
    if (keep[frame] == 0 || nearest[node] == 0) continue;
    pair_of[node] = nearest[node] == parent ? direct : pairs.add(stacks.frame[nearest[node]], frame);
  }
  return pair_of;
}

struct PairCost {
  Weight self = 0;
  Weight cumulative = 0;
};

// Each stack counts once a pair: of the nodes of one pair on a stack the outermost adds its cumulative cost.
std::vector<PairCost> pair_costs(const Stacks& stacks, const std::vector<std::uint32_t>& pair_of, std::size_t pairs) {
  const std::vector<Weight> cumulative = cumulative_of(stacks);
  std::vector<PairCost> costs(pairs);
  std::vector<std::uint32_t> on_stack(pairs, 0);
  const auto enter = [&](std::uint32_t node) {
    if (pair_of[node] != no_index) ++on_stack[pair_of[node]];
  };
  const auto leave = [&](std::uint32_t node) {
    if (pair_of[node] != no_index) --on_stack[pair_of[node]];
  };
  const auto visit = [&](std::uint32_t node) {
    if (pair_of[node] == no_index) return;
    PairCost& cost = costs[pair_of[node]];
    cost.self += stacks.self[node];
    if (on_stack[pair_of[node]] == 1) cost.cumulative += cumulative[node];
  };
  walk_stacks(stacks, enter, leave, visit);
  return costs;
}

// Functions that are on some stack: filters leave frames behind that nothing runs in any more.
std::vector<std::uint8_t> present_functions(const Profile& profile) {
  std::vector<std::uint8_t> present(profile.frames.size(), 0);
  const Stacks& stacks = profile.stacks();
  for (std::size_t node = 1; node < stacks.size(); ++node) present[stacks.frame[node]] = 1;
  return present;
}

}  // namespace

CallGraph stacks_to_graph(const Profile& profile, const std::vector<FunctionCost>& totals,
                          const std::vector<std::uint8_t>& keep, double edge_share) {
  CallGraph graph;
  graph.frames = &profile.frames;
  graph.metric = profile.metric;
  graph.total = profile.total;
  graph.counted = Counted::nothing;
  graph.residual_exact = true;
  // Where a sample is the unit of cost, costs are numbers of samples, too: DOT shows them on request.
  const bool whole_samples = profile.metric.is_whole_samples();

  const std::vector<std::uint8_t> present = present_functions(profile);
  std::vector<std::uint32_t> index(profile.frames.size(), no_index);
  for (FrameId frame = 0; frame < index.size(); ++frame) {
    if (present[frame] == 0) continue;
    const FunctionCost& cost = totals[frame];
    if (keep[frame] == 0) {
      ++graph.dropped.functions;
      graph.dropped.self += cost.self;
      continue;
    }
    index[frame] = static_cast<std::uint32_t>(graph.functions.size());
    const Cost shown{cost.self, cost.cumulative, whole_samples ? cost.cumulative : 0, whole_samples ? cost.self : 0};
    graph.functions.push_back({shown, frame, 0, profile.estimates.hidden_in(frame)});
  }

  PairTable pairs;
  const std::vector<std::uint32_t> pair_of = pairs_of_nodes(profile.stacks(), keep, pairs);
  const std::vector<PairCost> costs = pair_costs(profile.stacks(), pair_of, pairs.size());
  const Weight least = weight_at_share(edge_share, profile.total);
  for (std::uint32_t id = 0; id < pairs.size(); ++id) {
    const auto& [caller, callee, direct] = pairs[id];
    const bool stays = keep[caller] != 0 && keep[callee] != 0 && costs[id].cumulative >= least;
    if (!stays) {
      if (direct) ++graph.dropped.edges;
      continue;
    }
    const auto& [self, cumulative] = costs[id];
    Edge edge{{self, cumulative, whole_samples ? cumulative : 0, whole_samples ? self : unknown_calls},
              index[caller],
              index[callee]};
    edge.residual = !direct;
    graph.edges.push_back(edge);
  }
  sort_graph(graph);
  return graph;
}

void sort_graph(CallGraph& graph) {
  const auto size = static_cast<std::uint32_t>(graph.functions.size());
  std::vector<std::uint32_t> order(size);
  for (std::uint32_t i = 0; i < size; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Function& x = graph.functions[a];
    const Function& y = graph.functions[b];
    if (x.cumulative != y.cumulative) return x.cumulative > y.cumulative;
    return graph.frames->compare(x.frame, y.frame) < 0;
  });
  std::vector<Function> functions(size);
  std::vector<std::uint32_t> place(size);
  for (std::uint32_t i = 0; i < size; ++i) {
    functions[i] = graph.functions[order[i]];
    place[order[i]] = i;
  }
  graph.functions = std::move(functions);
  for (Edge& edge : graph.edges) {
    edge.caller = place[edge.caller];
    edge.callee = place[edge.callee];
  }
  std::sort(graph.edges.begin(), graph.edges.end(), [](const Edge& a, const Edge& b) {
    return a.caller != b.caller ? a.caller < b.caller : a.callee < b.callee;
  });
}

CallGraph to_graph(const Profile& profile, const std::vector<FunctionCost>& totals,
                   const std::vector<std::uint8_t>& keep, double edge_share) {
  return profile.has_stacks() ? stacks_to_graph(profile, totals, keep, edge_share)
                              : calls_to_graph(profile, totals, keep, edge_share);
}

}  // namespace p2g
