// The two tables below the rows: callers and callees with share, time, calls and the time of a call.
#pragma once

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/model/sandwich.h"

namespace p2g {

// Side by side, or one below the other in a narrow picture. Returns the y below them.
double draw_sandwich_tables(Scene& scene, double y, const Sandwich& sandwich, const Theme& theme);

}  // namespace p2g
