// By how much something changed, as people say it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "src/base/number_text.h"

namespace p2g {

// Of a ratio of two and more: "2.5", "12", "35,421".
inline std::string times_text(double ratio) {
  if (ratio >= 100) return thousands_text(std::llround(ratio));
  std::string text = significant_text(ratio, 3);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// "+12.5%" and "−56.0%", but "×2.5" and "×35,421" from twice as much on; empty when there is nothing to relate it to.
inline std::string ratio_text(std::int64_t before, std::int64_t after) {
  if (before <= 0 || after / 2 < before) return relative_text(before, after);
  const double ratio = static_cast<double>(after) / static_cast<double>(before);
  return "×" + times_text(ratio);
}

// A change in logarithms: 0.405 is "+50%" (three digits at most), 0.92 "×2.5", −0.1 "−9.5%".
inline std::string log_change_text(double change) {
  const double ratio = std::exp(std::min(change, 30.0));
  if (ratio >= 2) return "×" + times_text(ratio);
  const double percent = std::abs(ratio - 1) * 100;
  const std::string digits = percent >= 9.95 ? std::to_string(std::llround(percent)) : significant_text(percent, 2);
  return (ratio >= 1 ? "+" : "−") + digits + '%';
}

}  // namespace p2g
