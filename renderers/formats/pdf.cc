// The scene as PDF, painted by Cairo.
#include "renderers/formats/cairo_canvas_common.h"
#include "renderers/renderer.h"

namespace p2g {
namespace {

Result<void> write_pdf(const Scene& scene, const PictureOptions& options, const Theme& theme, Sink& sink,
                       Warnings& warnings) {
  return paint_pdf(scene, theme.palette(is_dark(options, theme)), {.background = options.background}, sink, warnings);
}

}  // namespace

extern const Format format_pdf;
const Format format_pdf = {.name = "pdf",
                           .summary = "picture on one page, for printing and papers",
                           .suffixes = ".pdf",
                           .needs = 0,
                           .binary = true,
                           .write_scene = write_pdf,
                           .write_model = nullptr};

}  // namespace p2g
