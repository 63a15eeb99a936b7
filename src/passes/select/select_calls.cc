#include "src/passes/select/select_calls.h"

#include <algorithm>

#include "src/base/components.h"
#include "src/base/rows.h"
#include "src/model/fraction.h"

namespace p2g {
namespace {

// How much of a function's cost is on the wanted side of the marks, and whether any call of it is.
struct Share {
  std::vector<Fraction> of;
  std::vector<std::uint8_t> reached;
};

// Costs of edges as weights for splitting; where the file does not time its edges, numbers of calls stand in.
bool edges_are_timed(const Calls& calls) {
  return std::none_of(calls.edges.begin(), calls.edges.end(),
                      [](const CallCost& edge) { return edge.cumulative == unknown_weight; });
}
Weight edge_weight(const CallCost& edge, bool timed) {
  return std::max<Weight>(timed ? edge.cumulative : edge.calls, 0);
}

// Sums over one part (a call cycle, or a single function).
struct PartSums {
  Wide inclusive = 0;  // time in the part: own self costs and what its edges bring from outside it
  Wide incoming = 0;   // by edges from other parts
  Wide wanted = 0;
  Wide calls = 0, wanted_calls = 0;
  std::int64_t entries = 0;  // calls from outside the profile
  bool reached = false;

  Fraction share(bool timed) const {
    const Wide from_outside =
        entries <= 0 ? Wide{0} : (timed ? std::max<Wide>(inclusive - incoming, 0) : Wide{entries});
    const Wide whole = incoming + from_outside;
    return whole > 0 ? fraction(wanted, whole) : fraction(wanted_calls, calls + std::max<std::int64_t>(entries, 0));
  }
};

// Share of each function's cost that is below a mark. Edges into marked functions are cut, since those are wanted
// anyway; parts are then taken from callers to callees.
Share share_below(const CallSelection& selection, const Marks& marks) {
  const Calls& calls = selection.calls;
  const auto& edges = calls.edges;
  const std::size_t size = calls.functions.size();
  const bool timed = edges_are_timed(calls);
  const Rows out = group_rows(size, edges.size(), [&](std::uint32_t e) { return edges.caller(e); });
  const auto target = [&](std::uint32_t e) { return marks[edges.callee(e)] != 0 ? no_index : edges.callee(e); };
  const Components parts = strong_components(mapped_rows(out, target));

  std::vector<PartSums> sums(parts.count);
  const std::vector<std::int64_t> entries = calls_from_outside(selection);
  for (std::size_t f = 0; f < size; ++f) {
    sums[parts.of[f]].inclusive += calls.functions[f].self;
    sums[parts.of[f]].entries += std::max<std::int64_t>(entries[f], 0);
  }
  for (const CallCost& edge : edges) {
    if (parts.of[edge.caller] == parts.of[edge.callee] && marks[edge.callee] == 0) continue;
    sums[parts.of[edge.caller]].inclusive += edge_weight(edge, timed);
    sums[parts.of[edge.callee]].incoming += edge_weight(edge, timed);
    sums[parts.of[edge.callee]].calls += edge.calls;
  }
  const Rows members = group_rows(parts.count, size, [&](std::uint32_t f) { return parts.of[f]; });
  Share share{std::vector<Fraction>(size, 0), std::vector<std::uint8_t>(size, 0)};
  for (std::uint32_t part = parts.count; part-- > 0;) {
    const Fraction of_part = sums[part].share(timed);
    for (const std::uint32_t f : members[part]) {
      const bool marked = marks[f] != 0;
      share.of[f] = marked ? all_of_it : of_part;
      share.reached[f] = marked || sums[part].reached ? 1 : 0;
      for (const std::uint32_t e : out[f]) {
        const std::uint32_t to = target(e);
        if (to == no_index || parts.of[to] == part || share.reached[f] == 0) continue;
        PartSums& sum = sums[parts.of[to]];
        sum.reached = true;
        sum.wanted += Wide{scaled(edge_weight(edges[e], timed), share.of[f])};
        sum.wanted_calls += Wide{scaled(edges[e].calls, share.of[f])};
      }
    }
  }
  return share;
}

// Share of each function's cost that leads to a mark: edges out of marked functions are cut, and parts are taken from
// callees to callers.
Share share_above(const CallSelection& selection, const Marks& marks) {
  const Calls& calls = selection.calls;
  const auto& edges = calls.edges;
  const std::size_t size = calls.functions.size();
  const bool timed = edges_are_timed(calls);
  const auto source = [&](std::uint32_t e) { return marks[edges.caller(e)] != 0 ? no_index : edges.caller(e); };
  const Rows out = group_rows(size, edges.size(), source);
  const Components parts = strong_components(mapped_rows(out, [&](std::uint32_t e) { return edges.callee(e); }));

  struct Sums {
    Wide whole = 0, wanted = 0, calls = 0, wanted_calls = 0;
    bool reached = false;
  };
  std::vector<Sums> sums(parts.count);
  if (timed) {
    for (std::size_t f = 0; f < size; ++f) sums[parts.of[f]].whole += calls.functions[f].self;
  }
  const Rows members = group_rows(parts.count, size, [&](std::uint32_t f) { return parts.of[f]; });
  Share share{std::vector<Fraction>(size, 0), std::vector<std::uint8_t>(size, 0)};
  for (std::uint32_t part = 0; part < parts.count; ++part) {
    Sums& sum = sums[part];
    for (const std::uint32_t f : members[part]) {
      for (const std::uint32_t e : out[f]) {
        const FrameId callee = edges.callee(e);
        if (parts.of[callee] == part) continue;
        sum.whole += edge_weight(edges[e], timed);
        sum.calls += edges[e].calls;
        if (share.reached[callee] == 0) continue;
        sum.reached = true;
        sum.wanted += Wide{scaled(edge_weight(edges[e], timed), share.of[callee])};
        sum.wanted_calls += Wide{scaled(edges[e].calls, share.of[callee])};
      }
    }
    const Fraction of_part = sum.whole > 0 ? fraction(sum.wanted, sum.whole) : fraction(sum.wanted_calls, sum.calls);
    for (const std::uint32_t f : members[part]) {
      const bool marked = marks[f] != 0;
      share.of[f] = marked ? all_of_it : of_part;
      share.reached[f] = marked || sum.reached ? 1 : 0;
    }
  }
  return share;
}

std::int64_t scaled_count(std::int64_t count, Fraction by) {
  return count > 0 ? std::max<std::int64_t>(scaled(count, by), 1) : count;
}

struct EdgeShare {
  Fraction all = -1;  // negative: the edge goes
  Fraction self = 0;  // of the callee's self cost under this caller
};

// Keeps of each edge the share that share_of gives.
template <class ShareOf>
void scale_edges(CallSelection& selection, ShareOf share_of) {
  selection.calls.edges.change_or_remove([&](CallCost& edge) {
    const EdgeShare share = share_of(edge);
    if (share.all < 0) return false;
    edge.self = scaled(edge.self, share.self);
    edge.cumulative = scaled(edge.cumulative, share.all);
    edge.calls = scaled_count(edge.calls, share.all);
    edge.primitive_calls = std::min(scaled_count(edge.primitive_calls, share.all), edge.calls);
    return true;
  });
}

struct FunctionShare {
  bool stays = false;
  Fraction self = 0;
  Fraction cumulative = 0;
  Fraction from_outside = 0;  // of the calls that no caller made
};

// After scale_edges: `outside` are the calls from outside before it. Calls are what the remaining callers made, so
// that no function looks like a root that is none.
template <class ShareOf>
void scale_functions(CallSelection& selection, const std::vector<std::int64_t>& outside, ShareOf share_of) {
  std::vector<std::int64_t> calls(selection.calls.functions.size(), 0);
  for (const CallCost& edge : selection.calls.edges) calls[edge.callee] += edge.calls;
  for (FrameId f = 0; f < selection.calls.functions.size(); ++f) {
    if (selection.present[f] == 0) continue;
    FunctionCost& cost = selection.calls.functions[f];
    const FunctionShare share = share_of(f);
    selection.present[f] = share.stays ? 1 : 0;
    if (!share.stays) {
      cost = {};
      continue;
    }
    if (share.cumulative != all_of_it) ++selection.apportioned;
    const bool recursive = cost.primitive_calls != cost.calls;
    const FunctionCost before = cost;
    cost.self = scaled(cost.self, share.self);
    cost.cumulative = scaled(cost.cumulative, share.cumulative);
    cost.calls = calls[f] + scaled(std::max<std::int64_t>(outside[f], 0), share.from_outside);
    if (selection.sampled) {
      cost.primitive_calls = scaled(before.primitive_calls, share.self);
    } else if (recursive) {
      cost.primitive_calls =
          std::min(scaled_count(before.primitive_calls, fraction(cost.calls, before.calls)), cost.calls);
    } else {
      cost.primitive_calls = cost.calls;
    }
  }
}

}  // namespace

std::vector<std::int64_t> calls_from_outside(const CallSelection& selection) {
  std::vector<std::int64_t> left(selection.calls.functions.size());
  for (std::size_t f = 0; f < left.size(); ++f) left[f] = selection.calls.functions[f].calls;
  for (const CallCost& edge : selection.calls.edges) left[edge.callee] -= edge.calls;
  return left;
}

void keep_below(CallSelection& selection, const Marks& marks) {
  const Share below = share_below(selection, marks);
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  std::vector<std::int64_t> all_calls(marks.size());
  for (std::size_t f = 0; f < marks.size(); ++f) all_calls[f] = selection.calls.functions[f].calls;
  scale_edges(selection, [&](const CallCost& edge) {
    if (below.reached[edge.caller] == 0) return EdgeShare{};
    return EdgeShare{below.of[edge.caller], below.of[edge.caller]};
  });
  scale_functions(selection, outside, [&](FrameId f) {
    return FunctionShare{below.reached[f] != 0, below.of[f], below.of[f], 0};
  });
  // A mark is where the selection begins: all its calls count, whoever made them.
  for (std::size_t f = 0; f < marks.size(); ++f) {
    if (selection.present[f] == 0 || marks[f] == 0) continue;
    FunctionCost& cost = selection.calls.functions[f];
    if (!selection.sampled && cost.primitive_calls == cost.calls) cost.primitive_calls = all_calls[f];
    cost.calls = all_calls[f];
  }
}

void spread_over_callers(CallSelection& selection, const std::vector<Weight>& received) {
  const auto takes_part = [&](const CallCost& edge) {
    return received[edge.callee] > 0 && edge.caller != edge.callee && edge.self != unknown_weight &&
           edge.cumulative != unknown_weight && edge.cumulative > 0;
  };
  std::vector<Wide> whole(received.size(), 0);
  for (const CallCost& edge : selection.calls.edges) {
    if (takes_part(edge)) whole[edge.callee] += edge.cumulative;
  }
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  for (std::size_t f = 0; f < received.size(); ++f) {
    if (outside[f] > 0) whole[f] = std::max<Wide>(whole[f], selection.calls.functions[f].cumulative);
  }
  selection.calls.edges.change([&](CallCost& edge) {
    if (!takes_part(edge)) return;
    const Wide part = Wide{received[edge.callee]} * edge.cumulative / whole[edge.callee];
    edge.self = std::max(edge.self, static_cast<Weight>(std::min<Wide>(edge.self + part, edge.cumulative)));
  });
}

void keep_above(CallSelection& selection, const Marks& marks) {
  const Share above = share_above(selection, marks);
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  // What is below a mark and leads to no other one ends in the mark.
  std::vector<Weight> cut(marks.size(), 0);
  for (const CallCost& edge : selection.calls.edges) {
    if (marks[edge.caller] == 0 || marks[edge.callee] != 0 || edge.cumulative == unknown_weight) continue;
    cut[edge.caller] += scaled(edge.cumulative, all_of_it - above.of[edge.callee]);
  }
  std::vector<FunctionCost> before = selection.calls.functions;
  scale_edges(selection, [&](const CallCost& edge) {
    if (above.reached[edge.callee] == 0) return EdgeShare{};
    return EdgeShare{above.of[edge.callee], marks[edge.callee] != 0 ? all_of_it : 0};
  });
  scale_functions(selection, outside, [&](FrameId f) {
    return FunctionShare{above.reached[f] != 0, marks[f] != 0 ? all_of_it : Fraction{0}, above.of[f], above.of[f]};
  });
  std::vector<Weight> received(marks.size(), 0);
  for (std::size_t f = 0; f < marks.size(); ++f) {
    FunctionCost& cost = selection.calls.functions[f];
    if (selection.present[f] == 0 || marks[f] == 0) continue;
    received[f] = std::min(cut[f], std::max(cost.cumulative - cost.self, Weight{0}));
    cost.self += received[f];
  }
  spread_over_callers(selection, received);
}

void keep_with(CallSelection& selection, const Marks& marks) {
  const Share below = share_below(selection, marks);
  const Share above = share_above(selection, marks);
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  scale_edges(selection, [&](const CallCost& edge) {
    if (below.reached[edge.caller] == 0 && above.reached[edge.callee] == 0) return EdgeShare{};
    return EdgeShare{either(below.of[edge.caller], above.of[edge.callee]),
                     marks[edge.callee] != 0 ? all_of_it : below.of[edge.caller]};
  });
  scale_functions(selection, outside, [&](FrameId f) {
    return FunctionShare{below.reached[f] != 0 || above.reached[f] != 0, below.of[f], either(below.of[f], above.of[f]),
                         above.of[f]};
  });
}

void keep_without(CallSelection& selection, const Marks& marks) {
  const Share below = share_below(selection, marks);
  const Share above = share_above(selection, marks);
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  const auto stays = [&](FrameId f) { return marks[f] == 0 && below.of[f] != all_of_it && above.of[f] != all_of_it; };
  scale_edges(selection, [&](const CallCost& edge) {
    if (!stays(edge.caller) || !stays(edge.callee)) return EdgeShare{};
    return EdgeShare{all_of_it - either(below.of[edge.caller], above.of[edge.callee]),
                     all_of_it - below.of[edge.caller]};
  });
  scale_functions(selection, outside, [&](FrameId f) {
    return FunctionShare{stays(f), all_of_it - below.of[f], all_of_it - either(below.of[f], above.of[f]),
                         all_of_it - above.of[f]};
  });
}

}  // namespace p2g
