// Colours as themes name them: opaque sRGB.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace p2g {

struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
  bool operator==(const Color&) const = default;
};

std::string to_hex(Color color);  // "#1b1f24"
// The same back, capital digits too; nothing for anything else.
std::optional<Color> parse_hex(std::string_view text);

// WCAG 2.1 contrast ratio, 1 to 21; the same whichever comes first.
double contrast(Color a, Color b);

}  // namespace p2g
