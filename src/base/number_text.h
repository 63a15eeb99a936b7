// Numbers as text, the same under every locale. A weight is an integer in units of 10^-decimals (0 to 19).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace p2g {

// ---- Exact: for files that programs read ---------------------------------------------------------------------------

// The exact decimal value of weight / 10^decimals, shortest form: 400000000 with 9 decimals is "0.4".
void append_decimal(std::string& out, std::int64_t weight, int decimals);
// Fixed number of decimals, rounded half away from zero: (1234567, 6, 3) is "1.235".
void append_fixed(std::string& out, std::int64_t weight, int decimals, int shown_decimals);
void append_int(std::string& out, std::int64_t value);
// Coordinates: at most one decimal, no trailing zero, no "-0".
void append_px(std::string& out, double px);

// ---- Rounded: for people -------------------------------------------------------------------------------------------
// Percent with 1 decimal, thousands with commas; minus is U+2212. With units: src/model/metric.h.

// 0.2953 is "29.5%", 1 is "100%", below 0.0005 but not zero "<0.1%"; a negative share has U+2212 in front.
std::string percent_text(double share);
// A value that is not negative with so many significant digits, never an exponent: (2.517, 3) is "2.52".
std::string significant_text(double value, int significant);
// By how much `after` differs from `before`, in percent of it: "+12.5%", "−56.0%", "0%"; empty when there is nothing to
// relate it to.
std::string relative_text(std::int64_t before, std::int64_t after);
// 1,501 up to 99,999; then 129k, 3.42M, 1.20G.
std::string count_text(std::int64_t count);
// 1,413: always all digits.
std::string thousands_text(std::int64_t count);
// "1 function", "1,413 functions".
std::string plural_text(std::int64_t count, std::string_view noun);

}  // namespace p2g
