// What a comparison draws when nothing changed for certain: the largest functions as rows, instead of a graph of cards
// that have nothing to tell.
#pragma once

#include "renderers/renderer.h"

namespace p2g::diffs {

// Returns the y below (px).
double draw_unchanged_rows(Scene& scene, double y, const Comparison& comparison);

}  // namespace p2g::diffs
