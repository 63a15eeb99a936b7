#include "src/base/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace p2g {
namespace {

// Of the smallest value, too, which has no positive counterpart.
std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

constexpr std::array<std::uint64_t, 20> powers_of_ten = [] {
  std::array<std::uint64_t, 20> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// Half up. The comparison with `step - step / 2` instead of 2 * rest >= step cannot overflow.
std::uint64_t divide_rounded(std::uint64_t value, std::uint64_t step) {
  return value / step + (value % step >= step - step / 2 ? 1 : 0);
}

void append_unsigned(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

void append_padded(std::string& out, std::uint64_t value, int width) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  for (auto n = end - digits.data(); n < width; ++n) out += '0';
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

}  // namespace

void append_int(std::string& out, std::int64_t value) {
  if (value < 0) out += '-';
  append_unsigned(out, magnitude(value));
}

void append_decimal(std::string& out, std::int64_t weight, int decimals) {
  if (weight < 0) out += '-';
  std::uint64_t value = magnitude(weight);
  const std::uint64_t unit = powers_of_ten[static_cast<std::size_t>(decimals)];
  append_unsigned(out, value / unit);
  value %= unit;
  if (value == 0) return;
  while (value % 10 == 0) {
    value /= 10;
    --decimals;
  }
  out += '.';
  append_padded(out, value, decimals);
}

void append_fixed(std::string& out, std::int64_t weight, int decimals, int shown_decimals) {
  std::uint64_t value = magnitude(weight);
  if (shown_decimals < decimals) {
    value = divide_rounded(value, powers_of_ten[static_cast<std::size_t>(decimals - shown_decimals)]);
    decimals = shown_decimals;
  }
  // What rounds to zero has no sign.
  if (weight < 0 && value != 0) out += '-';
  const std::uint64_t unit = powers_of_ten[static_cast<std::size_t>(decimals)];
  append_unsigned(out, value / unit);
  if (shown_decimals == 0) return;
  out += '.';
  if (decimals > 0) append_padded(out, value % unit, decimals);
  out.append(static_cast<std::size_t>(shown_decimals - decimals), '0');
}

void append_px(std::string& out, double px) { append_decimal(out, std::llround(px * 10), 1); }

std::string significant_text(double value, int significant) {
  int decimals = 0;
  if (value > 0) {
    const int exponent = static_cast<int>(std::floor(std::log10(value)));
    decimals = significant - 1 - exponent;
    // 9.996 would print as 10.00: rounding may add a digit in front.
    if (decimals > 0 && std::round(value * std::pow(10.0, decimals)) >= std::pow(10.0, significant)) --decimals;
    if (decimals < 0) decimals = 0;
    if (decimals > 12) decimals = 12;
  }
  std::array<char, 400> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, decimals).ptr;
  return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

std::string percent_text(double share) {
  std::string out;
  if (share < 0) {
    out = "−";
    share = -share;
  }
  if (share == 0) return "0%";
  if (share < 0.0005) return out + "<0.1%";
  if (share >= 0.9995 && share < 1.0005) return out + "100%";
  append_fixed(out, std::llround(share * 1000), 1, 1);
  out += '%';
  return out;
}

std::string relative_text(std::int64_t before, std::int64_t after) {
  if (before <= 0) return {};
  const double change = (static_cast<double>(after) - static_cast<double>(before)) / static_cast<double>(before);
  return (change > 0 ? "+" : "") + percent_text(change);
}

std::string count_text(std::int64_t count) {
  if (count < 100000) return thousands_text(count);
  constexpr std::array<std::string_view, 6> suffixes{"k", "M", "G", "T", "P", "E"};
  double value = static_cast<double>(count);
  std::size_t suffix = 0;
  value /= 1000;
  while (value >= 999.5 && suffix + 1 < suffixes.size()) {
    value /= 1000;
    ++suffix;
  }
  return significant_text(value, 3) + std::string(suffixes[suffix]);
}

std::string thousands_text(std::int64_t count) {
  std::string digits;
  append_unsigned(digits, magnitude(count));
  std::string out = count < 0 ? "−" : "";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string plural_text(std::int64_t count, std::string_view noun) {
  return thousands_text(count).append(" ").append(noun) += count == 1 ? "" : "s";
}

}  // namespace p2g
