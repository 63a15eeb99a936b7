#include "renderers/callgraph/plan_rows.h"

#include <algorithm>

namespace p2g::cards {
namespace {

constexpr double more_share = 0.005;           // what is summed below a card is told from here on
constexpr std::size_t rows_at_most = 4;        // but callees of …
constexpr double heavy_row_share = 0.03;       // … this share are named …
constexpr std::size_t heavy_rows_at_most = 8;  // … up to here

class RowCollector {
 public:
  RowCollector(const PlanGraph& graph, const Decisions& decisions)
      : graph_(graph),
        facts_(graph.facts),
        decisions_(decisions),
        linked_with_(graph.function.size()),
        called_back_by_(graph.function.size()) {}

  std::vector<Row> rows_of(NodeIndex caller) {
    mark_callees(caller);
    const FunctionIndex f = graph_.function[caller];
    std::vector<Row> rows;
    Row more{Row::Kind::more};
    for (const EdgeIndex e : facts_.edges_from(f)) {
      const Edge& edge = facts_.edge(e);
      const NodeIndex to = graph_.node[callee_of(edge)];
      if (callee_of(edge) == f || (to && linked_with_[to] == caller)) continue;
      const bool back = to && called_back_by_[to] == caller;
      // Its own card tells more than a row could; what comes from here is too light even for a link.
      const bool drawn_elsewhere = to && decisions_.drawn[to] != 0 && !back;
      const Row row = row_for(edge, back ? Row::Kind::back : Row::Kind::callee);
      if (facts_.clamped_share(row.weight) >= row_share && !drawn_elsewhere)
        rows.push_back(row);
      else
        sum_up(row, f, more);
    }
    name_heaviest(f, rows, more);
    return rows;
  }

 private:
  // Marks with the caller instead of a flag need no clearing before the next caller.
  void mark_callees(NodeIndex caller) {
    for (const CallIndex c : graph_.calls_from(caller)) {
      if (graph_.call[c].residual) continue;  // no edge of the graph answers to it
      if (decisions_.fate[c] == Fate::link) linked_with_[graph_.ends[c].to] = caller;
      if (decisions_.fate[c] == Fate::back) called_back_by_[graph_.ends[c].to] = caller;
    }
  }

  Row row_for(const Edge& edge, Row::Kind kind) const {
    return {.kind = kind,
            .function = callee_of(edge),
            .count = 0,
            .weight = facts_.weight(edge),
            .calls = edge.calls,
            .timed = edge.cumulative != unknown_weight,
            .estimated = (edge.estimated & estimated_cumulative) != 0};
  }

  void sum_up(const Row& row, FunctionIndex caller, Row& more) const {
    ++more.count;
    more.weight += row.weight;
    // Times inside one cycle overlap: their sum means nothing.
    more.estimated = more.estimated || row.estimated;
    if (!row.timed || facts_.in_one_cycle(row.function, caller)) more.timed = false;
  }

  // Sorts the rows and sums what there are too many of.
  void name_heaviest(FunctionIndex caller, std::vector<Row>& rows, Row& more) const {
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.function < b.function;
    });
    std::size_t named = std::min(rows.size(), rows_at_most);
    while (named < std::min(rows.size(), heavy_rows_at_most) &&
           facts_.clamped_share(rows[named].weight) >= heavy_row_share)
      ++named;
    for (std::size_t i = named; i < rows.size(); ++i) sum_up(rows[i], caller, more);
    rows.resize(named);
    if (facts_.clamped_share(more.weight) >= more_share) rows.push_back(more);
  }

  const PlanGraph& graph_;
  const GraphFacts& facts_;
  const Decisions& decisions_;
  Column<NodeIndex, NodeIndex> linked_with_;     // the last caller that has a link to it
  Column<NodeIndex, NodeIndex> called_back_by_;  // the last caller whose call to it closes a cycle
};

}  // namespace

Column<NodeIndex, std::vector<Row>> collect_rows(const PlanGraph& graph, const Decisions& decisions) {
  Column<NodeIndex, std::vector<Row>> rows(graph.function.size());
  RowCollector collector(graph, decisions);
  for (const NodeIndex n : graph.nodes())
    if (decisions.drawn[n] != 0) rows[n] = collector.rows_of(n);
  return rows;
}

}  // namespace p2g::cards
