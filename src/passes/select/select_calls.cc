// Keeping whole stacks with or without a mark, or their part below or above one: every figure is scaled by the share of
// it that is wanted.
#include "src/passes/select/select_calls.h"

#include <algorithm>

#include "src/model/fraction.h"
#include "src/passes/select/mark_shares.h"

namespace p2g {
namespace {

// A call that was made stays at least one: what is shown as called must not look like a root.
std::int64_t scaled_count(std::int64_t count, Fraction by) {
  return count > 0 ? std::max<std::int64_t>(scaled(count, by), 1) : count;
}

// What is kept of an edge.
struct EdgeShare {
  Fraction all = -1;  // negative: the edge goes
  Fraction self = 0;  // of the callee's self cost under this caller
};

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

// What is kept of a function.
struct FunctionShare {
  bool stays = false;
  Fraction self = 0;
  Fraction cumulative = 0;
  Fraction from_outside = 0;  // of the calls that no caller made
};

// `calls`: what is left of them. Primitive calls follow: as many as all where there is no recursion, else the same
// part of them as of all. Of samples they are those on top, so they go with the self cost.
void scale_function(FunctionCost& cost, const FunctionShare& share, std::int64_t calls, bool sampled) {
  const FunctionCost before = cost;
  cost.self = scaled(before.self, share.self);
  cost.cumulative = scaled(before.cumulative, share.cumulative);
  cost.calls = calls;
  if (sampled) {
    cost.primitive_calls = scaled(before.primitive_calls, share.self);
  } else if (before.primitive_calls == before.calls) {
    cost.primitive_calls = calls;
  } else {
    cost.primitive_calls = std::min(scaled_count(before.primitive_calls, fraction(calls, before.calls)), calls);
  }
}

// Keeps of each edge and each function the share that the two functions give. A function's calls are then those that
// the remaining edges make, and its share of those from outside, so that none looks like a root that is none.
template <class OfEdge, class OfFunction>
void scale(CallSelection& selection, OfEdge share_of_edge, OfFunction share_of_function) {
  std::vector<FunctionCost>& functions = selection.calls.functions;
  const std::vector<std::int64_t> outside = calls_from_outside(selection);  // while all edges are there
  scale_edges(selection, share_of_edge);
  std::vector<std::int64_t> calls(functions.size(), 0);
  for (const CallCost& edge : selection.calls.edges) calls[edge.callee] += edge.calls;
  for (FrameId f = 0; f < functions.size(); ++f) {
    if (selection.present[f] == 0) continue;
    const FunctionShare share = share_of_function(f);
    if (!share.stays) {
      selection.present[f] = 0;
      functions[f] = {};
      continue;
    }
    if (share.cumulative != all_of_it) ++selection.apportioned;
    calls[f] += scaled(std::max<std::int64_t>(outside[f], 0), share.from_outside);
    scale_function(functions[f], share, calls[f], selection.calls.counted == Counted::samples);
  }
}

}  // namespace

// All of a function that is below a mark is below it with its callees, so one share serves all figures.
void keep_below(CallSelection& selection, const Marks& marks) {
  const MarkShares below = shares_below(selection, marks);
  std::vector<std::int64_t> all_calls(marks.size());
  for (std::size_t f = 0; f < marks.size(); ++f) all_calls[f] = selection.calls.functions[f].calls;
  scale(
      selection,
      [&](const CallCost& edge) {
        if (below.reached[edge.caller] == 0) return EdgeShare{};
        return EdgeShare{below.of[edge.caller], below.of[edge.caller]};
      },
      [&](FrameId f) {
        return FunctionShare{below.reached[f] != 0, below.of[f], below.of[f], 0};
      });
  // A mark is where the selection begins: all its calls count, whoever made them.
  for (std::size_t f = 0; f < marks.size(); ++f) {
    if (selection.present[f] == 0 || marks[f] == 0) continue;
    FunctionCost& cost = selection.calls.functions[f];
    if (selection.calls.counted == Counted::calls && cost.primitive_calls == cost.calls)
      cost.primitive_calls = all_calls[f];
    cost.calls = all_calls[f];
  }
}

// Only the marks spend something themselves; whoever leads to one has what it spends there. What a mark calls and no
// other mark follows on is cut off, and becomes the mark's own cost: the stacks end there.
void keep_above(CallSelection& selection, const Marks& marks) {
  const MarkShares above = shares_above(selection, marks);
  std::vector<Weight> cut(marks.size(), 0);
  for (const CallCost& edge : selection.calls.edges) {
    if (marks[edge.caller] == 0 || marks[edge.callee] != 0 || edge.cumulative == unknown_weight) continue;
    cut[edge.caller] += scaled(edge.cumulative, all_of_it - above.of[edge.callee]);
  }
  scale(
      selection,
      [&](const CallCost& edge) {
        if (above.reached[edge.callee] == 0) return EdgeShare{};
        return EdgeShare{above.of[edge.callee], marks[edge.callee] != 0 ? all_of_it : 0};
      },
      [&](FrameId f) {
        const Fraction self = marks[f] != 0 ? all_of_it : 0;
        return FunctionShare{above.reached[f] != 0, self, above.of[f], above.of[f]};
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

// A stack through a function has a mark above it or below it, as if by two independent chances: the file does not tell
// how they go together. Self cost has nothing below it, so only what is above counts.
void keep_with(CallSelection& selection, const Marks& marks) {
  const MarkShares below = shares_below(selection, marks);
  const MarkShares above = shares_above(selection, marks);
  scale(
      selection,
      [&](const CallCost& edge) {
        if (below.reached[edge.caller] == 0 && above.reached[edge.callee] == 0) return EdgeShare{};
        return EdgeShare{either(below.of[edge.caller], above.of[edge.callee]),
                         marks[edge.callee] != 0 ? all_of_it : below.of[edge.caller]};
      },
      [&](FrameId f) {
        return FunctionShare{below.reached[f] != 0 || above.reached[f] != 0, below.of[f],
                             either(below.of[f], above.of[f]), above.of[f]};
      });
}

// What keep_with() leaves out; and a function all of whose stacks have a mark is gone.
void keep_without(CallSelection& selection, const Marks& marks) {
  const MarkShares below = shares_below(selection, marks);
  const MarkShares above = shares_above(selection, marks);
  const auto stays = [&](FrameId f) { return marks[f] == 0 && below.of[f] != all_of_it && above.of[f] != all_of_it; };
  scale(
      selection,
      [&](const CallCost& edge) {
        if (!stays(edge.caller) || !stays(edge.callee)) return EdgeShare{};
        return EdgeShare{all_of_it - either(below.of[edge.caller], above.of[edge.callee]),
                         all_of_it - below.of[edge.caller]};
      },
      [&](FrameId f) {
        return FunctionShare{stays(f), all_of_it - below.of[f], all_of_it - either(below.of[f], above.of[f]),
                             all_of_it - above.of[f]};
      });
}

}  // namespace p2g
