#include "src/passes/tree/self_split.h"

#include <algorithm>
#include <cstdlib>

#include "src/model/fraction.h"

namespace p2g {

void SelfSplit::open(const CallNetwork& network, std::uint32_t node) {
  take_file_figures(network, node);
  make_sum(network.self[node], network.inflow[node]);
  std::sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.call < b.call; });
}

// pstats gives the self cost for each pair, but not in loops (a figure there includes deeper rounds) nor for the root
// (what is left). There, and where figures do not add up, it is split in proportion to what comes in.
void SelfSplit::take_file_figures(const CallNetwork& network, std::uint32_t node) {
  const Weight self = network.self[node];
  const bool usable = network.loop[node] == 0 && network.recursive[node] == 0 && !network.scaled;
  parts_.clear();
  known_ = usable;
  Weight sum = 0;
  for (const std::uint32_t i : network.calls_into[node]) {
    const NetworkCall& call = network.calls[i];
    if (call.flow == 0) continue;
    const bool given = usable && call.known() && call.self != unknown_weight;
    known_ &= given;
    // A call may carry less than its figure: then the same part of its self cost.
    const Weight part = given ? portion(call.flow, std::min(call.self, call.cumulative), call.cumulative)
                              : portion(call.flow, self, network.inflow[node]);
    parts_.push_back({i, call.flow, part});
    sum += part;
  }
  if (const Weight root = network.root_inflow[node]; root > 0) {
    parts_.push_back({no_index, root, std::clamp<Weight>(self - sum, 0, root)});
  }
}

// Too much goes in proportion to what was given, too little comes in proportion to what each caller has below.
void SelfSplit::make_sum(Weight self, Weight inflow) {
  Weight sum = 0;
  for (const Part& part : parts_) sum += part.self;
  known_ &= std::abs(self - sum) <= self / 1000;  // ticks of the clock
  for (Part& part : parts_) {
    if (sum > self) part.self = portion(part.self, self, sum);
    if (sum < self) part.self += portion(part.flow - part.self, self - sum, inflow - sum);
  }
}

Weight SelfSplit::self_in(Weight cumulative, std::uint32_t call) const {
  const auto part = std::lower_bound(parts_.begin(), parts_.end(), call,
                                     [](const Part& a, std::uint32_t wanted) { return a.call < wanted; });
  return portion(cumulative, part->self, part->flow);
}

}  // namespace p2g
