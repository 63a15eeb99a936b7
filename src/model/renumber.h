// Puts other frames under a profile: what merging and comparing do when several of them get the same functions.
#pragma once

#include <vector>

#include "src/model/profile.h"

namespace p2g {

// The frame f becomes ids[f] of `frames`. Frames that get the same id become one function: their costs are added, and
// so are stacks that do not differ any more.
void renumber(Profile& profile, const std::vector<FrameId>& ids, Frames frames);

// The same for its parts alone. False, and no parts are left, where functions of stacks become one: how much of their
// cumulative cost is the same cost only stacks tell.
bool renumber_parts(Profile& profile, const std::vector<FrameId>& ids);

}  // namespace p2g
