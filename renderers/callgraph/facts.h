// What the call graph picture has to know of the whole graph before it can choose.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/page/part_strips.h"
#include "src/base/index.h"
#include "src/base/rows.h"
#include "src/model/graph.h"
#include "src/model/profile.h"

namespace p2g::cards {

using FunctionIndex = Index<Function>;  // into CallGraph::functions: ascending is from heavy to light
using EdgeIndex = Index<Edge>;          // into CallGraph::edges

inline FunctionIndex caller_of(const Edge& edge) { return FunctionIndex(edge.caller); }
inline FunctionIndex callee_of(const Edge& edge) { return FunctionIndex(edge.callee); }

// Shares are of the total, clamped to [0, 1] for drawing: files may hold negative times. The graph outlives its facts.
class GraphFacts {
 public:
  explicit GraphFacts(const CallGraph& call_graph) : GraphFacts(call_graph, nullptr, {}, {}) {}
  // Of a selection: the functions that were asked for, and by FrameId which are the user's own, and which run code
  // of others (Analysis::machinery).
  GraphFacts(const CallGraph& call_graph, const Asked* of_selection, const std::vector<std::uint8_t>& own,
             const std::vector<std::uint8_t>& machinery);

  const CallGraph& graph;
  const Asked* const asked;                         // null: this is no selection of functions
  const PartRows* parts = nullptr;                  // null: it is no sum of several that are drawn beside each other
  Column<FunctionIndex, std::uint8_t> is_asked;     // 1: one of the heaviest that were asked for
  Column<FunctionIndex, std::uint8_t> is_above;     // 1: only leads to one of them
  Column<FunctionIndex, std::uint8_t> is_left_out;  // 1: leads there, too, but says nothing: find_ways_in()
  Column<FunctionIndex, std::uint8_t> is_own;
  Column<FunctionIndex, std::uint8_t> leads_everywhere;
  Column<FunctionIndex, std::uint8_t> root;       // 1: a good part of its time comes from no known caller
  Column<FunctionIndex, std::uint8_t> recursive;  // 1: called again while it runs
  // The caller that brings the most of each function's time, itself aside; none: it has no caller.
  Column<FunctionIndex, FunctionIndex> main_caller;
  // From the heaviest root down along the heaviest calls to the function that keeps most of it: the answer to "where
  // did the time go". Ends before a call of less than 5 % or of less than the caller's own self time; empty when no
  // root has 5 %.
  std::vector<FunctionIndex> heaviest_chain;

  const Function& function(FunctionIndex f) const { return graph.functions[f.value()]; }
  const Edge& edge(EdgeIndex e) const { return graph.edges[e.value()]; }
  // Stands for functions that the selection hides: it is no function.
  bool is_hidden(FunctionIndex f) const { return graph.frames->parts(function(f).frame).kind == FrameKind::hidden; }
  std::size_t function_count() const { return graph.functions.size(); }
  IndexRange<FunctionIndex> functions() const { return {FunctionIndex(0), FunctionIndex(function_count())}; }
  IndexList<EdgeIndex> edges_from(FunctionIndex f) const { return edges_of(out_, f); }
  IndexList<EdgeIndex> edges_into(FunctionIndex f) const { return edges_of(in_, f); }
  // Whether calls lead from each of the two to the other.
  bool in_one_cycle(FunctionIndex a, FunctionIndex b) const { return component_[a] == component_[b]; }

  // Whether the card that begins with this function says what it costs in each part. Of groups nobody knows it.
  bool has_foot(FunctionIndex f) const {
    if (parts == nullptr) return false;
    for (const PartRows::Row& row : parts->rows) {
      if (row.part->find(function(f).frame) != nullptr) return true;
    }
    return false;
  }

  double share(FunctionIndex f) const { return clamped_share(function(f).cumulative); }
  double self_share(FunctionIndex f) const { return clamped_share(function(f).self); }
  double clamped_share(Weight weight) const;
  // Part of the callee's time that this edge brings, [0, 1]; by calls where the input gives no times.
  double carried(const Edge& edge) const;
  // The edge's time, or its part of the callee's by calls where the input gives none.
  Weight weight(const Edge& edge) const;

 private:
  struct StrongComponent;
  using ComponentIndex = Index<StrongComponent>;
  struct Inflow;

  static IndexList<EdgeIndex> edges_of(const Rows& rows, FunctionIndex f) {
    return IndexList<EdgeIndex>(rows[f.value()]);
  }
  void find_asked();
  void find_ways_in();
  Column<FunctionIndex, std::uint8_t> reached(bool callers) const;
  void find_recursive();
  Inflow measure_inflow() const;
  bool comes_from_nowhere(FunctionIndex f, const Inflow& inflow) const;
  void find_roots();
  void find_main_callers();
  void find_heaviest_chain();
  bool leads_on(FunctionIndex f) const { return edges_from(f).begin() != edges_from(f).end(); }

  Rows out_, in_;
  Column<FunctionIndex, ComponentIndex> component_;
};

}  // namespace p2g::cards
