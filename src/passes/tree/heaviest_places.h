// Inside unroll.cc: a bound on the size of a tree.
#pragma once

#include <cstddef>

#include "src/passes/tree/unroll.h"

namespace p2g {

// Keeps the `most` heaviest places, of equals the first; what the others held is part of the rest above them.
void keep_heaviest(Places& places, std::size_t most);

}  // namespace p2g
