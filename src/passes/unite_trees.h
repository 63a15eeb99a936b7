// Two sides' call trees as one (model/diff_tree.h).
#pragma once

#include <vector>

#include "model/diff.h"
#include "model/diff_tree.h"
#include "passes/passes.h"

namespace p2g {

// `before` and `after` are the runs that `diff` was made of; its frames are the tree's, and `diff` outlives it. Of
// `options` the order counts.
Result<DiffTree> unite_trees(Diff& diff, std::vector<Profile> before, std::vector<Profile> after,
                             const TreeOptions& options);

}  // namespace p2g
