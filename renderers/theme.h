// Colours and sizes, read from TOML (themes/*.toml are embedded; --theme FILE reads another, of the same form as
// themes/heat.toml). Unknown keys, wrong types and bad colours are errors with line and column; a text that is hard to
// read (contrast below 4.5) is a warning.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/color.h"
#include "renderers/scene.h"
#include "src/base/diagnostics.h"
#include "src/base/result.h"

namespace p2g {

using Palette = std::array<Color, static_cast<std::size_t>(Slot::count)>;  // [none] is unused
inline Color& color_at(Palette& palette, Slot slot) { return palette[static_cast<std::size_t>(slot)]; }
inline Color color_at(const Palette& palette, Slot slot) { return palette[static_cast<std::size_t>(slot)]; }

inline constexpr int delta_steps = 9;  // colours of a comparison: much less .. as before .. much more

// What DOT output looks like: gprof2dot's gradients and shapes (peers: HSL from min to max, gamma), or the 8 steps.
struct DotStyle {
  bool steps = true;  // nodes filled with the 8-step scale; else the gradient below
  std::array<double, 3> min_hsl{}, max_hsl{};
  double gamma = 1.0;
  bool filled = true;  // false: outlined boxes with black text
  std::string font = "Arial";
  double min_font = 10, max_font = 10;
  double min_pen = 0.5, max_pen = 4.0;
  Color node_ink{255, 255, 255};
  bool solid_edges = false;  // edges in ink instead of the gradient
};

struct Theme {
  std::string name;
  std::string summary;
  Palette light{}, dark{};
  bool dark_first = false;  // dark is the base in SVG, and what automatic means in PNG and PDF
  std::array<double, 8> thresholds{0, 0.01, 0.02, 0.05, 0.10, 0.20, 0.40, 0.70};  // lower bound of each step's share
  DotStyle dot;
  Warnings warnings;  // "contrast": the first pair below 4.5 (3 for lines), named, and how many there are

  int step(double share) const;  // 0..7
  // Of a change, as a share of the total before: 0 (at least 15 % less) .. 4 (below 0.5 %) .. 8 (at least 15 % more).
  static int delta_step(double share);
  const Palette& palette(bool dark_page) const { return dark_page ? dark : light; }
};

// A built-in name, or a path to a TOML file. Unknown names get a did-you-mean.
Result<Theme> load_theme(const std::string& name_or_file);
Result<Theme> parse_theme(std::string_view toml, std::string_view file);
// "themes/mine.toml" is "mine".
std::string theme_name(std::string_view file);

struct ThemeInfo {
  std::string_view name;
  std::string_view summary;
};
std::vector<ThemeInfo> built_in_themes();
// Their names alone, without reading the themes: every start of the program asks for them.
std::vector<std::string> built_in_theme_names();

}  // namespace p2g
