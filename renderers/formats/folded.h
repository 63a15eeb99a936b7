// Trees as folded stacks, one a line: the output type folded, and how trees are written in tests.
#pragma once

#include "src/base/sink.h"
#include "src/model/tree.h"

namespace p2g {

// In the tree's own order. The caller commits.
void write_folded(const Tree& tree, Sink& sink);

}  // namespace p2g
