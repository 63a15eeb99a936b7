#include "src/passes/graph/below.h"

#include <algorithm>
#include <cmath>

namespace p2g {
namespace {

bool counts(const Edge& edge) { return edge.caller != edge.callee && edge.cumulative > 0; }

// What callers bring of each function's time, itself aside; its own time where they bring less.
std::vector<double> brought(const CallGraph& graph) {
  std::vector<double> sum(graph.functions.size(), 0);
  for (const Edge& edge : graph.edges) {
    if (counts(edge)) sum[edge.callee] += static_cast<double>(edge.cumulative);
  }
  for (std::uint32_t f = 0; f < sum.size(); ++f) {
    sum[f] = std::max(sum[f], static_cast<double>(graph.functions[f].cumulative));
  }
  return sum;
}

}  // namespace

std::vector<float> part_below(const CallGraph& graph, const std::vector<std::uint8_t>& given) {
  // Callers form cycles, so it is a fixed point.
  constexpr int rounds_at_most = 25;
  constexpr double settled = 1e-3;
  const std::vector<double> whole = brought(graph);
  std::vector<float> part(whole.size());
  for (std::uint32_t f = 0; f < whole.size(); ++f) part[f] = given[f] == below_all ? 1 : 0;
  std::vector<double> next(whole.size());
  for (int round = 0; round < rounds_at_most; ++round) {
    std::fill(next.begin(), next.end(), 0);
    for (const Edge& edge : graph.edges) {
      if (counts(edge)) next[edge.callee] += static_cast<double>(edge.cumulative) * part[edge.caller];
    }
    double moved = 0;
    for (std::uint32_t f = 0; f < whole.size(); ++f) {
      if (given[f] != below_unknown) continue;
      const double now = whole[f] > 0 ? next[f] / whole[f] : 0;
      moved = std::max(moved, std::abs(now - part[f]));
      part[f] = static_cast<float>(now);
    }
    if (moved < settled) break;
  }
  return part;
}

}  // namespace p2g
