// The two halves of to_graph(): see to_graph.h for the arguments and what is promised.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/graph.h"
#include "src/model/profile.h"

namespace p2g {

// to_graph.cc: exact, residual edges included.
CallGraph stacks_to_graph(const Profile& profile, const std::vector<FunctionCost>& totals,
                          const std::vector<std::uint8_t>& keep, double edge_share);
// calls_to_graph.cc: residual edges carry the least the file guarantees.
CallGraph calls_to_graph(const Profile& profile, const std::vector<FunctionCost>& totals,
                         const std::vector<std::uint8_t>& keep, double edge_share);

// Puts functions and edges into the order that CallGraph promises and renumbers the edges' ends; edges of one pair must
// have been summed before. Used by both halves last.
void sort_graph(CallGraph& graph);

}  // namespace p2g
