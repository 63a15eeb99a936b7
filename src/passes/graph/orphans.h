// Inside residual_calls.cc: callers for kept functions that would stand alone.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/passes/graph/residual_calls.h"

namespace p2g {

// Adds an edge of unknown cost into each function of the graph that no other one is seen calling and that is not
// entered from outside the profile, from the other kept function that leads to it over the fewest dropped ones. The
// edges are added at the end, by callee.
void connect_orphans(CallGraph& graph, const Profile& profile, const CallCut& cut);

// For each function of the graph, whether a function other than itself is seen calling it.
std::vector<std::uint8_t> called_functions(const CallGraph& graph);

// No file can tell its calls and self cost.
Edge residual_edge(std::uint32_t caller, std::uint32_t callee, Weight cumulative);

}  // namespace p2g
