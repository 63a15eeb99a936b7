#include "src/passes/tree/call_network.h"

#include <algorithm>
#include <utility>

#include "src/base/fnv.h"
#include "src/model/fraction.h"

namespace p2g {
namespace {

// The order in the file is an accident (cProfile's is that of addresses). Any fixed order will do, and sorting numbers
// is much cheaper than sorting names.
std::vector<FrameId> order_by_name_hash(const Frames& frames) {
  std::vector<std::pair<std::uint64_t, FrameId>> keys(frames.size());
  for (FrameId id = 0; id < keys.size(); ++id) {
    const FrameParts parts = frames.parts(id);
    std::uint64_t hash = fnv64(frames.text(id));
    hash = fnv64(parts.file, (hash ^ static_cast<std::uint64_t>(static_cast<std::uint32_t>(parts.line))) * 31);
    keys[id] = {hash, id};
  }
  std::sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : frames.compare(a.second, b.second) < 0;
  });
  std::vector<FrameId> order(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) order[i] = keys[i].second;
  return order;
}

Weight clamped(Weight weight) { return std::max<Weight>(weight, 0); }

// Self costs may be negative (profile.py corrects for its own overhead). Pictures cannot show that: the positive ones
// shrink in proportion, so that the sum stays the file's and no function shows more than its own.
void set_self(CallNetwork& network, const std::vector<FunctionCost>& functions) {
  Wide sum = 0;
  Wide positive = 0;
  for (const FunctionCost& function : functions) {
    sum += function.self;
    positive += clamped(function.self);
  }
  // Half the range of a Weight, so that nobody's sums overflow.
  const Wide target = std::clamp<Wide>(sum, 0, std::numeric_limits<Weight>::max() / 2);
  network.scaled = target != positive;
  for (std::uint32_t n = 0; n < network.size(); ++n) {
    const Weight self = clamped(functions[network.frame[n]].self);
    network.self[n] = network.scaled ? static_cast<Weight>(self * target / std::max<Wide>(positive, 1)) : self;
    network.total += network.self[n];
  }
  // What rounding left over, a unit each, to whoever has room for it.
  for (std::uint32_t n = 0; n < network.size() && network.total < target; ++n) {
    if (network.self[n] >= functions[network.frame[n]].self) continue;
    ++network.self[n];
    ++network.total;
  }
}

// b is one more record of a's pair, from another file.
void unite(NetworkCall& a, const NetworkCall& b) {
  a.cumulative = sum_of(a.cumulative, b.cumulative);
  a.self = sum_of(a.self, b.self);
  a.calls = sum_within(a.calls, b.calls);
}

// The file's calls by caller, then each caller's for itself.
void set_calls(CallNetwork& network, const CallList& edges, const std::vector<std::uint32_t>& node_of) {
  const auto known_cost = [](Weight cost) { return cost == unknown_weight ? unknown_weight : clamped(cost); };
  RowsOf<NetworkCall> by_caller = group_rows(
      network.size(), edges.size(), [&](std::uint32_t e) { return node_of[edges.caller(e)]; },
      [&](std::uint32_t e) {
        const CallCost edge = edges[e];
        return NetworkCall{node_of[edge.caller], node_of[edge.callee], known_cost(edge.cumulative),
                           known_cost(edge.self), clamped(edge.calls)};
      });
  network.begin.assign(1, 0);
  for (std::uint32_t n = 0; n < network.size(); ++n) {
    const std::span<NetworkCall> row = by_caller[n];
    std::sort(row.begin(), row.end(), [](const NetworkCall& a, const NetworkCall& b) { return a.callee < b.callee; });
    for (std::size_t i = 0; i < row.size(); ++i) {
      NetworkCall& call = row[i];
      if (i + 1 < row.size() && row[i + 1].callee == call.callee) {
        unite(row[i + 1], call);
        continue;
      }
      network.calls_left[call.callee] -= call.calls;
      if (call.callee == n) network.recursive[n] = 1;
      // A pair without cost carries nothing, so it must not close a loop either.
      if (call.callee != n && call.cumulative != 0) network.calls.push_back(call);
    }
    network.begin.push_back(static_cast<std::uint32_t>(network.calls.size()));
  }
}

// Of each caller the heaviest call first: whoever walks along calls follows the main road.
void set_weights(CallNetwork& network) {
  std::vector<std::int64_t> calls(network.size());
  for (std::uint32_t n = 0; n < network.size(); ++n) calls[n] = clamped(network.calls_left[n]);
  for (const NetworkCall& call : network.calls) calls[call.callee] += call.calls;
  for (NetworkCall& call : network.calls) {
    call.weight = call.cumulative;
    if (call.known()) continue;
    call.weight = call.calls > 0 ? portion(network.cumulative[call.callee], call.calls, calls[call.callee]) : 0;
  }
  for (std::uint32_t n = 0; n < network.size(); ++n) {
    std::sort(network.calls.begin() + network.begin[n], network.calls.begin() + network.begin[n + 1],
              [](const NetworkCall& a, const NetworkCall& b) {
                return a.weight != b.weight ? a.weight > b.weight : a.callee < b.callee;
              });
  }
}

}  // namespace

CallNetwork make_call_network(const Profile& profile) {
  const Calls& calls = profile.calls();
  CallNetwork network;
  network.frame = order_by_name_hash(profile.frames);
  const std::uint32_t size = network.size();
  std::vector<std::uint32_t> node_of(size);
  for (std::uint32_t n = 0; n < size; ++n) node_of[network.frame[n]] = n;

  network.self.resize(size);
  network.cumulative.resize(size);
  network.calls_left.resize(size);
  network.recursive.resize(size);
  network.estimated.resize(size);
  for (std::uint32_t n = 0; n < size; ++n) {
    const FunctionCost& function = calls.functions[network.frame[n]];
    network.cumulative[n] = clamped(function.cumulative);
    network.calls_left[n] = clamped(function.calls);
    network.estimated[n] = profile.estimates.of(network.frame[n]);
  }
  set_self(network, calls.functions);
  set_calls(network, calls.edges, node_of);
  set_weights(network);
  network.calls_into = group_rows(size, network.calls.size(), [&](std::uint32_t i) { return network.calls[i].callee; });
  return network;
}

}  // namespace p2g
