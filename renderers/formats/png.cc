// The scene as PNG, painted by Cairo.
#include "renderers/document.h"
#include "renderers/formats/cairo_canvas_common.h"

namespace p2g {
namespace {

Result<void> write_png(const Document& document, Sink& sink, Warnings& warnings) {
  const PictureOptions& options = document.options().picture;
  const Theme& theme = document.theme();
  P2G_TRY_ASSIGN(const Scene* scene, document.picture());
  return paint_png(*scene, theme.palette(is_dark(options, theme)), {.background = options.background}, sink, warnings);
}

}  // namespace

extern const Format format_png;
const Format format_png = {.name = "png",
                           .summary = "picture in pixels, twice the natural size",
                           .suffixes = ".png",
                           .binary = true,
                           .write = write_png};

}  // namespace p2g
