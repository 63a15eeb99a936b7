// How much does each call carry?
//
// Backwards, callees first, everything is known when a function's turn comes: what it needs is its self cost and what
// its own calls carry. It takes that from its callers. Outside loops the file's figures say exactly how much from whom,
// up to ticks of the clock. Inside a loop the calls from outside come first (each of them is a true entry), then the
// heaviest caller until its figure is used up. What nobody accounts for starts at the root.
#include <algorithm>

#include "src/model/fraction.h"
#include "src/passes/tree/call_network.h"

namespace p2g {
namespace {

class FlowAssigner {
 public:
  explicit FlowAssigner(CallNetwork& network) : network_(network) {}

  void run() {
    network_.inflow.assign(network_.size(), 0);
    network_.root_inflow.assign(network_.size(), 0);
    for (auto node = network_.order.rbegin(); node != network_.order.rend(); ++node) supply(*node);
  }

 private:
  void supply(std::uint32_t node) {
    Weight need = network_.self[node];
    for (std::uint32_t i = network_.begin[node]; i < network_.begin[node + 1]; ++i) need += network_.calls[i].flow;
    network_.inflow[node] = need;
    entries_.clear();
    inner_.clear();
    unknown_.clear();
    for (const std::uint32_t i : network_.calls_into[node]) {
      const NetworkCall& call = network_.calls[i];
      if (!network_.forward(call)) continue;
      const bool inside = network_.loop[node] != 0 && network_.loop[node] == network_.loop[call.caller];
      (!call.known() ? unknown_ : inside ? inner_ : entries_).push_back(i);
    }
    need -= fill_evenly(need);
    need -= fill_heaviest_first(need);
    if (!unknown_.empty()) need -= share_by_calls(need, std::max<std::int64_t>(network_.calls_left[node], 0));
    network_.root_inflow[node] = need;
  }

  // All figures in full when there is need for them, else each the same part of its figure.
  Weight fill_evenly(Weight need) {
    Wide sum = 0;
    for (const std::uint32_t i : entries_) sum += network_.calls[i].cumulative;
    Weight filled = 0;
    for (const std::uint32_t i : entries_) {
      NetworkCall& call = network_.calls[i];
      call.flow = sum <= need ? call.cumulative : static_cast<Weight>(need * Wide{call.cumulative} / sum);
      filled += call.flow;
    }
    if (sum <= need) return filled;
    for (const std::uint32_t i : entries_) {  // what rounding left over
      if (filled == need) break;
      if (network_.calls[i].flow == network_.calls[i].cumulative) continue;
      ++network_.calls[i].flow;
      ++filled;
    }
    return filled;
  }

  Weight fill_heaviest_first(Weight need) {
    std::sort(inner_.begin(), inner_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const NetworkCall& first = network_.calls[a];
      const NetworkCall& second = network_.calls[b];
      return first.weight != second.weight ? first.weight > second.weight : first.caller < second.caller;
    });
    Weight filled = 0;
    for (const std::uint32_t i : inner_) {
      NetworkCall& call = network_.calls[i];
      call.flow = std::min(call.cumulative, need - filled);
      filled += call.flow;
    }
    return filled;
  }

  // profile.py's callers carry only a number of calls: each call is taken to cost the same.
  Weight share_by_calls(Weight need, std::int64_t calls_left) {
    std::int64_t all = calls_left;
    std::uint32_t last = unknown_.front();
    for (const std::uint32_t i : unknown_) {
      all += network_.calls[i].calls;
      if (network_.calls[i].calls > 0) last = i;
    }
    if (all == 0) return 0;
    Weight shared = 0;
    for (const std::uint32_t i : unknown_) {
      network_.calls[i].flow = portion(need, network_.calls[i].calls, all);
      shared += network_.calls[i].flow;
    }
    if (calls_left > 0) return shared;  // the root has a part of its own and takes what rounding left over
    network_.calls[last].flow += need - shared;
    return need;
  }

  CallNetwork& network_;
  std::vector<std::uint32_t> entries_, inner_, unknown_;  // calls into the node: from outside its loop, from within
};

}  // namespace

void assign_flow(CallNetwork& network) { FlowAssigner(network).run(); }

}  // namespace p2g
