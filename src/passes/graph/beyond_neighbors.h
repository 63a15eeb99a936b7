// The callers of a function's callers, and the callees of its callees.
#pragma once

#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/sandwich.h"

namespace p2g {

// Fills in `beyond` of all callers and callees that have a time. Of stacks it is exact: each stack counts once for
// three functions in a row, direct recursion of the one in the middle left out.
void add_beyond_of_stacks(Sandwich& sandwich, const Profile& profile);
// Of calls a neighbour's cost is shared out by what its own callers bring it, or by what its callees cost it.
void add_beyond_of_calls(Sandwich& sandwich, const CallGraph& graph);

}  // namespace p2g
