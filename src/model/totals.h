// Each function's cost over the whole profile.
#pragma once

#include <vector>

#include "src/model/profile.h"

namespace p2g {

// Self and cumulative cost of every frame, index FrameId. From stacks: each stack counts once a frame; calls and
// primitive_calls are then 0. From calls: what the file says.
std::vector<FunctionCost> function_totals(const Profile& profile);
// The same of stacks, for those who have cumulative_of() already.
std::vector<FunctionCost> stack_totals(const Profile& profile, const std::vector<Weight>& cumulative);

}  // namespace p2g
