// How much time is guaranteed? A dropped function d runs for 10 in all. Under a it runs for at least 7; 6 of its 10 it
// spends in b. If as much as possible of those 6 were under other callers, 3 would be, so 3 are under a in any case:
//
//    a ──7──▶ d ──6──▶ b        under a  ███████···
//  other ─3─▶                   in b     ····██████        at least 7 + 6 - 10 = 3 of a's time is a → d → b
//
// From d that bound goes on: to b if b is kept, and if b is dropped it is one more "at least" there.
#include "src/passes/graph/guaranteed_calls.h"

#include <algorithm>

#include "src/base/rows.h"
#include "src/base/unite.h"

namespace p2g {
namespace {

// How much of a dropped function's time is surely below a kept one, with only dropped functions between.
struct Owned {
  std::uint32_t owner;  // index in CallGraph::functions
  Weight bound;
};
// Only so many owners are followed through one function: it bounds the work by the number of edges.
constexpr std::size_t most_owners = 16;

bool is_timed(const CallCost& edge) { return edge.cumulative > 0; }  // what is unknown is not

class BoundCarrier {
 public:
  BoundCarrier(const Profile& profile, const CallCut& cut) : profile_(profile), calls_(profile.calls()), cut_(cut) {}

  std::vector<Bridge> run() {
    order_bridging_functions();
    take_direct_bounds();
    const Rows out = group_rows(order_.size(), cut_.bridging.size(),
                                [&](std::uint32_t i) { return position_[calls_.edges.caller(cut_.bridging[i])]; });
    for (std::uint32_t at = 0; at < order_.size(); ++at) {
      unite_owners(owners_[at], all_of(at));
      for (const std::uint32_t i : out[at]) carry_on(at, calls_.edges[cut_.bridging[i]]);
      owners_[at] = {};  // memory: nobody comes back to it
    }
    return std::move(bridges_);
  }

 private:
  Weight all_of(std::uint32_t at) const { return calls_.functions[order_[at]].cumulative; }

  // By cumulative cost, descending, which has callers before callees almost always; where it has not, a bound is lost,
  // which is safe.
  void order_bridging_functions() {
    for (std::size_t f = 0; f < cut_.role.size(); ++f) {
      if (cut_.role[f] == CallCut::bridge) order_.push_back(static_cast<FrameId>(f));
    }
    std::sort(order_.begin(), order_.end(), [&](FrameId a, FrameId b) {
      const Weight cost_a = calls_.functions[a].cumulative;
      const Weight cost_b = calls_.functions[b].cumulative;
      return cost_a != cost_b ? cost_a > cost_b : profile_.frames.compare(a, b) < 0;
    });
    position_.assign(cut_.role.size(), no_index);
    for (std::uint32_t at = 0; at < order_.size(); ++at) position_[order_[at]] = at;
  }

  // Where a kept function itself calls a dropped one the file says how much.
  void take_direct_bounds() {
    owners_.resize(order_.size());
    for (const std::uint32_t e : cut_.bridging) {
      const CallCost edge = calls_.edges[e];
      if (cut_.role[edge.caller] != CallCut::kept || !is_timed(edge)) continue;
      owners_[position_[edge.callee]].push_back({cut_.index[edge.caller], edge.cumulative});
    }
  }

  // One bound an owner, at most `all`, heaviest first.
  static void unite_owners(std::vector<Owned>& owners, Weight all) {
    for (Owned& each : owners) each.bound = std::min(all, each.bound);
    sort_and_unite(
        owners, [](const Owned& a, const Owned& b) { return a.owner < b.owner; },
        [&](Owned& sum, const Owned& other) { sum.bound = std::min(all, sum.bound + other.bound); });
    keep_first(owners, most_owners, [](const Owned& a, const Owned& b) {
      return a.bound != b.bound ? a.bound > b.bound : a.owner < b.owner;
    });
  }

  void carry_on(std::uint32_t at, const CallCost& edge) {
    if (!is_timed(edge)) return;
    const std::uint32_t target = position_[edge.callee];  // no_index: the callee is kept
    if (target != no_index && target <= at) return;       // recursion, or a bound that is lost
    const Weight elsewhere = std::max<Weight>(all_of(at) - edge.cumulative, 0);
    for (const Owned& each : owners_[at]) {
      if (each.bound <= elsewhere) break;  // so are those that follow
      const Weight bound = each.bound - elsewhere;
      if (target != no_index) {
        owners_[target].push_back({each.owner, bound});
      } else if (each.owner != cut_.index[edge.callee]) {
        bridges_.push_back({each.owner, cut_.index[edge.callee], bound});
      }
    }
  }

  const Profile& profile_;
  const Calls& calls_;
  const CallCut& cut_;
  std::vector<FrameId> order_;              // the functions that bridge
  std::vector<std::uint32_t> position_;     // frame -> index in order_, or no_index
  std::vector<std::vector<Owned>> owners_;  // by position
  std::vector<Bridge> bridges_;
};

}  // namespace

std::vector<Bridge> guaranteed_bridges(const CallGraph& graph, const Profile& profile, const CallCut& cut) {
  const std::vector<FunctionCost>& costs = profile.calls().functions;
  std::vector<Bridge> bridges = BoundCarrier(profile, cut).run();
  const auto most = [&](const Bridge& bridge) {
    return std::min(graph.functions[bridge.caller].cumulative, graph.functions[bridge.callee].cumulative);
  };
  for (Bridge& bridge : bridges) bridge.bound = std::min(most(bridge), bridge.bound);  // negative where a file is odd
  sort_and_unite(
      bridges,
      [](const Bridge& a, const Bridge& b) { return a.caller != b.caller ? a.caller < b.caller : a.callee < b.callee; },
      [&](Bridge& first, const Bridge& other) {
        // Over different dropped functions: one time, or two? Two for sure only when an end is never on the stack
        // twice.
        const bool disjoint = never_recursive(costs[graph.functions[first.caller].frame]) ||
                              never_recursive(costs[graph.functions[first.callee].frame]);
        first.bound = disjoint ? std::min(most(first), first.bound + std::max<Weight>(other.bound, 0))
                               : std::max(first.bound, other.bound);
      });
  return bridges;
}

}  // namespace p2g
