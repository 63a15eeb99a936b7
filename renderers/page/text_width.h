// Text metrics without a font: advances of Helvetica and its metric twins (Arial, Liberation Sans, Nimbus Sans), built
// in, so that the same input gives the same picture on every machine. Source of the figures: Adobe's Core 14 AFM files.
#pragma once

#include <string>
#include <string_view>

namespace p2g {

// Width in px. Outside ASCII: 0.62 em, East Asian wide 1 em, combining marks 0.
double text_width(std::string_view utf8, double size_px, bool bold);
// The text unchanged when it fits, else its head and tail around "…" (keep_end in [0,1] is the share of room the end
// gets), else "".
std::string fit_text(std::string_view utf8, double max_width_px, double size_px, bool bold, double keep_end = 0.5);

}  // namespace p2g
