// The scene as PDF, painted by Cairo.
#include "renderers/document.h"
#include "renderers/formats/cairo_canvas_common.h"

namespace p2g {
namespace {

Result<void> write_pdf(const Document& document, Sink& sink, Warnings& warnings) {
  const PictureOptions& options = document.options().picture;
  const Theme& theme = document.theme();
  P2G_TRY_ASSIGN(const Scene* scene, document.picture());
  return paint_pdf(*scene, theme.palette(is_dark(options, theme)), {.background = options.background}, sink, warnings);
}

}  // namespace

extern const Format format_pdf;
const Format format_pdf = {.name = "pdf",
                           .summary = "picture on one page, for printing and papers",
                           .suffixes = ".pdf",
                           .binary = true,
                           .write = write_pdf};

}  // namespace p2g
