// In place of cairo_canvas_common.cc and its library in programs that have no Cairo.
#include "renderers/formats/cairo_canvas_common.h"
#include "renderers/third_party.h"

namespace p2g {
namespace {

Result<void> left_out(const char* what) {
  Error error{ErrorKind::usage, std::string("this build of prof2graph has no Cairo, so it writes no ") + what, ""};
  error.hint = "write SVG (-T svg), which browsers print and convert, or use the program for Linux";
  return fail(std::move(error));
}

}  // namespace

Result<void> paint_png(const Scene&, const Palette&, const CanvasOptions&, Sink&, Warnings&) { return left_out("PNG"); }
Result<void> paint_pdf(const Scene&, const Palette&, const CanvasOptions&, Sink&, Warnings&) { return left_out("PDF"); }

std::vector<ThirdParty> cairo_third_parties() {
  return {{"Cairo", "", "", "LGPL-2.1-only OR MPL-1.1", "not in this build"}};
}

}  // namespace p2g
