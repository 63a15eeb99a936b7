#include "renderers/formats/cairo_canvas_common.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <numbers>
#include <unordered_map>

#include "renderers/formats/cairo_library_common.h"
#include "src/base/seeded_hash.h"
#include "src/base/text.h"

namespace p2g {
namespace {

constexpr double wanted_png_scale = 2;
constexpr double cairo_side_limit_px = 32767;
constexpr double pixels_limit = 64e6;  // 256 MB of memory while it is painted
constexpr double points_per_px = 0.75;

template <auto& destroy>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Deleter<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Deleter<cairo_destroy>>;
using FontOptions = std::unique_ptr<cairo_font_options_t, Deleter<cairo_font_options_destroy>>;

cairo_status_t put_bytes(void* sink, const unsigned char* data, unsigned size) {
  static_cast<Sink*>(sink)->put({reinterpret_cast<const char*>(data), size});
  return CAIRO_STATUS_SUCCESS;
}

Result<void> check(cairo_status_t status, std::string_view what) {
  if (status == CAIRO_STATUS_SUCCESS) return {};
  return fail({.kind = ErrorKind::output,
               .message = fmt::format("could not paint the {}: {}", what, cairo_status_to_string(status))});
}

// Cairo fails on the code points that Unicode says are no characters.
bool is_noncharacter(char32_t c) { return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe; }

// What Cairo accepts and a reader can see: well-formed UTF-8 without controls (a NUL would end the text).
std::string visible_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) {
    const char32_t c = decode_utf8(text, pos);
    const bool hidden = c < 0x20 || (c >= 0x7f && c <= 0x9f) || is_bidi_control(c) || is_noncharacter(c);
    append_utf8(out, hidden ? replacement_character : c);
  }
  return out;
}

// Which letters the fonts of a picture have no glyph for, and how often they are drawn all the same.
class MissingLetters {
 public:
  // `text` is about to be shown with the font that `context` has now; fonts differ by `bold` only.
  void look_at(cairo_t* context, const std::string& text, bool bold) {
    for (std::size_t pos = 0; pos < text.size();) {
      const std::size_t begin = pos;
      const char32_t c = decode_utf8(text, pos);
      const auto [known, first] = has_glyph_[bold ? 1 : 0].try_emplace(c, true);
      if (first) known->second = has_glyph(context, text.data() + begin, pos - begin);
      if (known->second) continue;
      ++times_;
      if (first && std::find(letters_.begin(), letters_.end(), c) == letters_.end()) letters_.push_back(c);
    }
  }

  void tell(Warnings& warnings) const {
    constexpr std::size_t named_at_most = 8;
    std::string named;
    for (std::size_t i = 0; i < std::min(letters_.size(), named_at_most); ++i) append_utf8(named += ' ', letters_[i]);
    if (letters_.size() > named_at_most) named += fmt::format(" and {} more", letters_.size() - named_at_most);
    warnings.add("missing-letters",
                 std::string(font_owner()) + " has no glyph for" + named +
                     ", so boxes stand there: " + std::string(font_advice()),
                 times_);
  }

 private:
  // Glyph 0 stands for whatever a font does not have, in files and in the font that Cairo brings.
  static bool has_glyph(cairo_t* context, const char* letter, std::size_t size) {
    cairo_glyph_t* glyphs = nullptr;
    int count = 0;
    const cairo_status_t status =
        cairo_scaled_font_text_to_glyphs(cairo_get_scaled_font(context), 0, 0, letter, static_cast<int>(size), &glyphs,
                                         &count, nullptr, nullptr, nullptr);
    if (status != CAIRO_STATUS_SUCCESS) return true;  // its error is found where the text is shown
    const bool found = std::none_of(glyphs, glyphs + count, [](const cairo_glyph_t& g) { return g.index == 0; });
    cairo_glyph_free(glyphs);
    return found;
  }

  std::array<std::unordered_map<std::uint64_t, bool, SeededHash>, 2> has_glyph_;  // looked up, never walked
  std::vector<char32_t> letters_;  // that are missing, in the order of their first place
  std::uint64_t times_ = 0;
};

