// Paints a scene with Cairo: the only file that knows it. PNG and PDF are printed from here.
#pragma once

#include "renderers/scene.h"
#include "renderers/theme.h"
#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/base/sink.h"

namespace p2g {

struct CanvasOptions {
  bool background = true;  // false: transparent
};

// A raster image at twice the natural size (sharp on today's screens and in print), or at the largest scale that
// Cairo's limit of 32,767 px a side and ours of 64 million pixels allow; never an error because a picture is large.
// Same scene, same bytes, on one version of Cairo and of the fonts.
// Letters that the machine's font has no glyph for are boxes, and a warning.
Result<void> paint_png(const Scene& scene, const Palette& palette, const CanvasOptions& options, Sink& sink,
                       Warnings& warnings);
// The scale that paint_png takes.
double png_scale(const Scene& scene);

// One page of the picture's size, 1 px = 1/96 inch. The creation date is SOURCE_DATE_EPOCH, or 1970-01-01: never now.
Result<void> paint_pdf(const Scene& scene, const Palette& palette, const CanvasOptions& options, Sink& sink,
                       Warnings& warnings);

}  // namespace p2g
