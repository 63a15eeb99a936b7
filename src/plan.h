// What a command line means once all defaults are settled: which view, which bytes, which thresholds.
#pragma once

#include <cstdint>

#include "renderers/renderer.h"
#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/gate/limits.h"
#include "src/options.h"
#include "src/passes/compare/diff_rows.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/tree/to_tree.h"

namespace p2g {

struct Plan {
  Options options;  // as given, with files, view and picture fields completed
  const View* view = nullptr;
  const Format* format = nullptr;
  Theme theme;
  std::uint8_t needs = 0;  // of the view for pictures, of the format for data
  PruneOptions prune;
  TreeOptions tree;
  DiffSort diff_sort = DiffSort::self;
  std::vector<Limit> limits;  // the gate
  Warnings warnings;
};

// Looks names up and checks that they fit together. Fails with ErrorKind::usage; opens nothing but a theme and a
// budget.
Result<Plan> make_plan(const Options& options);

}  // namespace p2g
