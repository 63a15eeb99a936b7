// Which calls lead back into a loop?
//
// A set of functions that call each other in a circle is entered somewhere. When its main entry is cut out - nothing
// that is already on the stack is entered again - the rest falls apart into smaller circles, which are treated the same
// way. For real programs three rounds do (Bourdoncle's weak topological order, Formal Methods in Programming 1993); a
// hostile one gets a fixed number of rounds and then plain depth-first order, so the whole stays linear.
#include <algorithm>
#include <span>

#include "src/base/components.h"
#include "src/passes/tree/call_network.h"

namespace p2g {
namespace {

constexpr int max_rounds = 16;

class LoopBreaker {
 public:
  explicit LoopBreaker(CallNetwork& network)
      : network_(network),
        region_(network.size(), 0),
        only_entry_to_(network.size(), 0),
        seen_(network.size(), 0),
        successors_{network.begin, {}},
        search_(successors_) {
    for (const NetworkCall& call : network.calls) successors_.item.push_back(call.callee);
  }

  void run() {
    const std::uint32_t size = network_.size();
    network_.order.resize(size);
    for (std::uint32_t n = 0; n < size; ++n) network_.order[n] = n;
    network_.loop.assign(size, 0);
    slices_.push_back({0, size, 0});
    while (!slices_.empty()) {
      const Slice slice = slices_.back();
      slices_.pop_back();
      slice.round < max_rounds ? split(slice) : depth_first(slice);
    }
    network_.position.resize(size);
    network_.circle_end.resize(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      network_.position[network_.order[i]] = i;
      network_.circle_end[network_.order[i]] = std::max(only_entry_to_[network_.order[i]], i + 1);
    }
  }

 private:
  // Part of `order` that is still to be brought into order; all its nodes, and only they, have the same region.
  struct Slice {
    std::uint32_t begin, end;
    int round;
  };
  struct Visit {
    std::uint32_t node, next_call;
  };

  // Brings the strong components of the slice into order. A component's nodes stay together, and since the search
  // gives callees first, components are written from the end.
  void split(const Slice& slice) {
    const Rows& components = search_.find({network_.order.data() + slice.begin, network_.order.data() + slice.end});
    std::uint32_t at = slice.end;
    for (std::size_t c = 0; c + 1 < components.begin.size(); ++c) {
      const std::span<const std::uint32_t> members = components[c];
      const auto size = static_cast<std::uint32_t>(members.size());
      at -= size;
      std::copy(members.begin(), members.end(), network_.order.begin() + at);
      if (size > 1) cut({at, at + size, slice.round});
    }
  }

  // Puts the main entry of a circle first and leaves the rest for the next round.
  void cut(const Slice& circle) {
    const auto first = network_.order.begin() + circle.begin;
    const auto last = network_.order.begin() + circle.end;
    std::sort(first, last);
    const std::uint32_t region = ++last_region_;
    for (auto node = first; node != last; ++node) region_[*node] = region;
    if (circle.round == 0) {
      for (auto node = first; node != last; ++node) network_.loop[*node] = region;
    }
    auto entry = first;
    Wide most = -1;
    int entries = 0;
    for (auto node = first; node != last; ++node) {
      const Wide cost = cost_from_outside(*node, region);
      entries += cost > 0 ? 1 : 0;
      if (cost < most || (cost == most && network_.cumulative[*node] <= network_.cumulative[*entry])) continue;
      most = cost;
      entry = node;
    }
    if (entries == 1) only_entry_to_[*entry] = circle.end;
    region_[*entry] = no_index;  // calls into it are ignored from here on
    std::rotate(first, entry, entry + 1);
    slices_.push_back({circle.begin + 1, circle.end, circle.round + 1});
  }

  Wide cost_from_outside(std::uint32_t node, std::uint32_t region) const {
    Wide cost = network_.calls_left[node] > 0 ? network_.cumulative[node] : 0;
    for (const std::uint32_t i : network_.calls_into[node]) {
      if (region_[network_.calls[i].caller] != region) cost += network_.calls[i].weight;
    }
    return cost;
  }

  // Reverse postorder: only calls to functions on the search's own path lead back.
  void depth_first(const Slice& slice) {
    const std::uint32_t region = region_[network_.order[slice.begin]];
    const std::vector<std::uint32_t> nodes(network_.order.begin() + slice.begin, network_.order.begin() + slice.end);
    for (const std::uint32_t node : nodes) seen_[node] = 0;
    std::uint32_t at = slice.end;
    for (auto start = nodes.rbegin(); start != nodes.rend(); ++start) {
      if (seen_[*start] != 0) continue;
      seen_[*start] = 1;
      visits_.push_back({*start, network_.begin[*start]});
      while (!visits_.empty()) {
        const std::uint32_t node = visits_.back().node;
        if (visits_.back().next_call == network_.begin[node + 1]) {
          network_.order[--at] = node;
          visits_.pop_back();
          continue;
        }
        const std::uint32_t callee = network_.calls[visits_.back().next_call++].callee;
        if (region_[callee] != region || seen_[callee] != 0) continue;
        seen_[callee] = 1;
        visits_.push_back({callee, network_.begin[callee]});
      }
    }
  }

  CallNetwork& network_;
  std::vector<Slice> slices_;
  std::vector<std::uint32_t> region_;
  std::vector<std::uint32_t> only_entry_to_;  // end of the circle, 0 for all other nodes
  std::vector<std::uint8_t> seen_;            // by depth_first()
  std::vector<Visit> visits_;
  Rows successors_;  // node -> callees
  ComponentSearch search_;
  std::uint32_t last_region_ = 0;
};

}  // namespace

void break_loops(CallNetwork& network) {
  if (network.size() == 0) return;
  LoopBreaker(network).run();
}

}  // namespace p2g
