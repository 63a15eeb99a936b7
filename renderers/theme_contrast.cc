#include "renderers/theme_contrast.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "renderers/color.h"

namespace p2g {
namespace {

constexpr double least_text_contrast = 4.5;  // WCAG 2.1, 1.4.3, text
constexpr double least_line_contrast = 3.0;  // 1.4.11, graphical objects

struct Pair {
  std::string above_name, below_name;  // as the theme's file calls them
  Slot above, below;
  double least;
};

// Only what pictures put on each other: text on the page and on panels, ink on the step it belongs to, lines on the
// page.
std::vector<Pair> pairs_to_check() {
  std::vector<Pair> pairs{{"ink", "page", Slot::ink, Slot::page, least_text_contrast},
                          {"ink", "panel", Slot::ink, Slot::panel, least_text_contrast},
                          {"muted", "page", Slot::muted, Slot::page, least_text_contrast},
                          {"muted", "panel", Slot::muted, Slot::panel, least_text_contrast}};
  for (int i = 0; i < 8; ++i) {
    pairs.push_back(
        {fmt::format("inks[{}]", i), fmt::format("steps[{}]", i), ink_slot(i), step_slot(i), least_text_contrast});
  }
  for (int i = 0; i < delta_steps; ++i) {
    pairs.push_back({fmt::format("delta_inks[{}]", i), fmt::format("deltas[{}]", i), delta_ink_slot(i), delta_slot(i),
                     least_text_contrast});
  }
  pairs.push_back({"edge", "page", Slot::edge, Slot::page, least_line_contrast});
  pairs.push_back({"hot", "page", Slot::hot, Slot::page, least_line_contrast});
  pairs.push_back({"caller", "page", Slot::caller, Slot::page, least_line_contrast});
  pairs.push_back({"callee", "page", Slot::callee, Slot::page, least_line_contrast});
  return pairs;
}

}  // namespace

void check_contrast(Theme& theme) {
  const std::vector<Pair> pairs = pairs_to_check();
  // Both pages, even where a theme has one palette: then each pair counts twice, and the first text is the same.
  for (const bool dark : {false, true}) {
    const Palette& palette = theme.palette(dark);
    for (const Pair& pair : pairs) {
      const double found = contrast(color_at(palette, pair.above), color_at(palette, pair.below));
      if (found >= pair.least) continue;
      theme.warnings.add("contrast",
                         fmt::format("theme {}, {}: {} on {} has a contrast of {:.2f}, below {:.1f}", theme.name,
                                     dark ? "dark" : "light", pair.above_name, pair.below_name, found, pair.least));
    }
  }
}

}  // namespace p2g
