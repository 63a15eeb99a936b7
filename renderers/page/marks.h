// Small marks beside text.
#pragma once

#include "renderers/scene.h"

namespace p2g {

// Drawn as paths, because fonts lack them. (x, y) is the left end of the text baseline; each is mark_px wide.
inline constexpr double mark_px = 10;
void add_loop_mark(Scene& scene, double x, double y, Slot color);  // recursion
void add_back_mark(Scene& scene, double x, double y, Slot color);  // call back into a function above
void add_more_mark(Scene& scene, double x, double y, Slot color);  // "⋯": summed

}  // namespace p2g
