// Inside unroll.cc: what the file determines, so that it is drawn as a fact and not as an estimate.
#pragma once

#include <cstdint>

#include "src/base/no_index.h"
#include "src/passes/tree/call_network.h"

namespace p2g {

// A frame counts as exact when its drawn cost is that near to the file's figure. What differs is what a loop entered
// again further down: it is drawn where the loop was entered first.
inline constexpr double exact_share = 0.97;

bool as_filed(Weight drawn, Weight filed);

// All calls into the node have times.
bool all_callers_known(const CallNetwork& network, std::uint32_t node);

// Whether whatever the node does is done for this call (no_index: for the root), but for what cannot be seen.
bool is_only_caller(const CallNetwork& network, std::uint32_t node, std::uint32_t call);

}  // namespace p2g
