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

// A function, and before it who calls it, and who calls that one, each time the heaviest, up to a root; the outermost
// first. Of a long way the end: the rest is a call through functions that are not drawn.
std::vector<FunctionIndex> way_to(FunctionIndex function, const cards::GraphFacts& facts) {
  std::vector<FunctionIndex> way{function};
  Column<FunctionIndex, std::uint8_t> seen(facts.function_count(), 0);
  seen[function] = 1;
  while (facts.root[way.back()] == 0) {
    const FunctionIndex caller = facts.main_caller[way.back()];
    if (!caller || seen[caller] != 0) break;
    seen[caller] = 1;
    way.push_back(caller);
  }
  std::reverse(way.begin(), way.end());
  if (way.size() <= longest_way) return way;
  // The root, and the last ones before the function.
  way.erase(way.begin() + 1, way.end() - (longest_way - 1));
  return way;
}

// Functions that lead to none of those told are left out: where a way was shortened, or ends in a cycle.
void keep_ways(cards::PlanInput& input, const std::vector<FunctionIndex>& told, std::size_t functions) {
  Column<FunctionIndex, std::uint8_t> leads(functions, 0);
  for (const FunctionIndex f : told) leads[f] = 1;
  // From callees to callers, as long as that finds somebody: a way is short.
  for (bool grows = true; grows;) {
    grows = false;
    for (const cards::VisibleCall& call : input.calls) {
      if (leads[call.callee] == 0 || leads[call.caller] != 0) continue;
      leads[call.caller] = 1;
      grows = true;
    }
  }
  std::erase_if(input.functions, [&](FunctionIndex f) { return leads[f] == 0; });
  std::erase_if(input.calls, [&](const cards::VisibleCall& call) { return leads[call.callee] == 0; });
}

constexpr std::size_t most_told = 10;

class Chooser {
 public:
  Chooser(const Diff& diff, const UnionGraph& united) : diff_(diff), united_(united) {}

  std::vector<FunctionIndex> run() {
    std::vector<FunctionIndex> told =
        with([](const FunctionDiff& f) { return f.self_moved || f.shift != CostShift::none; });
    sort(told, [](const FunctionDiff& f) { return std::abs(f.self_delta()); });
    if (told.empty()) {
      told = with([](const FunctionDiff& f) { return f.cumulative_moved; });
      sort(told, [](const FunctionDiff& f) { return std::abs(f.cumulative_delta()); });
    }
    if (told.size() > most_told) told.resize(most_told);
    const std::vector<FunctionIndex> calls = with([](const FunctionDiff& f) { return f.calls_changed(); });
    if (!told.empty() || !calls.empty()) add_largest(told, calls);
    return told;
  }

 private:
  const FunctionDiff& of(FunctionIndex f) const { return diff_.functions[united_.function[f].value()]; }

  template <class Is>
  std::vector<FunctionIndex> with(Is is) const {
    std::vector<FunctionIndex> found;
    for (const FunctionIndex f : united_.function.indices()) {
      if (is(of(f))) found.push_back(f);
    }
    return found;
  }

  template <class Size>
  void sort(std::vector<FunctionIndex>& functions, Size size) const {
    std::stable_sort(functions.begin(), functions.end(),
                     [&](FunctionIndex a, FunctionIndex b) { return size(of(a)) > size(of(b)); });
  }

  void add_largest(std::vector<FunctionIndex>& told, const std::vector<FunctionIndex>& calls) const {
    const auto add = [&](const std::vector<FunctionIndex>& among, auto size) {
      const auto most = std::max_element(among.begin(), among.end(),
                                         [&](FunctionIndex a, FunctionIndex b) { return size(of(a)) < size(of(b)); });
      if (most == among.end() || std::find(told.begin(), told.end(), *most) != told.end()) return;
      // Before the last ones, which go first where room is short.
      told.insert(told.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(told.size(), 2)), *most);
    };
    add(calls, [](const FunctionDiff& f) { return std::abs(f.calls_delta()); });
    add(with([](const FunctionDiff& f) { return f.self_delta() != 0; }),
        [](const FunctionDiff& f) { return std::abs(f.self_delta()); });
  }

  const Diff& diff_;
  const UnionGraph& united_;
};

}  // namespace

std::vector<FunctionIndex> changed_functions(const Diff& diff, const UnionGraph& united) {
  return Chooser(diff, united).run();
}

cards::PlanInput plan_input(const Diff& diff, const cards::GraphFacts& facts, const std::vector<FunctionIndex>& changed,
                            std::size_t count) {
  std::vector<FunctionIndex> drawn;
  for (std::size_t i = 0; i < std::min(count, changed.size()); ++i) {
    for (const FunctionIndex step : way_to(changed[i], facts)) {
      if (std::find(drawn.begin(), drawn.end(), step) == drawn.end()) drawn.push_back(step);
    }
  }
  cards::PlanInput input = cards::automatic_input(facts, std::move(drawn));
  input.simplify = false;  // cards only: what changed is named, what did not is not
  // What changed by more than the noise has at least that much itself on one side, so it is never folded.
  input.coarseness.keep_self = std::min(input.coarseness.keep_self, diff.noise_share / 2);
  Column<FunctionIndex, Weight> heaviest(facts.function_count(), 0);
  for (const cards::VisibleCall& call : input.calls) {
    heaviest[call.callee] = std::max(heaviest[call.callee], call.weight);
  }
  std::erase_if(input.calls, [&](const cards::VisibleCall& call) {
    return !call.residual && call.weight < heaviest[call.callee] && facts.clamped_share(call.weight) < light_call;
  });
  keep_ways(input, {changed.begin(), changed.begin() + static_cast<std::ptrdiff_t>(std::min(count, changed.size()))},
            facts.function_count());
  return input;
}

}  // namespace p2g::diffs
