#include "renderers/callgraph/comparison_graph.h"

#include <algorithm>
#include <cmath>

namespace p2g::diffs {
namespace {

constexpr double light_call = 0.005;  // of the total

Weight larger(Weight a, Weight b) { return std::max(a, b); }

}  // namespace

UnionGraph unite(const Diff& diff) {
  UnionGraph united;
  CallGraph& graph = united.graph;
  graph.frames = &diff.frames;
  graph.metric = diff.metric;
  graph.sampled = diff.sampled;
  graph.from_stacks = !diff.has_calls;
  graph.total = larger(diff.before.total, diff.after.total);
  const auto cumulative = [&](std::uint32_t i) {
    return larger(diff.functions[i].before.cumulative, diff.functions[i].after.cumulative);
  };
  for (std::uint32_t i = 0; i < diff.functions.size(); ++i) united.function.push_back(i);
  std::sort(united.function.begin(), united.function.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (cumulative(a) != cumulative(b)) return cumulative(a) > cumulative(b);
    return diff.frames.compare(diff.functions[a].frame, diff.functions[b].frame) < 0;
  });
  std::vector<std::uint32_t> place(diff.functions.size());
  for (std::uint32_t i = 0; i < united.function.size(); ++i) {
    const FunctionDiff& function = diff.functions[united.function[i]];
    place[united.function[i]] = i;
    graph.functions.push_back({function.frame, larger(function.before.self, function.after.self),
                               cumulative(united.function[i]), larger(function.before.calls, function.after.calls),
                               larger(function.before.primitive_calls, function.after.primitive_calls)});
  }
  for (std::uint32_t i = 0; i < diff.calls.size(); ++i) united.call.push_back(i);
  const auto ends = [&](std::uint32_t i) {
    return std::pair{place[diff.calls[i].caller], place[diff.calls[i].callee]};
  };
  std::sort(united.call.begin(), united.call.end(),
            [&](std::uint32_t a, std::uint32_t b) { return ends(a) < ends(b); });
  for (const std::uint32_t i : united.call) {
    const CallDiff& call = diff.calls[i];
    Edge edge;
    edge.caller = ends(i).first;
    edge.callee = ends(i).second;
    edge.self = unknown_weight;
    edge.cumulative = larger(call.before, call.after);
    edge.calls = larger(call.calls_before, call.calls_after);
    graph.edges.push_back(edge);
  }
  return united;
}

std::vector<std::uint32_t> changed_functions(const Diff& diff, const UnionGraph& united) {
  const auto of = [&](std::uint32_t i) -> const FunctionDiff& { return diff.functions[united.function[i]]; };
  std::vector<std::uint32_t> changed;
  for (std::uint32_t i = 0; i < united.function.size(); ++i) {
    if (of(i).cumulative_moved || of(i).self_moved) changed.push_back(i);
  }
  std::sort(changed.begin(), changed.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Weight x = std::abs(of(a).cumulative_delta());
    const Weight y = std::abs(of(b).cumulative_delta());
    return x != y ? x > y : a < b;
  });
  return changed;
}

cards::PlanInput plan_input(const cards::GraphFacts& facts, const std::vector<std::uint32_t>& changed,
                            std::size_t count) {
  const auto end = changed.begin() + static_cast<std::ptrdiff_t>(std::min(count, changed.size()));
  cards::PlanInput input = cards::automatic_input(facts, {changed.begin(), end});
  input.simplify = false;        // cards only: what changed is named, what did not is not
  input.coarseness.pass_on = 2;  // never: each function has figures of its own to show
  std::vector<Weight> heaviest(facts.graph.functions.size(), 0);
  for (const cards::VisibleCall& call : input.calls) {
    heaviest[call.callee] = std::max(heaviest[call.callee], call.weight);
  }
  std::erase_if(input.calls, [&](const cards::VisibleCall& call) {
    return !call.residual && call.weight < heaviest[call.callee] && facts.clamped_share(call.weight) < light_call;
  });
  return input;
}

}  // namespace p2g::diffs
