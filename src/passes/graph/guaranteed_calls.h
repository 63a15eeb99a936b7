// Inside residual_calls.cc: the time that a kept function surely spends in another one over dropped functions.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/passes/graph/residual_calls.h"

namespace p2g {

// A residual edge before thresholds.
struct Bridge {
  std::uint32_t caller;  // indices into CallGraph::functions
  std::uint32_t callee;
  Weight bound;  // at least so much of callee's time is below caller, over dropped functions only
};

// By caller, then callee, each pair once.
std::vector<Bridge> guaranteed_bridges(const CallGraph& graph, const Profile& profile, const CallCut& cut);

// Whether a function is never on the stack twice, so that the times of its calls do not overlap.
inline bool never_recursive(const FunctionCost& function) { return function.calls == function.primitive_calls; }

}  // namespace p2g
