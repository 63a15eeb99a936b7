// How much of each function's time runs below certain others, as far as a call graph can tell.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/graph.h"

namespace p2g {

// By function: what is given, and what is to be found.
enum : std::uint8_t { below_unknown = 0, below_none = 1, below_all = 2 };

// Parts in [0, 1]: a function is below as far as its callers are. Apportioned, so an estimate: for choosing, and for
// sums that say so.
std::vector<float> part_below(const CallGraph& graph, const std::vector<std::uint8_t>& given);

}  // namespace p2g
