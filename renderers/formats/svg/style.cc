#include "renderers/formats/svg/style.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "src/base/embedded.h"
#include "src/base/text.h"

namespace p2g {
namespace {

constexpr std::string_view font_families = "Helvetica,Arial,'Liberation Sans','Nimbus Sans',sans-serif";

constexpr std::array<std::string_view, static_cast<std::size_t>(Slot::count)> slot_classes = {
    "",   "P",  "N",  "K",  "M",  "R",  "E",  "X",  "C",  "D",  "h0", "h1", "h2", "h3", "h4",
    "h5", "h6", "h7", "i0", "i1", "i2", "i3", "i4", "i5", "i6", "i7", "d0", "d1", "d2", "d3",
    "d4", "d5", "d6", "d7", "d8", "j0", "j1", "j2", "j3", "j4", "j5", "j6", "j7", "j8"};
static_assert(!slot_classes.back().empty(), "every slot has a class");

bool& used(std::array<bool, static_cast<std::size_t>(Slot::count)>& slots, Slot slot) {
  return slots[static_cast<std::size_t>(slot)];
}

void note_paint(StyleUse& use, const Paint& paint) {
  used(use.fills, paint.fill) = used(use.strokes, paint.stroke) = true;
  if (paint.fill != Slot::none) use.fill_opacities.set(percent_of(paint.fill_opacity));
  if (paint.stroke != Slot::none) use.stroke_opacities.set(percent_of(paint.stroke_opacity));
  use.dashed |= paint.dash == Dash::dashed;
  use.dotted |= paint.dash == Dash::dotted;
}

void append_rule(std::string& css, std::string_view selector, std::string_view property, std::string_view value) {
  css.append(style_scope)
      .append(" .")
      .append(selector)
      .append("{")
      .append(property)
      .append(":")
      .append(value)
      .append("}");
}

// ".35" for 35 percent, ".5" for 50.
std::string fraction(std::size_t percent) {
  std::string text;
  append_decimal(text, static_cast<std::int64_t>(percent), 2);
  return text.starts_with("0.") ? text.substr(1) : text;
}

std::string tenths_text(std::size_t tenths) {
  std::string text;
  append_decimal(text, static_cast<std::int64_t>(tenths), 1);
  return text.starts_with("0.") ? text.substr(1) : text;
}

// The rules that both schemes share.
void append_shapes(std::string& css, const StyleUse& use) {
  css.append(style_scope)
      .append(" text{font:")
      .append(tenths_text(static_cast<std::size_t>(use.text_size)))
      .append("px ");
  css.append(font_families).append("}");
  if (use.bold) append_rule(css, "b", "font-weight", "700");
  if (use.middle) append_rule(css, "tm", "text-anchor", "middle");
  if (use.end) append_rule(css, "te", "text-anchor", "end");
  for (std::size_t i = 0; i < use.text_sizes.size(); ++i) {
    if (use.text_sizes[i] && i != static_cast<std::size_t>(use.text_size)) {
      append_rule(css, "z" + std::to_string(i), "font-size", tenths_text(i) + "px");
    }
  }
  for (std::size_t i = 0; i < 100; ++i) {
    if (use.fill_opacities[i]) append_rule(css, "o" + std::to_string(i), "fill-opacity", fraction(i));
    if (use.stroke_opacities[i]) append_rule(css, "u" + std::to_string(i), "stroke-opacity", fraction(i));
  }
  for (std::size_t i = 0; i < use.rect_stroke_widths.size(); ++i) {
    if (use.rect_stroke_widths[i] && i != 10) append_rule(css, "w" + std::to_string(i), "stroke-width", tenths_text(i));
  }
  if (use.dashed) append_rule(css, "dd", "stroke-dasharray", "4 3");
  if (use.dotted) append_rule(css, "dt", "stroke-dasharray", "2 3");
}

// The rules of one palette; with `base`, only those that differ from it. Strokes come first and unset the fill, so that
// an element with both classes is filled and one with a stroke alone is not.
void append_colors(std::string& css, const StyleUse& use, const Palette& palette, const Palette* base) {
  const auto differs = [&](std::size_t slot) { return base == nullptr || !(palette[slot] == (*base)[slot]); };
  constexpr auto ink = static_cast<std::size_t>(Slot::ink);
  if (differs(ink)) css.append(style_scope).append(" text{fill:").append(to_hex(palette[ink])).append("}");
  for (std::size_t slot = 1; slot < palette.size(); ++slot) {
    if (!(use.strokes[slot] || use.hatches[slot]) || !differs(slot)) continue;
    append_rule(css, "s" + std::string(slot_classes[slot]), base == nullptr ? "fill:none;stroke" : "stroke",
                to_hex(palette[slot]));
  }
  for (std::size_t slot = 1; slot < palette.size(); ++slot) {
    if (use.fills[slot] && differs(slot)) append_rule(css, slot_classes[slot], "fill", to_hex(palette[slot]));
  }
}

// Only browsers know variables, so var(--x) becomes the colour itself.
void append_script_colors(std::string& css, const Palette& palette) {
  constexpr std::pair<std::string_view, Slot> names[] = {
      {"var(--page)", Slot::page},   {"var(--panel)", Slot::panel},   {"var(--ink)", Slot::ink},
      {"var(--muted)", Slot::muted}, {"var(--caller)", Slot::caller}, {"var(--callee)", Slot::callee}};
  for (std::string_view style = embedded_file("colours.min.css"); !style.empty();) {
    const std::size_t variable = std::min(style.find("var("), style.size());
    css.append(style.substr(0, variable));
    style.remove_prefix(variable);
    for (const auto& [name, slot] : names) {
      if (!style.starts_with(name)) continue;
      css += to_hex(palette[static_cast<std::size_t>(slot)]);
      style.remove_prefix(name.size());
      break;
    }
  }
}

void append_palette(std::string& css, const StyleUse& use, const PictureOptions& options, const Palette& palette,
                    const Palette* base) {
  append_colors(css, use, palette, base);
  if (options.script) append_script_colors(css, palette);
}

}  // namespace

Tenths to_tenths(double px) {
  constexpr double limit = 1e7;
  if (!(px >= -limit && px <= limit)) px = std::isfinite(px) ? std::clamp(px, -limit, limit) : 0;
  return static_cast<Tenths>(px * 10 + (px < 0 ? -0.5 : 0.5));
}

std::string_view slot_class(Slot slot) { return slot_classes[static_cast<std::size_t>(slot)]; }

// The comparisons are written so that NaN becomes 0.
std::size_t percent_of(float opacity) {
  return static_cast<std::size_t>((opacity > 0 ? std::min(opacity, 1.0F) : 0.0F) * 100 + 0.5F);
}

std::size_t tenths_of(float px) { return static_cast<std::size_t>((px > 0 ? std::min(px, 25.5F) : 0.0F) * 10 + 0.5F); }

StyleUse style_use(const Scene& scene) {
  StyleUse use;
  std::map<std::size_t, std::size_t> sizes;
  // The page's background and the default text colour are always there.
  used(use.fills, Slot::page) = true;
  for (const Item& item : scene.items) {
    if (const auto* rect = std::get_if<RectItem>(&item)) {
      note_paint(use, rect->paint);
      if (rect->paint.stroke != Slot::none) use.rect_stroke_widths.set(tenths_of(rect->paint.stroke_width));
      used(use.hatches, rect->hatch) = true;
    } else if (const auto* text = std::get_if<TextItem>(&item)) {
      if (text->fill != Slot::ink) used(use.fills, text->fill) = true;
      const std::size_t size = tenths_of(text->size);
      use.text_sizes.set(size);
      ++sizes[size];
      use.bold |= text->bold;
      use.middle |= text->anchor == Anchor::middle;
      use.end |= text->anchor == Anchor::end;
    } else if (const auto* path = std::get_if<PathItem>(&item)) {
      note_paint(use, path->paint);
    }
  }
  if (std::find(use.hatches.begin() + 1, use.hatches.end(), true) != use.hatches.end()) {
    use.stroke_opacities.set(percent_of(hatch_opacity));
  }
  // The script labels frames that have no label at natural size: their inks are needed too.
  for (int step = 0; step < 9 && scene.view == "flame"; ++step) {
    if (step < 8 && used(use.fills, step_slot(step))) used(use.fills, ink_slot(step)) = true;
    if (used(use.fills, delta_slot(step))) used(use.fills, delta_ink_slot(step)) = true;
  }
  std::size_t most = 0;
  for (const auto& [size, count] : sizes) {
    if (count <= most) continue;
    most = count;
    use.text_size = static_cast<int>(size);
  }
  return use;
}

std::string style_sheet(const StyleUse& use, const PictureOptions& options, const Theme& theme) {
  std::string css;
  append_shapes(css, use);
  if (options.script) css.append(embedded_file("shapes.min.css"));
  const bool dark = is_dark(options, theme);
  const Palette& base = theme.palette(dark);
  const Palette& other = theme.palette(!dark);
  append_palette(css, use, options, base, nullptr);
  if (options.scheme == Scheme::automatic && base != other) {
    css += dark ? "@media print,screen and (prefers-color-scheme:light){"
                : "@media screen and (prefers-color-scheme:dark){";
    append_palette(css, use, options, other, &base);
    css += '}';
  }
  return css;
}

}  // namespace p2g
