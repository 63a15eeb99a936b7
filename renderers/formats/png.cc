// The scene as PNG, painted by Cairo.
#include "renderers/formats/cairo_canvas_common.h"
#include "renderers/renderer.h"

namespace p2g {
namespace {

Result<void> write_png(const Scene& scene, const PictureOptions& options, const Theme& theme, Sink& sink,
                       Warnings& warnings) {
  return paint_png(scene, theme.palette(is_dark(options, theme)), {.background = options.background}, sink, warnings);
}

}  // namespace

extern const Format format_png;
const Format format_png = {.name = "png",
                           .summary = "picture in pixels, twice the natural size",
                           .suffixes = ".png",
                           .needs = 0,
                           .binary = true,
                           .write_scene = write_png,
                           .write_model = nullptr};

}  // namespace p2g
