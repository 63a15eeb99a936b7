// Functions by which a profile shows what it does: "waiting" for somebody else, "garbage collection".
#pragma once

#include <vector>

#include "src/passes/graph/function_rules.h"

namespace p2g {

inline constexpr std::string_view waits = "waiting";
inline constexpr std::string_view collects = "garbage collection";

// Of a function that only calls one of them its own time is not theirs: what counts is self time.
const std::vector<FunctionRule>& observed_functions();

}  // namespace p2g
