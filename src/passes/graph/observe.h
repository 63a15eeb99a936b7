// What a profile gives away about itself: each rule is a few lines, and silent unless the figures say so.
#pragma once

#include <vector>

#include "src/model/graph.h"
#include "src/model/observation.h"
#include "src/model/profile.h"

namespace p2g {

// Of a whole run: a selection was asked for, and says nothing of what was recorded. Those that lead come first, then by
// the order of the rules. `graph` is the whole graph of the profile.
std::vector<Observation> observe(const Profile& profile, const CallGraph& graph);

}  // namespace p2g
