// Decimal numbers as text formats write them, read exactly: no double in between.
#pragma once

#include <cstdint>
#include <string_view>

namespace p2g {

// |value| = whole + fraction * 10^-18.
struct Decimal {
  static constexpr std::int64_t one = 1'000'000'000'000'000'000;  // fraction counts units of 1/one

  std::int64_t whole = 0;     // below 10^18
  std::int64_t fraction = 0;  // below one
  int decimals = 0;           // how many of the 18 are needed: 0 for 31.0, 2 for 0.250
  bool negative = false;      // never for zero
  bool rounded = false;       // had more than 18 decimals; rounded half away from zero
};

enum class DecimalStatus : std::uint8_t { good, malformed, too_large };

// [+-] digits [. digits] [e [+-] digits]; a digit is needed before or after the point, so "6." and ".5" are numbers.
// The whole text must fit. "inf", "nan", hexadecimal and digit separators are malformed; 10^18 and above is too large.
DecimalStatus parse_decimal(std::string_view text, Decimal& out);

}  // namespace p2g
