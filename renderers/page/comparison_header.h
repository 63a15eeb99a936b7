// Head of a comparison's pictures: names, the change of the whole, counts, and the legend of the nine steps.
#pragma once

#include <string>

#include "renderers/renderer.h"
#include "renderers/scene.h"
#include "renderers/theme.h"

namespace p2g::diffs {

// "before.prof → after.prof", or the title that was given.
std::string title(const Diff& diff, const PictureOptions& options);

// The verdict, what to look at, then `counts`. Returns the y below. `counts`: what the picture shows of the whole.
double draw_header(Scene& scene, const Comparison& comparison, const PictureOptions& options,
                   const std::string& counts);

// Its colour: of a change of `delta`, which counts when it `moved`.
int step_of(const Diff& diff, Weight delta, bool moved);

// "▼ −409 ms"; without the mark when it did not move; "no change" for none.
std::string marked_change(const Diff& diff, Weight delta, bool moved);

}  // namespace p2g::diffs
