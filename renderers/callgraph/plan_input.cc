#include "renderers/callgraph/plan_input.h"

#include <algorithm>
#include <utility>

namespace p2g::cards {
namespace {

constexpr double explained_by_callers = 0.25;  // less, and the way through hidden callers is drawn, too

VisibleCall visible_call(const GraphFacts& facts, const Edge& edge) {
  return {.caller = caller_of(edge),
          .callee = callee_of(edge),
          .weight = facts.weight(edge),
          .carried = facts.carried(edge),
          .calls = edge.calls,
          .timed = edge.cumulative != unknown_weight,
          .residual = edge.residual,
          .estimated = (edge.estimated & estimated_cumulative) != 0};
}

// Finds the way up from functions that no drawn function calls. Profiles may be rings of any length and functions may
// have any number of callers, so both the way and what is compared on it are bounded.
class AncestorFinder {
 public:
  AncestorFinder(const GraphFacts& facts, const Column<FunctionIndex, std::uint8_t>& drawn)
      : facts_(facts), drawn_(drawn), seen_from_(facts.function_count()) {}

  // Follows the heaviest callers up to a function that is drawn; none when there is none.
  FunctionIndex find(FunctionIndex start) {
    constexpr int steps_at_most = 1000;
    constexpr int compared_at_most = 10'000;  // callers, where the heaviest one has been seen
    start_ = start;
    left_to_compare_ = compared_at_most;
    FunctionIndex at = start;
    for (int step = 0; step < steps_at_most; ++step) {
      seen_from_[at] = start;
      FunctionIndex above = facts_.main_caller[at];
      // Inside a cycle the heaviest caller leads round; another one may lead out.
      if (above && seen_from_[above] == start) above = heaviest_unseen_caller(at);
      if (!above || drawn_[above] != 0) return above;
      if (facts_.is_left_out[above] != 0) return {};  // leads to everything
      at = above;
    }
    return {};
  }

 private:
  FunctionIndex heaviest_unseen_caller(FunctionIndex f) {
    FunctionIndex best;
    double most = -1;
    for (const EdgeIndex e : facts_.edges_into(f)) {
      if (left_to_compare_ == 0) break;
      --left_to_compare_;
      const Edge& edge = facts_.edge(e);
      const double part = facts_.carried(edge);
      if (seen_from_[caller_of(edge)] == start_ || part <= most) continue;
      most = part;
      best = caller_of(edge);
    }
    return best;
  }

  const GraphFacts& facts_;
  const Column<FunctionIndex, std::uint8_t>& drawn_;
  // The last function that a way up from has led here: cleared by itself when the next way begins.
  Column<FunctionIndex, FunctionIndex> seen_from_;
  FunctionIndex start_;
  int left_to_compare_ = 0;
};

VisibleCall residual_call(const GraphFacts& facts, FunctionIndex above, FunctionIndex below) {
  VisibleCall call;
  call.caller = above;
  call.callee = below;
  // No more than this can have come that way; how much did is not known.
  call.weight = std::min(facts.function(above).cumulative, facts.function(below).cumulative);
  call.timed = false;
  call.residual = true;
  return call;
}

}  // namespace

PlanInput automatic_input(const GraphFacts& facts, std::vector<FunctionIndex> functions) {
  PlanInput input;
  Column<FunctionIndex, std::uint8_t> drawn(facts.function_count(), 0);
  Column<FunctionIndex, float> brought(facts.function_count(), 0);  // part of its time that drawn callers bring
  for (const FunctionIndex f : functions) drawn[f] = 1;
  for (const FunctionIndex f : functions) {
    for (const EdgeIndex e : facts.edges_from(f)) {
      const FunctionIndex callee = callee_of(facts.edge(e));
      if (drawn[callee] == 0 || callee == f) continue;
      input.calls.push_back(visible_call(facts, facts.edge(e)));
      brought[callee] += static_cast<float>(input.calls.back().carried);
    }
  }
  AncestorFinder ancestors(facts, drawn);
  for (const FunctionIndex f : functions) {
    if (brought[f] >= explained_by_callers || facts.root[f] != 0) continue;
    const FunctionIndex above = ancestors.find(f);
    if (above && above != f) input.calls.push_back(residual_call(facts, above, f));
  }
  input.functions = std::move(functions);
  return input;
}

PlanInput explicit_input(const GraphFacts& facts, const CallGraph& chosen) {
  PlanInput input;
  input.simplify = false;
  // The two graphs number their functions differently; their frames are the same.
  std::vector<FunctionIndex> by_frame(facts.graph.frames != nullptr ? facts.graph.frames->size() : 0);
  for (const FunctionIndex f : facts.functions()) by_frame[facts.function(f).frame] = f;
  for (const Function& function : chosen.functions)
    if (function.frame < by_frame.size() && by_frame[function.frame])
      input.functions.push_back(by_frame[function.frame]);
  for (const Edge& edge : chosen.edges) {
    const FunctionIndex caller = by_frame[chosen.functions[edge.caller].frame];
    const FunctionIndex callee = by_frame[chosen.functions[edge.callee].frame];
    if (!caller || !callee || caller == callee) continue;
    Edge moved = edge;
    moved.caller = caller.value();
    moved.callee = callee.value();
    input.calls.push_back(visible_call(facts, moved));
  }
  return input;
}

}  // namespace p2g::cards
