// Both directions are one walk over the call graph without its cycles: shares_below from callers to callees, since a
// share comes from above, shares_above from callees to callers. What makes that possible is that edges beyond a mark
// are cut first. Marked functions are wanted anyway, whatever calls them, so no share has to pass over them; and a
// cycle that leads through a mark falls apart there, which keeps its other members' shares their own.
#include "src/passes/select/mark_shares.h"

#include <algorithm>

#include "src/base/components.h"
#include "src/base/rows.h"

namespace p2g {
namespace {

// Costs of edges as weights for splitting; where the file does not time its edges, numbers of calls stand in.
bool edges_are_timed(const Calls& calls) {
  return std::none_of(calls.edges.begin(), calls.edges.end(),
                      [](const CallCost& edge) { return edge.cumulative == unknown_weight; });
}

// The calls that are not cut, and their cycles: a function that is in none is a cycle of one.
struct CutCalls {
  bool timed = true;
  Rows out;  // function -> indices of its edges that are not cut
  Components cycles;
  Rows members;  // cycle -> functions

  Weight weight(const CallCost& edge) const { return std::max<Weight>(timed ? edge.cumulative : edge.calls, 0); }
};

template <class IsCut>
CutCalls cut_calls(const Calls& calls, IsCut is_cut) {
  const CallList& edges = calls.edges;
  const std::size_t size = calls.functions.size();
  CutCalls cut;
  cut.timed = edges_are_timed(calls);
  cut.out = group_rows(size, edges.size(), [&](std::uint32_t e) { return is_cut(e) ? no_index : edges.caller(e); });
  cut.cycles = strong_components(mapped_rows(cut.out, [&](std::uint32_t e) { return edges.callee(e); }));
  cut.members = group_rows(cut.cycles.count, size, [&](std::uint32_t f) { return cut.cycles.of[f]; });
  return cut;
}

// What passes into a cycle (below) or out of it (above), and how much of that is on the wanted side of a mark.
struct Passage {
  Wide cost = 0, wanted_cost = 0;
  Wide calls = 0, wanted_calls = 0;
  bool reached = false;

  void want(Weight edge_cost, std::int64_t edge_calls, Fraction share) {
    reached = true;
    wanted_cost += scaled(edge_cost, share);
    wanted_calls += scaled(edge_calls, share);
  }
  // Where there is no cost anywhere, calls decide: a cost of 0 has no parts.
  Fraction share() const { return cost > 0 ? fraction(wanted_cost, cost) : fraction(wanted_calls, calls); }
};

// What each cycle gets in all: what edges from elsewhere bring, and what must have come from outside the profile. That
// no file says; it is what the cycle spends and passes on beyond what its edges bring.
std::vector<Passage> passages_in(const CallSelection& selection, const Marks& marks, const CutCalls& cut) {
  const std::vector<std::uint32_t>& cycle_of = cut.cycles.of;
  std::vector<Passage> passages(cut.cycles.count);
  std::vector<Wide> inclusive(cut.cycles.count, 0);  // own self costs and what is passed on
  for (const CallCost& edge : selection.calls.edges) {
    // Only calls within a cycle are neither brought nor passed on; a cut edge is never one of those.
    if (cycle_of[edge.caller] == cycle_of[edge.callee] && marks[edge.callee] == 0) continue;
    inclusive[cycle_of[edge.caller]] += cut.weight(edge);
    passages[cycle_of[edge.callee]].cost += cut.weight(edge);
    passages[cycle_of[edge.callee]].calls += edge.calls;
  }
  std::vector<std::int64_t> entries(cut.cycles.count, 0);  // calls from outside the profile
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  for (std::size_t f = 0; f < outside.size(); ++f) {
    inclusive[cycle_of[f]] += selection.calls.functions[f].self;
    entries[cycle_of[f]] += std::max<std::int64_t>(outside[f], 0);
  }
  for (std::uint32_t cycle = 0; cycle < cut.cycles.count; ++cycle) {
    if (entries[cycle] == 0) continue;
    Passage& passage = passages[cycle];
    passage.cost += cut.timed ? std::max<Wide>(inclusive[cycle] - passage.cost, 0) : Wide{entries[cycle]};
    passage.calls += entries[cycle];
  }
  return passages;
}

}  // namespace

MarkShares shares_below(const CallSelection& selection, const Marks& marks) {
  const CallList& edges = selection.calls.edges;
  const CutCalls cut = cut_calls(selection.calls, [&](std::uint32_t e) { return marks[edges.callee(e)] != 0; });
  std::vector<Passage> passages = passages_in(selection, marks, cut);
  MarkShares shares(selection.calls.functions.size());
  for (std::uint32_t cycle = cut.cycles.count; cycle-- > 0;) {  // callers first: they have added what is wanted
    const Fraction share = passages[cycle].share();
    for (const FrameId f : cut.members[cycle]) {
      shares.set(f, marks[f] != 0, passages[cycle].reached, share);
      if (shares.reached[f] == 0) continue;
      for (const std::uint32_t e : cut.out[f]) {
        const CallCost edge = edges[e];
        if (cut.cycles.of[edge.callee] == cycle) continue;
        passages[cut.cycles.of[edge.callee]].want(cut.weight(edge), edge.calls, shares.of[f]);
      }
    }
  }
  return shares;
}

MarkShares shares_above(const CallSelection& selection, const Marks& marks) {
  const CallList& edges = selection.calls.edges;
  const CutCalls cut = cut_calls(selection.calls, [&](std::uint32_t e) { return marks[edges.caller(e)] != 0; });
  MarkShares shares(selection.calls.functions.size());
  for (std::uint32_t cycle = 0; cycle < cut.cycles.count; ++cycle) {  // callees first: their shares are known
    Passage passage;
    for (const FrameId f : cut.members[cycle]) {
      if (cut.timed) passage.cost += selection.calls.functions[f].self;  // leads nowhere, but is part of the whole
      for (const std::uint32_t e : cut.out[f]) {
        const CallCost edge = edges[e];
        if (cut.cycles.of[edge.callee] == cycle) continue;
        passage.cost += cut.weight(edge);
        passage.calls += edge.calls;
        if (shares.reached[edge.callee] != 0) passage.want(cut.weight(edge), edge.calls, shares.of[edge.callee]);
      }
    }
    const Fraction share = passage.share();
    for (const FrameId f : cut.members[cycle]) shares.set(f, marks[f] != 0, passage.reached, share);
  }
  return shares;
}

}  // namespace p2g
