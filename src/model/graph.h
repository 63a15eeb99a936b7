// The weighted call graph that DOT, JSON, the table and the call graph picture are made from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/base/rows.h"
#include "src/model/cost.h"
#include "src/model/counted.h"
#include "src/model/estimates.h"
#include "src/model/frame.h"
#include "src/model/metric.h"
#include "src/model/weight.h"

namespace p2g {

// A stack counts once, however often the function is on it.
struct Function : Cost {
  FrameId frame = no_frame;
  std::uint8_t estimated = 0;  // bits of EstimatedFigure
  Weight hidden = 0;           // the part of self that hidden functions spent
};

// Its cost is the callee's under this caller; a stack counts once a pair.
struct Edge : Cost {
  std::uint32_t caller = 0;  // indices into functions; caller == callee is direct recursion and is kept
  std::uint32_t callee = 0;
  bool residual = false;       // jumps over dropped functions
  std::uint8_t estimated = 0;  // bits of EstimatedFigure
};

// What pruning took away; stated in every output.
struct Dropped {
  std::int64_t functions = 0;
  std::int64_t edges = 0;
  Weight self = 0;
};

// Invariants: functions are sorted by cumulative descending, then Frames::compare; edges by caller, then callee, and
// each pair occurs once. `frames` outlives the graph.
struct CallGraph {
  const Frames* frames = nullptr;
  Metric metric;
  Weight total = 0;  // 100 %: Profile::total
  Counted counted = Counted::calls;
  bool residual_exact = false;  // from stacks; else a residual edge has at least its weight
  std::vector<Function> functions;
  std::vector<Edge> edges;
  Dropped dropped;
  std::string estimate_note;  // Estimates::note()
};

// Outgoing or incoming edges of each function: a row a function, of indices into CallGraph::edges.
Rows outgoing_edges(const CallGraph& graph);
Rows incoming_edges(const CallGraph& graph);

}  // namespace p2g
