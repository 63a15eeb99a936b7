// A call profile in which importing is one function with its phases below it: what a flame graph can show of it without
// sharing out what no call profile divides.
#pragma once

#include "src/model/group.h"
#include "src/model/profile.h"
#include "src/model/tree.h"

namespace p2g {

// `grouped` has importing. What the program's functions spend while importing is in the group alone; what is called by
// the program and mostly by importing has no callees of its own.
Profile calls_with_importing(const Profile& profile, const GroupedGraph& grouped);

// Marks the nodes of a tree of such a profile that do not have what the file says of the call or of the root.
void mark_differences(const GroupedGraph& grouped, Tree& tree);

}  // namespace p2g