class Painter {
 public:
  Painter(cairo_t* context, const Palette& palette) : cairo_(context), palette_(palette) {
    // Hinting would round widths to the pixel grid, differently at each scale.
    const FontOptions options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo_, options.get());
  }

  const MissingLetters& missing_letters() const { return missing_; }

  void paint_page() {
    set_color(Slot::page, 1);
    cairo_paint(cairo_);
  }

  void paint(const Item& item) {
    if (const auto* rect = std::get_if<RectItem>(&item)) paint_rect(*rect);
    if (const auto* text = std::get_if<TextItem>(&item)) paint_text(*text);
    if (const auto* path = std::get_if<PathItem>(&item)) paint_path(*path);
  }

 private:
  void set_color(Slot slot, double opacity) {
    const Color color = palette_[static_cast<std::size_t>(slot)];
    cairo_set_source_rgba(cairo_, color.red / 255.0, color.green / 255.0, color.blue / 255.0, opacity);
  }

  // Fills and strokes the current path, and forgets it.
  void paint_current(const Paint& paint) {
    if (paint.fill != Slot::none) {
      set_color(paint.fill, static_cast<double>(paint.fill_opacity));
      cairo_fill_preserve(cairo_);
    }
    if (paint.stroke != Slot::none) {
      set_color(paint.stroke, static_cast<double>(paint.stroke_opacity));
      cairo_set_line_width(cairo_, static_cast<double>(paint.stroke_width));
      // The same lengths as in the style sheet of the SVG.
      const double dashed[] = {4, 3};
      const double dotted[] = {2, 3};
      cairo_set_dash(cairo_, paint.dash == Dash::dotted ? dotted : dashed, paint.dash == Dash::none ? 0 : 2, 0);
      cairo_stroke_preserve(cairo_);
    }
    cairo_new_path(cairo_);
  }

  // Makes the rectangle the current path. Cairo has no rounded one: a quarter circle a corner, clockwise.
  void outline(const RectItem& rect) {
    const double radius = std::min({rect.radius, rect.width / 2, rect.height / 2});
    if (radius <= 0) return cairo_rectangle(cairo_, rect.x, rect.y, rect.width, rect.height);
    constexpr double quarter = std::numbers::pi / 2;
    const double right = rect.x + rect.width - radius;
    const double bottom = rect.y + rect.height - radius;
    cairo_new_sub_path(cairo_);
    cairo_arc(cairo_, right, rect.y + radius, radius, -quarter, 0);
    cairo_arc(cairo_, right, bottom, radius, 0, quarter);
    cairo_arc(cairo_, rect.x + radius, bottom, radius, quarter, 2 * quarter);
    cairo_arc(cairo_, rect.x + radius, rect.y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(cairo_);
  }

  void paint_rect(const RectItem& rect) {
    if (!(rect.width > 0 && rect.height > 0)) return;
    outline(rect);
    paint_current(rect.paint);
    if (rect.hatch != Slot::none) paint_hatch(rect);
  }

  // The lines of the SVG's pattern, which is turned by 45 degrees: x + y is constant along each.
  void paint_hatch(const RectItem& rect) {
    cairo_save(cairo_);
    outline(rect);
    cairo_clip(cairo_);
    const double period = hatch_period_px * std::numbers::sqrt2;
    const double first = std::floor((rect.x + rect.y) / period) + 0.5;
    for (double sum = first * period; sum < rect.x + rect.width + rect.y + rect.height + period; sum += period) {
      cairo_move_to(cairo_, sum - rect.y + period, rect.y - period);
      cairo_line_to(cairo_, sum - rect.y - rect.height - period, rect.y + rect.height + period);
    }
    paint_current({.stroke = rect.hatch,
                   .stroke_width = static_cast<float>(hatch_width_px),
                   .stroke_opacity = static_cast<float>(hatch_opacity)});
    cairo_restore(cairo_);
  }

  void paint_text(const TextItem& text) {
    const std::string shown = visible_text(text.text);
    if (shown.empty()) return;
    select_font(cairo_, text.bold);
    cairo_set_font_size(cairo_, static_cast<double>(text.size));
    missing_.look_at(cairo_, shown, text.bold);
    set_color(text.fill, 1);
    cairo_text_extents_t extents;
    cairo_text_extents(cairo_, shown.c_str(), &extents);
    // Whatever font was found, the run gets the width that the layout gave it.
    const double stretch = text.width > 0 && extents.x_advance > 0 ? text.width / extents.x_advance : 1;
    const double width = extents.x_advance * stretch;
    const double shift = text.anchor == Anchor::start ? 0 : text.anchor == Anchor::middle ? width / 2 : width;
    // The origin moves to the text's own start, so that the stretch does not move it.
    cairo_save(cairo_);
    cairo_translate(cairo_, text.x - shift, text.y);
    cairo_scale(cairo_, stretch, 1);
    cairo_move_to(cairo_, 0, 0);
    cairo_show_text(cairo_, shown.c_str());
    cairo_restore(cairo_);
    cairo_new_path(cairo_);
  }

  // Each operation takes its coordinates from the one list that all of them share.
  void paint_path(const PathItem& path) {
    const double* at = path.coordinates.data();
    for (const PathItem::Op op : path.ops) {
      switch (op) {
        case PathItem::Op::move:
          cairo_move_to(cairo_, at[0], at[1]);
          at += 2;
          break;
        case PathItem::Op::line:
          cairo_line_to(cairo_, at[0], at[1]);
          at += 2;
          break;
        case PathItem::Op::cubic:
          cairo_curve_to(cairo_, at[0], at[1], at[2], at[3], at[4], at[5]);
          at += 6;
          break;
        case PathItem::Op::close:
          cairo_close_path(cairo_);
          break;
      }
    }
    paint_current(path.paint);
  }

  cairo_t* cairo_;
  const Palette& palette_;
  MissingLetters missing_;
};

