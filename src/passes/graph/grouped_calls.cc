#include "src/passes/graph/grouped_calls.h"

#include <cmath>
#include <unordered_map>
#include <vector>

#include "src/passes/graph/import_steps.h"

namespace p2g {
namespace {

constexpr double nothing_worth_a_mark = 0.0005;

class Rewriter {
 public:
  Rewriter(const Profile& profile, const GroupedGraph& grouped)
      : grouped_(grouped), graph_(grouped.graph), group_(grouped.groups.front().frame) {
    out_.format = profile.format;
    out_.metric = profile.metric;
    out_.total = profile.total;
    out_.frames = grouped.frames.copy();
    out_.data = Calls{};
    out_.estimates.reason = "what functions spend while importing is told by their callers’ parts";
    out_.calls().counted = profile.calls().counted;
  }

  Profile run() {
    out_.calls().functions.resize(out_.frames.size());
    add_program();
    add_calls();
    add_phases();
    return std::move(out_);
  }

 private:
  // The part of a function's time that it does not spend importing.
  double kept(std::uint32_t f) const { return 1 - static_cast<double>(grouped_.import_side[f]); }
  bool is_program(std::uint32_t f) const { return kept(f) > 0.5; }
  bool is_scaled(std::uint32_t f) const { return kept(f) < 1 - nothing_worth_a_mark; }
  static Weight scaled(Weight weight, double by) {
    return weight == unknown_weight ? weight : std::llround(static_cast<double>(weight) * by);
  }
  FunctionCost& cost(FrameId frame) { return out_.calls().functions[frame]; }

  void add_program() {
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f) {
      const Function& function = graph_.functions[f];
      if (function.frame == group_) cost(group_) = {0, function.cumulative, function.calls, function.calls};
      if (!is_program(f)) continue;
      cost(function.frame) = static_cast<const Cost&>(function);
      if (!is_scaled(f)) continue;
      cost(function.frame).self = scaled(function.self, kept(f));
      cost(function.frame).cumulative = scaled(function.cumulative, kept(f));
      out_.estimates.mark(function.frame, estimated_self | estimated_cumulative);
    }
  }

  void add_calls() {
    std::vector<Estimates::Call> marks;
    for (const Edge& edge : graph_.edges) {
      if (!is_program(edge.caller)) continue;
      const FrameId caller = graph_.functions[edge.caller].frame, callee = graph_.functions[edge.callee].frame;
      CallCost call(caller, callee, edge);
      const bool imports = callee == group_;
      if (is_scaled(edge.caller) && !imports) {
        call.self = scaled(call.self, kept(edge.caller));
        call.cumulative = scaled(call.cumulative, kept(edge.caller));
        marks.push_back({Estimates::pair_key(caller, callee), estimated_self | estimated_cumulative});
      }
      if (!is_program(edge.callee) && !imports) add_leaf(callee, call);
      out_.calls().edges.push_back(call);
    }
    out_.estimates.mark_calls(std::move(marks));
  }

  // What mostly importing calls, as far as something else does: all of it is its own.
  void add_leaf(FrameId frame, CallCost& call) {
    call.self = call.cumulative;
    cost(frame) += call;
  }

  void add_phases() {
    std::vector<std::uint8_t> is_own(out_.frames.size(), 0);
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f)
      is_own[graph_.functions[f].frame] = is_program(f) ? 1 : 0;
    for (const ImportPhase& phase : grouped_.importing->phases) {
      const FrameId frame = add_step_frame(out_.frames, phase.step);
      out_.calls().functions.resize(out_.frames.size());
      Weight rest = phase.weight;
      for (const GroupRow& row : phase.rows) {
        if (is_own[row.frame] != 0 || row.weight <= 0 || row.weight > rest) continue;
        rest -= row.weight;
        CallCost call(frame, row.frame, row.weight, row.weight, row.calls, row.calls);
        cost(row.frame) += call;
        out_.calls().edges.push_back(call);
      }
      cost(frame) = {rest, phase.weight, 1, 1};
      out_.calls().edges.push_back({group_, frame, rest, phase.weight, 1, 1});
      if (phase.estimated || grouped_.importing->about)
        out_.estimates.mark(frame, estimated_self | estimated_cumulative);
    }
  }

  const GroupedGraph& grouped_;
  const CallGraph& graph_;
  const FrameId group_;
  Profile out_;
};

}  // namespace

void mark_differences(const GroupedGraph& grouped, Tree& tree) {
  const CallGraph& graph = grouped.graph;
  std::unordered_map<std::uint64_t, Weight> known;  // looked up, never walked; the root is no_frame
  for (const Function& function : graph.functions)
    known[Estimates::pair_key(no_frame, function.frame)] = function.cumulative;
  for (const Edge& edge : graph.edges) {
    const FrameId caller = graph.functions[edge.caller].frame, callee = graph.functions[edge.callee].frame;
    known[Estimates::pair_key(caller, callee)] = edge.cumulative;
  }
  const double least = nothing_worth_a_mark * static_cast<double>(tree.total);
  for (std::uint32_t node = 1; node < tree.size(); ++node) {
    if (tree.frame[node] == no_frame) continue;
    const auto found = known.find(Estimates::pair_key(tree.frame[tree.parent[node]], tree.frame[node]));
    if (found == known.end()) continue;  // a phase: its parent tells
    if (std::abs(static_cast<double>(tree.cumulative[node] - found->second)) > least)
      tree.flags[node] |= tree_estimated;
  }
}

Profile calls_with_importing(const Profile& profile, const GroupedGraph& grouped) {
  return Rewriter(profile, grouped).run();
}

}  // namespace p2g
