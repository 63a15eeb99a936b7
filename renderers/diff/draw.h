// The pictures of a comparison; the views' own files name these as their draw_diff.
#pragma once

#include "renderer.h"

namespace p2g::diffs {

Result<Scene> draw_callgraph(const DiffModel& model, const PictureOptions& options, const Theme& theme,
                             DrawStats& stats);
Result<Scene> draw_flame(const DiffModel& model, const PictureOptions& options, const Theme& theme, DrawStats& stats);

}  // namespace p2g::diffs
