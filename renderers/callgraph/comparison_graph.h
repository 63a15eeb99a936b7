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

// What the picture tells about: at most ten functions whose own cost changed beyond the noise, that are new, gone or
// moved, the largest change first; and always, when there are any or when calls changed, the largest change of self and
// of calls. Where no function changed itself, those that changed with all they call.
std::vector<cards::FunctionIndex> changed_functions(const Diff& diff, const UnionGraph& united);

// The first `count` of them, each with its heaviest way from a root, and the calls between these, as far as they are
// not too light to be followed. Functions on a way that only pass on are folded.
cards::PlanInput plan_input(const Diff& diff, const cards::GraphFacts& facts,
                            const std::vector<cards::FunctionIndex>& changed, std::size_t count);

}  // namespace p2g::diffs
