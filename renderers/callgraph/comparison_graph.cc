#include "renderers/callgraph/comparison_graph.h"

#include <algorithm>
#include <cmath>

namespace p2g::diffs {
namespace {

constexpr double light_call = 0.005;  // of the total

using cards::EdgeIndex;
using cards::FunctionIndex;
using DiffIndex = Index<FunctionDiff>;
using CallDiffIndex = Index<CallDiff>;

Weight larger(Weight a, Weight b) { return std::max(a, b); }

// The functions in the order that a call graph has them in: by cumulative, then by name.
void add_functions(const Diff& diff, UnionGraph& united) {
  const auto of = [&](DiffIndex i) -> const FunctionDiff& { return diff.functions[i.value()]; };
  const auto cumulative = [&](DiffIndex i) { return larger(of(i).before.cumulative, of(i).after.cumulative); };
  for (std::size_t i = 0; i < diff.functions.size(); ++i) united.function.push_back(DiffIndex(i));
  std::sort(united.function.begin(), united.function.end(), [&](DiffIndex a, DiffIndex b) {
    if (cumulative(a) != cumulative(b)) return cumulative(a) > cumulative(b);
    return diff.frames.compare(of(a).frame, of(b).frame) < 0;
  });
  for (const DiffIndex i : united.function) {
    const auto& before = of(i).before;
    const auto& after = of(i).after;
    const Cost cost{.self = larger(before.self, after.self),
                    .cumulative = cumulative(i),
                    .calls = larger(before.calls, after.calls),
                    .primitive_calls = larger(before.primitive_calls, after.primitive_calls)};
    united.graph.functions.push_back({cost, of(i).frame});
  }
}

// By caller, then callee, of the functions added above.
void add_edges(const Diff& diff, UnionGraph& united) {
  Column<DiffIndex, FunctionIndex> place(diff.functions.size());
  for (const FunctionIndex f : united.function.indices()) place[united.function[f]] = f;
  const auto ends = [&](CallDiffIndex i) {
    const CallDiff& call = diff.calls[i.value()];
    return std::pair{place[DiffIndex(call.caller)], place[DiffIndex(call.callee)]};
  };
  for (std::size_t i = 0; i < diff.calls.size(); ++i) united.call.push_back(CallDiffIndex(i));
  std::sort(united.call.begin(), united.call.end(),
            [&](CallDiffIndex a, CallDiffIndex b) { return ends(a) < ends(b); });
  for (const CallDiffIndex i : united.call) {
    const CallDiff& call = diff.calls[i.value()];
    Edge edge;
    edge.caller = ends(i).first.value();
    edge.callee = ends(i).second.value();
    edge.self = unknown_weight;
    edge.cumulative = larger(call.before, call.after);
    edge.calls = larger(call.calls_before, call.calls_after);
    edge.estimated = diff.doubts.of_call(diff.functions[call.caller].frame, diff.functions[call.callee].frame);
    united.graph.edges.push_back(edge);
  }
}

}  // namespace

UnionGraph unite(const Diff& diff) {
  UnionGraph united;
  united.graph.frames = &diff.frames;
  united.graph.metric = diff.metric;
  united.graph.counted = diff.counted;
  united.graph.residual_exact = !diff.has_counts();
  united.graph.total = larger(diff.before.total, diff.after.total);
  add_functions(diff, united);
  add_edges(diff, united);
  return united;
}

namespace {

constexpr std::size_t longest_way = 5;  // cards of a way from a root, so that two of them fit beside what changed

// A function, and before it who calls it, and who calls that one, each time the heaviest; the outermost first. Of a
// long way the end: the rest is a call through functions that are not drawn.
std::vector<FunctionIndex> way_to(FunctionIndex function, const UnionGraph& united) {
  Column<FunctionIndex, EdgeIndex> heaviest(united.graph.functions.size());
  for (const EdgeIndex e : united.call.indices()) {
    const Edge& edge = united.graph.edges[e.value()];
    if (edge.caller == edge.callee) continue;
    EdgeIndex& best = heaviest[FunctionIndex(edge.callee)];
    if (!best || united.graph.edges[best.value()].cumulative < edge.cumulative) best = e;
  }
  std::vector<FunctionIndex> way{function};
  Column<FunctionIndex, std::uint8_t> seen(united.graph.functions.size(), 0);
  seen[function] = 1;
  while (const EdgeIndex e = heaviest[way.back()]) {
    const FunctionIndex caller(united.graph.edges[e.value()].caller);
    if (seen[caller] != 0) break;
    seen[caller] = 1;
    way.push_back(caller);
  }
  std::reverse(way.begin(), way.end());
  if (way.size() <= longest_way) return way;
  // The root, and the last ones before the function.
  way.erase(way.begin() + 1, way.end() - (longest_way - 1));
  return way;
}

// The largest change of self, and of calls: always drawn, with their ways.
std::vector<FunctionIndex> always_drawn(const Diff& diff, const UnionGraph& united) {
  const auto of = [&](FunctionIndex f) -> const FunctionDiff& { return diff.functions[united.function[f].value()]; };
  FunctionIndex self, calls;
  for (const FunctionIndex f : united.function.indices()) {
    if (of(f).self_delta() != 0 && (!self || std::abs(of(f).self_delta()) > std::abs(of(self).self_delta()))) self = f;
    if (!of(f).calls_changed()) continue;
    if (!calls || std::abs(of(f).calls_delta()) > std::abs(of(calls).calls_delta())) calls = f;
  }
  std::vector<FunctionIndex> drawn;
  for (const FunctionIndex f : {self, calls}) {
    if (!f) continue;
    for (const FunctionIndex step : way_to(f, united)) {
      if (std::find(drawn.begin(), drawn.end(), step) == drawn.end()) drawn.push_back(step);
    }
  }
  return drawn;
}

}  // namespace

std::vector<FunctionIndex> changed_functions(const Diff& diff, const UnionGraph& united) {
  const auto of = [&](FunctionIndex f) -> const FunctionDiff& { return diff.functions[united.function[f].value()]; };
  const std::vector<FunctionIndex> always = always_drawn(diff, united);
  Column<FunctionIndex, std::uint8_t> first(united.graph.functions.size(), 0);
  for (const FunctionIndex f : always) first[f] = 1;
  std::vector<FunctionIndex> changed = always;
  for (const FunctionIndex f : united.function.indices()) {
    const bool tells = of(f).cumulative_moved || of(f).self_moved || of(f).shift != CostShift::none;
    if (tells && first[f] == 0) changed.push_back(f);
  }
  std::sort(changed.begin() + static_cast<std::ptrdiff_t>(always.size()), changed.end(),
            [&](FunctionIndex a, FunctionIndex b) {
              const Weight x = std::abs(of(a).cumulative_delta());
              const Weight y = std::abs(of(b).cumulative_delta());
              return x != y ? x > y : a < b;
            });
  return changed;
}

cards::PlanInput plan_input(const cards::GraphFacts& facts, const std::vector<FunctionIndex>& changed,
                            std::size_t count) {
  const auto end = changed.begin() + static_cast<std::ptrdiff_t>(std::min(count, changed.size()));
  cards::PlanInput input = cards::automatic_input(facts, {changed.begin(), end});
  input.simplify = false;        // cards only: what changed is named, what did not is not
  input.coarseness.pass_on = 2;  // never: each function has figures of its own to show
  Column<FunctionIndex, Weight> heaviest(facts.function_count(), 0);
  for (const cards::VisibleCall& call : input.calls) {
    heaviest[call.callee] = std::max(heaviest[call.callee], call.weight);
  }
  std::erase_if(input.calls, [&](const cards::VisibleCall& call) {
    return !call.residual && call.weight < heaviest[call.callee] && facts.clamped_share(call.weight) < light_call;
  });
  return input;
}

}  // namespace p2g::diffs
