// Themes: any text is a theme that can be drawn with, written and read again as the same, or an error that points at a
// place in the text.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "check.h"
#include "renderers/theme.h"
#include "src/base/diagnostics.h"

namespace p2g {
namespace {

void check_error(const Error& error, std::string_view text) {
  require(error.kind == ErrorKind::input && !error.message.empty() && error.file == "fuzz.toml",
          "an error of the file");
  format_error(error);
  if (!error.line) return;
  for (std::uint64_t line = *error.line; line > 1; --line) take_until(text, "\n");
  require(text.starts_with(error.excerpt), "the excerpt is the line that is named");
}

std::string list(const Palette& palette, Slot first, std::size_t size) {
  std::string out = "[";
  for (std::size_t i = 0; i < size; ++i) out += '"' + to_hex(palette[static_cast<std::size_t>(first) + i]) + "\",";
  return out + "]\n";
}

std::string write(const Palette& palette) {
  static constexpr std::array<const char*, 9> keys = {"page", "panel", "ink",    "muted", "rule",
                                                      "edge", "hot",   "caller", "callee"};
  static constexpr std::array<Slot, 9> slots = {Slot::page, Slot::panel, Slot::ink,    Slot::muted, Slot::rule,
                                                Slot::edge, Slot::hot,   Slot::caller, Slot::callee};
  std::string out;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    out += std::string(keys[i]) + " = \"" + to_hex(palette[static_cast<std::size_t>(slots[i])]) + "\"\n";
  }
  out += "steps = " + list(palette, Slot::step0, 8) + "inks = " + list(palette, Slot::ink0, 8);
  return out + "deltas = " + list(palette, Slot::delta0, 9) + "delta_inks = " + list(palette, Slot::delta_ink0, 9);
}

void check_theme(const Theme& theme) {
  require(theme.thresholds.front() == 0, "thresholds begin with 0");
  for (std::size_t i = 1; i < theme.thresholds.size(); ++i) {
    require(theme.thresholds[i] > theme.thresholds[i - 1] && theme.thresholds[i] <= 1, "thresholds rise");
  }
  for (const double share : {0.0, 0.3, 1.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    require(theme.step(share) >= 0 && theme.step(share) <= 7, "each share has a step");
  }
  require(theme.dot.gamma > 0 && theme.dot.max_font <= 100 && theme.dot.min_pen >= 0, "the dot style is within bounds");
  const Result<Theme> again =
      parse_theme("[light]\n" + write(theme.light) + "[dark]\n" + write(theme.dark), "fuzz.toml");
  require(again.has_value(), "what was written is read");
  for (const bool dark : {false, true}) {
    require(write(again->palette(dark)) == write(theme.palette(dark)), "colours are the same");
  }
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = p2g::text_of(data, size);
  if (const p2g::Result<p2g::Theme> theme = p2g::parse_theme(text, "fuzz.toml")) {
    p2g::check_theme(*theme);
  } else {
    p2g::check_error(theme.error(), text);
  }
  return 0;
}
