// The weighted call graph of a profile: stacks in to_graph.cc, calls in calls_to_graph.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/graph.h"
#include "src/model/profile.h"

namespace p2g {

// Rebuilds the graph over the chosen functions.
// Edges that jump over dropped functions become residual: exact from stacks; from calls they stand for paths through
// dropped functions and carry the least the file guarantees. Edges below edge_share are dropped. What was dropped is
// counted in CallGraph::dropped.
CallGraph to_graph(const Profile& profile, const std::vector<FunctionCost>& totals,
                   const std::vector<std::uint8_t>& keep, double edge_share);

}  // namespace p2g
