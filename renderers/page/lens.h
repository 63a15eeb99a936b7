// The run with a selection in it, over the strip that shows the selection alone.
#pragma once

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/metric.h"
#include "src/model/profile.h"

namespace p2g {

// A bar of the run, and two lines from the selection's part to the whole width below: nobody reads a share of the one
// as a share of the other. Returns the y where the strip begins.
double draw_lens(Scene& scene, double y, const Asked& asked, const Metric& metric, const Theme& theme);

}  // namespace p2g
