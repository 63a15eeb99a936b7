// The self-time strip: who holds the time, in one bar.
#pragma once

#include <span>
#include <string_view>

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/frame.h"
#include "src/model/metric.h"

namespace p2g {

struct SelfCost {
  FrameId frame = no_frame;
  Weight self = 0;
  Weight cumulative = 0;
  bool estimated = false;  // its self cost
};
// All self time as one bar, largest first (ties by Frames::compare): width = share of `total`, colour = the function's
// cumulative share; what is narrower than 8 px is summed as "other n functions". When no function holds 3 % a sentence
// says so instead. `caption` is a line of muted text below it, or empty. Draws nothing when total is 0. Returns the y
// below what it drew (px).
double draw_self_strip(Scene& scene, double y, const Frames& frames, const Metric& metric, Weight total,
                       std::span<const SelfCost> costs, const Theme& theme, std::string_view caption = {});

}  // namespace p2g
