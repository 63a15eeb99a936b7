// Which machinery is known by name: event loops, test runners, frameworks. The kind of a rule is the group's name.
#pragma once

#include <vector>

#include "src/passes/graph/function_rules.h"

namespace p2g {

const std::vector<FunctionRule>& group_rules();

}  // namespace p2g
