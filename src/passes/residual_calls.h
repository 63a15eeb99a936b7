// Edges of a pruned call profile that jump over dropped functions.
#pragma once

#include <cstdint>
#include <vector>

#include "model/graph.h"
#include "model/profile.h"

namespace p2g {

// What pruning of a call profile decided so far.
struct CallCut {
  std::vector<std::uint32_t> index;     // frame -> index in CallGraph::functions, or no_row
  std::vector<std::uint8_t> role;       // frame -> Role
  std::vector<std::uint32_t> bridging;  // edges with both ends kept or bridge, at least one of them a bridge
  enum Role : std::uint8_t { dropped = 0, bridge = 1, kept = 2 };
};

// A dropped function that the guaranteed part of a path may lead over: never on the stack twice, so that times of
// different callers do not overlap, and heavy enough to matter.
bool can_bridge(const FunctionCost& function, Weight least_edge);

// Adds residual edges to `graph`, whose `edges` are the direct ones, in order, each pair once, before thresholds.
//
// A call profile has no paths, only pairs. Still, when a dropped function d takes T in all, C of it under caller a, and
// spends D of it in b, then at least C + D - T of the time is a over d to b, because both are parts of the same T. That
// bound is carried from kept functions over dropped ones; what arrives at a kept function is a residual edge of that
// cumulative cost (calls 0 and self unknown: no file can tell). Edges below `least_edge` are left out, but a kept
// function that nobody kept calls gets its heaviest one, or, where nothing is guaranteed, an edge of unknown cost from
// the nearest kept function that can lead to it.
void add_residual_edges(CallGraph& graph, const Profile& profile, const CallCut& cut, Weight least_edge);

}  // namespace p2g
