// A comparison as one graph to lay out: every function and call as large as the larger of its two sides.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/callgraph/plan.h"
#include "src/model/diff.h"
#include "src/model/graph.h"

namespace p2g::diffs {

struct UnionGraph {
  CallGraph graph;  // its frames are the comparison's
  // Into Diff::functions and Diff::calls.
  Column<cards::FunctionIndex, Index<FunctionDiff>> function;
  Column<cards::EdgeIndex, Index<CallDiff>> call;
};
UnionGraph unite(const Diff& diff);

// Functions of the graph that have something to tell: the largest change of self and the largest of calls with their
// ways from a root, whatever the noise, then those beyond it, new, gone or moved, the largest change of cumulative cost
// first.
std::vector<cards::FunctionIndex> changed_functions(const Diff& diff, const UnionGraph& united);

// The first `count` of them with the calls between them, as far as these are not too light to be followed. Where
// nothing drawn leads to a function, a call through others does.
cards::PlanInput plan_input(const cards::GraphFacts& facts, const std::vector<cards::FunctionIndex>& changed,
                            std::size_t count);

}  // namespace p2g::diffs