void paint_scene(cairo_t* context, const Scene& scene, const Palette& palette, const CanvasOptions& options,
                 Warnings& warnings) {
  Painter painter(context, palette);
  if (options.background) painter.paint_page();
  for (const Item& item : scene.items) painter.paint(item);
  painter.missing_letters().tell(warnings);
}

// https://reproducible-builds.org/specs/source-date-epoch/: seconds since 1970, decimal.
std::string creation_date() {
  std::int64_t seconds = 0;
  if (const char* text = std::getenv("SOURCE_DATE_EPOCH")) {
    const std::string_view digits = text;
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  }
  constexpr std::int64_t last_of_year_9999 = 253402300799;
  const std::time_t time = static_cast<std::time_t>(std::clamp<std::int64_t>(seconds, 0, last_of_year_9999));
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace

double png_scale(const Scene& scene) {
  const double longest = std::max({scene.width, scene.height, 1.0});
  const double area = std::max(scene.width * scene.height, 1.0);
  return std::min({wanted_png_scale, cairo_side_limit_px / longest, std::sqrt(pixels_limit / area)});
}

Result<void> paint_png(const Scene& scene, const Palette& palette, const CanvasOptions& options, Sink& sink,
                       Warnings& warnings) {
  P2G_TRY(load_cairo());
  const double scale = png_scale(scene);
  // Rounded down, so that the last row of pixels is whole; the 1e-6 takes back what the multiplication lost.
  const auto side = [&](double px) { return std::max(1, static_cast<int>(std::floor(px * scale + 1e-6))); };
  const Surface surface(cairo_image_surface_create(options.background ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32,
                                                   side(scene.width), side(scene.height)));
  const Context context(cairo_create(surface.get()));
  cairo_scale(context.get(), scale, scale);
  paint_scene(context.get(), scene, palette, options, warnings);
  P2G_TRY(check(cairo_status(context.get()), "PNG"));
  return check(cairo_surface_write_to_png_stream(surface.get(), put_bytes, &sink), "PNG");
}

Result<void> paint_pdf(const Scene& scene, const Palette& palette, const CanvasOptions& options, Sink& sink,
                       Warnings& warnings) {
  P2G_TRY(load_cairo());
  const Surface surface(
      cairo_pdf_surface_create_for_stream(put_bytes, &sink, scene.width * points_per_px, scene.height * points_per_px));
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, visible_text(scene.title).c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, visible_text(scene.description).c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, creation_date().c_str());
  const Context context(cairo_create(surface.get()));
  cairo_scale(context.get(), points_per_px, points_per_px);
  paint_scene(context.get(), scene, palette, options, warnings);
  cairo_show_page(context.get());
  P2G_TRY(check(cairo_status(context.get()), "PDF"));
  cairo_surface_finish(surface.get());
  return check(cairo_surface_status(surface.get()), "PDF");
}

}  // namespace p2g
