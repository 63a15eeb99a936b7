// The picture of a profile in which several threads share one call stack: what it can be trusted for, and nothing else.
#pragma once

#include <string_view>

#include "renderers/renderer.h"
#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/analysis/analysis.h"

namespace p2g {

// Whether who called whom, and with it cumulative times, depends on what other threads did (importers/kit/agreement.h).
bool has_mixed_threads(const Profile& profile);

// Instead of a graph or stacks of such a profile: a banner that says what is right and what is not, and the functions
// with the largest self times.
Scene draw_mixed_threads(const Analysis& analysis, const ViewOptions& options, const Theme& theme, DrawStats& stats);

}  // namespace p2g
