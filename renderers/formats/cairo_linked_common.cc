#include <brotli/decode.h>
#include <cairo-ft.h>
#include <expat.h>
#include <fontconfig/fontconfig.h>
#include <pixman.h>
#include <png.h>

#include <array>
#include <utility>

#include "renderers/formats/cairo_library_common.h"
#include "renderers/third_party.h"

namespace p2g {

std::string_view embedded_font(bool bold);  // generated from the fonts that the build found (.package/portable.cmake)

#define P2G_DEFINE(name) decltype(&::name) name = &::name;
P2G_CAIRO_FUNCTIONS(P2G_DEFINE)

namespace {

struct Fonts {
  FT_Library library = nullptr;
  std::array<cairo_font_face_t*, 2> faces{};  // by `bold`
};

cairo_font_face_t* open_font(FT_Library library, std::string_view bytes) {
  FT_Face face = nullptr;
  const auto* data = reinterpret_cast<const FT_Byte*>(bytes.data());
  if (FT_New_Memory_Face(library, data, static_cast<FT_Long>(bytes.size()), 0, &face) != 0) return nullptr;
  return cairo_ft_font_face_create_for_ft_face(face, 0);
}

// Opened once and kept: Cairo's caches hold on to them until the program ends.
const Fonts& fonts() {
  static const Fonts opened = [] {
    Fonts fonts;
    if (FT_Init_FreeType(&fonts.library) != 0) return fonts;
    fonts.faces = {open_font(fonts.library, embedded_font(false)), open_font(fonts.library, embedded_font(true))};
    return fonts;
  }();
  return opened;
}

// "1.6.39" of 10639, where each part but the first has the digits of `base`.
std::string decimal_version(unsigned number, unsigned base) {
  return version_of(static_cast<int>(number / base / base), static_cast<int>(number / base % base),
                    static_cast<int>(number % base));
}

std::string expat_version() {
  const XML_Expat_Version running = XML_ExpatVersionInfo();
  return version_of(running.major, running.minor, running.micro);
}

std::string brotli_version() {
  const std::uint32_t running = BrotliDecoderVersion();  // 8, 12 and 12 bits
  return version_of(static_cast<int>(running >> 24U), static_cast<int>(running >> 12U & 0xfffU),
                    static_cast<int>(running & 0xfffU));
}

std::string freetype_version() {
  int major = 0, minor = 0, patch = 0;
  if (FT_Library library = fonts().library) FT_Library_Version(library, &major, &minor, &patch);
  return version_of(major, minor, patch);
}

}  // namespace

const Result<void>& load_cairo() {
  static const Result<void> loaded = []() -> Result<void> {
    if (fonts().faces[0] != nullptr && fonts().faces[1] != nullptr) return {};
    return fail({.kind = ErrorKind::output, .message = "the font in the program cannot be opened"});
  }();
  return loaded;
}

void select_font(cairo_t* context, bool bold) { cairo_set_font_face(context, fonts().faces[bold ? 1 : 0]); }

std::string_view font_owner() { return "the font in this program (Liberation Sans)"; }
std::string_view font_advice() { return "write SVG, which takes the fonts of whoever looks at it"; }

std::vector<ThirdParty> cairo_third_parties() {
  return {{"Cairo", CAIRO_VERSION_STRING, cairo_version_string(), "LGPL-2.1-only OR MPL-1.1", linked_from("cairo")},
          {"FreeType", version_of(FREETYPE_MAJOR, FREETYPE_MINOR, FREETYPE_PATCH), freetype_version(),
           "FTL OR GPL-2.0-or-later", linked_from("freetype")},
          {"pixman", PIXMAN_VERSION_STRING, pixman_version_string(), "MIT", linked_from("pixman-1")},
          {"libpng", PNG_LIBPNG_VER_STRING, decimal_version(png_access_version_number(), 100), "libpng-2.0",
           linked_from("png16")},
          {"fontconfig", version_of(FC_MAJOR, FC_MINOR, FC_REVISION),
           decimal_version(static_cast<unsigned>(FcGetVersion()), 100), "HPND-sell-variant", linked_from("fontconfig")},
          {"expat", version_of(XML_MAJOR_VERSION, XML_MINOR_VERSION, XML_MICRO_VERSION), expat_version(), "MIT",
           linked_from("expat")},
          {"brotli", "", brotli_version(), "MIT", linked_from("brotlidec")},
          {"Liberation Sans", "", "", "OFL-1.1", "in the program"}};
}

}  // namespace p2g
