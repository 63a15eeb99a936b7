// What changed, as two bars on one scale: what was saved above what was added, by function.
#pragma once

#include "renderers/renderer.h"
#include "renderers/scene.h"

namespace p2g::diffs {

// Changes of self cost that are certain, largest first; what is narrower than 8 px is summed. Below them a sentence
// closes the sum: saved + added + not decided is the change of the total. Draws nothing when no change is certain.
// Returns the y below what it drew (px).
double draw_change_strip(Scene& scene, double y, const Diff& diff);

}  // namespace p2g::diffs
