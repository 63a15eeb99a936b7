#include "src/passes/tree/certainty.h"

#include <algorithm>

namespace p2g {

bool as_filed(Weight drawn, Weight filed) {
  const double ratio = static_cast<double>(drawn) / static_cast<double>(std::max<Weight>(filed, 1));
  return ratio >= exact_share && ratio <= 2 - exact_share;
}

bool all_callers_known(const CallNetwork& network, std::uint32_t node) {
  const auto calls = network.calls_into[node];
  return std::all_of(calls.begin(), calls.end(), [&](std::uint32_t i) { return network.calls[i].known(); });
}

bool is_only_caller(const CallNetwork& network, std::uint32_t node, std::uint32_t call) {
  Weight others = call == no_index ? 0 : network.root_inflow[node];
  for (const std::uint32_t i : network.calls_into[node]) {
    // A call that returns to the node is made below it: it brings nothing from elsewhere.
    if (i != call && !network.returns(network.calls[i])) others += network.calls[i].weight;
  }
  return others <= network.cumulative[node] / 1000;
}

}  // namespace p2g
