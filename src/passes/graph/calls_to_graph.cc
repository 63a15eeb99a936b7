// The call graph of a call profile: the figures of the file, over the functions that stay.
#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "src/base/rows.h"
#include "src/passes/graph/graph_internal.h"
#include "src/passes/graph/residual_calls.h"
#include "src/passes/graph/shares.h"

namespace p2g {
namespace {

std::vector<Function> sorted_functions(const Profile& profile, const std::vector<FunctionCost>& totals,
                                       const std::vector<std::uint8_t>& keep, Dropped& dropped) {
  // The weight beside the id: a sort of ids alone would look each one up in memory at random.
  struct Entry {
    Weight cumulative;
    FrameId frame;
  };
  std::vector<Entry> order;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) {
      order.push_back({totals[i].cumulative, static_cast<FrameId>(i)});
    } else {
      ++dropped.functions;
      dropped.self += totals[i].self;
    }
  }
  std::sort(order.begin(), order.end(), [&](const Entry& a, const Entry& b) {
    if (a.cumulative != b.cumulative) return a.cumulative > b.cumulative;
    return profile.frames.compare(a.frame, b.frame) < 0;
  });
  std::vector<Function> functions;
  functions.reserve(order.size());
  for (const Entry& entry : order) {
    const FunctionCost& cost = totals[entry.frame];
    functions.push_back(
        {cost, entry.frame, profile.estimates.of(entry.frame), profile.estimates.hidden_in(entry.frame)});
  }
  return functions;
}

// Importers write the callers of one function together; then a mark a caller finds pairs that repeat. Other orders
// (merged files) are grouped first.
std::int64_t count_distinct_pairs(const Calls& calls) {
  const CallList& edges = calls.edges;
  const std::size_t functions = calls.functions.size();
  std::vector<std::uint32_t> seen_by(functions, no_index);  // caller -> the callee that it was last seen with
  std::int64_t distinct = 0;
  const auto see = [&](std::size_t i) {
    FrameId& last = seen_by[edges.caller(i)];
    distinct += last != edges.callee(i) ? 1 : 0;
    last = edges.callee(i);
  };
  std::vector<std::uint8_t> left(functions, 0);
  bool grouped = true;
  for (std::size_t i = 0; i < edges.size() && grouped; ++i) {
    if (i > 0 && edges.callee(i) != edges.callee(i - 1)) {
      left[edges.callee(i - 1)] = 1;
      grouped = left[edges.callee(i)] == 0;
    }
    see(i);
  }
  if (grouped) return distinct;
  seen_by.assign(functions, no_index);
  distinct = 0;
  const Rows rows = group_rows(functions, edges.size(), [&](std::uint32_t i) { return edges.callee(i); });
  for (const std::uint32_t i : rows.item) see(i);
  return distinct;
}

// The edges between kept functions, by caller, then callee, pairs summed.
std::vector<Edge> direct_edges(const Calls& calls, const CallCut& cut, const std::vector<std::uint32_t>& direct,
                               std::size_t functions) {
  struct Entry {  // the callee beside the edge: a sort of edges alone would look each one up
    std::uint32_t callee;
    std::uint32_t edge;
  };
  RowsOf<Entry> by_caller = group_rows(
      functions, direct.size(), [&](std::uint32_t i) { return cut.index[calls.edges.caller(direct[i])]; },
      [&](std::uint32_t i) {
        return Entry{cut.index[calls.edges.callee(direct[i])], direct[i]};
      });
  std::vector<Edge> edges;
  edges.reserve(direct.size());
  for (std::uint32_t caller = 0; caller < functions; ++caller) {
    const std::span<Entry> row = by_caller[caller];
    std::sort(row.begin(), row.end(), [](const Entry& a, const Entry& b) {
      return a.callee != b.callee ? a.callee < b.callee : a.edge < b.edge;
    });
    for (const Entry& entry : row) {
      const CallCost cost = calls.edges[entry.edge];
      if (!edges.empty() && edges.back().caller == caller && edges.back().callee == entry.callee) {
        edges.back() += cost;
      } else {
        const Cost& figures = cost;
        edges.push_back({figures, caller, entry.callee});
      }
    }
  }
  return edges;
}

void mark_estimates(CallGraph& graph, const Estimates& estimates) {
  if (estimates.calls.empty()) return;
  for (Edge& edge : graph.edges) {
    edge.estimated = estimates.of_call(graph.functions[edge.caller].frame, graph.functions[edge.callee].frame);
  }
}

}  // namespace

CallGraph calls_to_graph(const Profile& profile, const std::vector<FunctionCost>& totals,
                         const std::vector<std::uint8_t>& keep, double edge_share) {
  const Calls& calls = profile.calls();
  CallGraph graph;
  graph.frames = &profile.frames;
  graph.metric = profile.metric;
  graph.total = profile.total;
  graph.counted = profile.counted();
  graph.estimate_note = profile.estimates.note();
  graph.functions = sorted_functions(profile, totals, keep, graph.dropped);

  const Weight least_edge = weight_at_share(edge_share, profile.total);
  CallCut cut;
  cut.index.assign(keep.size(), no_index);
  cut.role.assign(keep.size(), CallCut::dropped);
  for (std::uint32_t i = 0; i < graph.functions.size(); ++i) cut.index[graph.functions[i].frame] = i;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) {
      cut.role[i] = CallCut::kept;
    } else if (!graph.functions.empty() && can_bridge(totals[i], least_edge)) {
      cut.role[i] = CallCut::bridge;
    }
  }

  // The one pass over all edges: a byte an end tells whether the edge is of interest at all.
  std::vector<std::uint32_t> direct;
  for (std::uint32_t e = 0; e < calls.edges.size(); ++e) {
    const std::uint8_t caller = cut.role[calls.edges.caller(e)];
    const std::uint8_t callee = cut.role[calls.edges.callee(e)];
    if (caller == CallCut::dropped || callee == CallCut::dropped) continue;
    (caller == CallCut::kept && callee == CallCut::kept ? direct : cut.bridging).push_back(e);
  }
  graph.edges = direct_edges(calls, cut, direct, graph.functions.size());
  mark_estimates(graph, profile.estimates);
  if (graph.dropped.functions > 0) add_residual_edges(graph, profile, cut, least_edge);

  std::erase_if(graph.edges, [&](const Edge& edge) {
    return !edge.residual && edge.cumulative != unknown_weight && edge.cumulative < least_edge;
  });
  const auto shown =
      std::count_if(graph.edges.begin(), graph.edges.end(), [](const Edge& edge) { return !edge.residual; });
  graph.dropped.edges = count_distinct_pairs(calls) - shown;
  return graph;
}

}  // namespace p2g
