// What the call graph picture has to know of the whole graph before it can choose.
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/no_index.h"
#include "src/base/rows.h"
#include "src/model/graph.h"

namespace p2g::cards {

// Indices are those of graph.functions and graph.edges. Shares are of the total, clamped to [0, 1] for drawing: files
// may hold negative times.
class GraphFacts {
 public:
  explicit GraphFacts(const CallGraph& call_graph);

  const CallGraph& graph;
  Rows out, in;
  std::vector<std::uint32_t> component;  // strongly connected component of each function
  std::vector<std::uint8_t> root;        // 1: a good part of its time comes from no known caller
  std::vector<std::uint8_t> recursive;   // 1: called again while it runs
  // The caller that brings the most of each function's time, itself aside; no_index: it has none.
  std::vector<std::uint32_t> main_caller;
  // From the heaviest root down along the heaviest calls to the function that keeps most of it: the answer to "where
  // did the time go". Ends before a call of less than 5 % or of less than the caller's own self time; empty when no
  // root has 5 %.
  std::vector<std::uint32_t> heaviest_chain;

  double share(std::uint32_t function) const;
  double self_share(std::uint32_t function) const;
  // Part of the callee's time that this edge brings, [0, 1]; by calls where the input gives no times.
  double carried(std::uint32_t edge) const;
  // The edge's time, or its part of the callee's by calls where the input gives none.
  Weight weight(const Edge& edge) const;
  double edge_share(std::uint32_t edge) const { return clamped_share(weight(graph.edges[edge])); }
  double clamped_share(Weight weight) const;
  double carried(const Edge& edge) const;

 private:
  void find_roots();
  void find_main_callers();
  void find_heaviest_chain();
};

}  // namespace p2g::cards
