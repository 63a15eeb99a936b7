#include "renderers/callgraph/choose.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace p2g::cards {
namespace {

constexpr double brought_by_one = 0.25;
constexpr double brought_by_all = 0.5;
constexpr double brought_by_all_share = 0.05;
constexpr double never_hidden_share = 0.10;
constexpr std::size_t least_functions = 12;

}  // namespace

std::vector<std::uint32_t> entry_order(const GraphFacts& facts, std::size_t limit, double least_share) {
  const auto count = static_cast<std::uint32_t>(facts.graph.functions.size());
  // Functions are sorted by weight, so the smallest index is the heaviest candidate.
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> candidates;
  std::vector<std::uint8_t> queued(count, 0);
  std::vector<float> brought(count, 0);
  const auto queue = [&](std::uint32_t f) {
    if (queued[f] == 0) candidates.push(f);
    queued[f] = 1;
  };
  for (std::uint32_t f = 0; f < count; ++f)
    if (facts.root[f] != 0) queue(f);
  if (candidates.empty() && count > 0) queue(0);

  std::vector<std::uint32_t> order;
  std::uint32_t heaviest_left = 0;
  while (order.size() < limit) {
    while (heaviest_left < count && queued[heaviest_left] != 0) ++heaviest_left;
    // Waits for a caller only while callers of at least half its weight are still to come.
    if (heaviest_left < count && facts.share(heaviest_left) >= never_hidden_share &&
        (candidates.empty() || facts.share(candidates.top()) < facts.share(heaviest_left) / 2))
      queue(heaviest_left);
    if (candidates.empty()) break;
    const std::uint32_t f = candidates.top();
    candidates.pop();
    if (order.size() >= least_functions && facts.share(f) < least_share) break;
    order.push_back(f);
    for (const std::uint32_t edge : facts.out[f]) {
      const std::uint32_t callee = facts.graph.edges[edge].callee;
      if (callee == f || queued[callee] != 0) continue;
      const double part = facts.carried(edge);
      brought[callee] += static_cast<float>(part);
      if (part >= brought_by_one || (brought[callee] >= brought_by_all && facts.share(callee) >= brought_by_all_share))
        queue(callee);
    }
  }
  return order;
}

bool may_enter(const GraphFacts& facts, const std::vector<std::uint8_t>& in, std::uint32_t function) {
  if (facts.root[function] != 0 || facts.share(function) >= never_hidden_share) return true;
  double brought = 0;
  for (const std::uint32_t edge : facts.in[function]) {
    const std::uint32_t caller = facts.graph.edges[edge].caller;
    if (in[caller] == 0 || caller == function) continue;
    const double part = facts.carried(edge);
    if (part >= brought_by_one) return true;
    brought += part;
  }
  return brought >= brought_by_all && facts.share(function) >= brought_by_all_share;
}

}  // namespace p2g::cards
