// Class names and the style sheet of our SVGs.
//
// Elements carry short classes instead of colours, so that one element is light or dark by a media query and the file
// stays small. A class is one property: "h5" fills with step 5, "sK" strokes with ink, "o40" is fill-opacity .4.
// Only the classes that a scene uses are in its style sheet. Each rule begins with the id of the picture: classes are
// short, and in an HTML page the rules of an SVG would hold for the whole page.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "renderers/renderer.h"
#include "renderers/scene.h"
#include "renderers/theme.h"

namespace p2g {

// Stands for the picture in the rules of style_sheet(); with_id() puts its id there.
inline constexpr std::string_view style_scope = "#picture";

// Coordinates are whole tenths of a px, so that relative paths do not drift. A value that is no number, or too large,
// is one that XML readers do not choke on.
using Tenths = std::int64_t;
Tenths to_tenths(double px);

// "K" for ink, "h5" for step5; fill class of the slot. Empty for Slot::none.
std::string_view slot_class(Slot slot);

// What a scene uses, found in one pass before the first byte is written.
struct StyleUse {
  std::array<bool, static_cast<std::size_t>(Slot::count)> fills{}, strokes{}, hatches{};
  std::bitset<101> fill_opacities, stroke_opacities;  // percent
  std::bitset<256> rect_stroke_widths, text_sizes;    // tenths of a px
  int text_size = 110;                                // tenths; the most common one needs no class
  bool dashed = false, dotted = false, bold = false, middle = false, end = false;
};
StyleUse style_use(const Scene& scene);

// Opacity in percent and lengths in tenths of a px, within what StyleUse can hold.
std::size_t percent_of(float opacity);
std::size_t tenths_of(float px);

// The sheet's text. Base rules come first, the other scheme's colours after them in a media query that leaves printing
// light; with a fixed scheme there is no query. No variables, no nesting: librsvg reads it too. Every selector is at or
// below style_scope.
std::string style_sheet(const StyleUse& use, const PictureOptions& options, const Theme& theme);

}  // namespace p2g
