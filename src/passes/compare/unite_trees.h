// Two sides' call trees as one (model/diff_tree.h).
#pragma once

#include <vector>

#include "src/base/result.h"
#include "src/model/diff.h"
#include "src/model/diff_tree.h"
#include "src/model/profile.h"
#include "src/passes/tree/to_tree.h"

namespace p2g {

// `before` and `after` are the runs that `diff` was made of; its frames are the tree's, and `diff` outlives it. Of
// `options` the order counts.
Result<DiffTree> unite_trees(Diff& diff, std::vector<Profile> before, std::vector<Profile> after,
                             const TreeOptions& options);

}  // namespace p2g
