#include "renderers/formats/cairo_library_common.h"
#include "renderers/third_party.h"
#include "src/base/shared_library.h"

namespace p2g {

#define P2G_DEFINE(name) decltype(&::name) name = nullptr;
P2G_CAIRO_FUNCTIONS(P2G_DEFINE)

namespace {
decltype(&::cairo_select_font_face) cairo_select_font_face = nullptr;
}  // namespace

const Result<void>& load_cairo() {
  static const Result<void> loaded = [] {
    SharedLibrary library("libcairo.so.2", "libcairo2");
#define P2G_FIND(name) library.find(name, #name);
    P2G_CAIRO_FUNCTIONS(P2G_FIND)
    P2G_FIND(cairo_select_font_face)
    return library.status();
  }();
  return loaded;
}

void select_font(cairo_t* context, bool bold) {
  cairo_select_font_face(context, "Helvetica", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
}

std::string_view font_owner() { return "this machine's font for Helvetica"; }
std::string_view font_advice() { return "install fonts-dejavu-core, or a font of that script, or write SVG"; }

std::vector<ThirdParty> cairo_third_parties() {
  const Result<void>& loaded = load_cairo();
  return {{"Cairo", CAIRO_VERSION_STRING, loaded ? cairo_version_string() : "", "LGPL-2.1-only OR MPL-1.1",
           loaded_from("cairo", loaded ? "" : loaded.error().hint)}};
}

}  // namespace p2g
