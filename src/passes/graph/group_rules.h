// Which machinery is known by name: event loops, test runners, frameworks. Each src/passes/graph/groups/NAME.group is
// one group: its first line is the name that pictures show, every further line a rule, "FILE NAMES" as in
// function_rules.h
// ("*" for any file), or a comment behind #. Only what passes on belongs there, functions that call others for
// somebody; what does work of its own does not.
#pragma once

#include <vector>

#include "src/passes/graph/function_rules.h"

namespace p2g {

// The kind of a rule is its group's name.
const std::vector<FunctionRule>& group_rules();

}  // namespace p2g
