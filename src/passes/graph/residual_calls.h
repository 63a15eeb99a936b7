// Edges of a pruned call profile that jump over dropped functions.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/graph.h"
#include "src/model/profile.h"

namespace p2g {

// What pruning of a call profile decided so far.
struct CallCut {
  std::vector<std::uint32_t> index;     // frame -> index in CallGraph::functions, or no_index
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
// bound is carried from kept functions over dropped ones that can_bridge(); what arrives at a kept function is a
// residual edge of that cumulative cost (calls 0 and self unknown: no file can tell). In detail:
//
// - What reaches one dropped function from one kept one over several ways is added up, to at most T; of more than 16
//   kept ones the heaviest. Dropped functions are taken by T, descending, then by name; what leads back to one that has
//   been taken is lost, which is safe.
// - Two ways from a to b over different dropped functions add up when a or b is never recursive, else the larger one
//   counts; in any case it is at most what a and b take. A function is not led back to itself.
// - A pair that the file has itself keeps the file's figures alone, even where a threshold hides it.
// - Edges below `least_edge` are left out. But a kept function that no other kept function calls gets its heaviest one,
//   or, where nothing is guaranteed and nobody calls it from outside the profile, an edge of unknown cost from the
//   other kept function that leads to it over the fewest dropped ones, of several the heaviest.
void add_residual_edges(CallGraph& graph, const Profile& profile, const CallCut& cut, Weight least_edge);

}  // namespace p2g
