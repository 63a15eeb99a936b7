// Lengths that all pictures share, px: a reader learns them once.
#pragma once

#include "renderers/scene.h"

namespace p2g {

inline constexpr double margin_px = 16;     // left, right and below; content is scene.width - 2 * margin_px wide
inline constexpr double narrow_px = 700;    // of a scene: below it there is no room for two things side by side
inline constexpr float text_px = 11;        // nothing is smaller
inline constexpr float name_px = 12;        // bold names
inline constexpr float title_px = 16;       // bold title
inline constexpr double line_step_px = 14;  // baseline to baseline at text_px

constexpr double content_width(const Scene& scene) { return scene.width - 2 * margin_px; }

}  // namespace p2g
