// The view of a comparison; view.cc names it as its draw_diff.
#pragma once

#include "renderers/renderer.h"

namespace p2g::diffs {

Result<Scene> draw_callgraph(const Comparison& comparison, const ViewOptions& options, const Theme& theme,
                             DrawStats& stats);

}  // namespace p2g::diffs
