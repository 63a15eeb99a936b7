#include "src/base/decimal.h"

#include <algorithm>

#include "src/base/words.h"

namespace p2g {
namespace {

bool take_sign(std::string_view& text) {
  if (text.empty() || (text.front() != '-' && text.front() != '+')) return false;
  const bool negative = text.front() == '-';
  text.remove_prefix(1);
  return negative;
}

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

// The exponent after e; values beyond a million decide nothing more and stop there.
bool take_exponent(std::string_view& text, std::int64_t& exponent) {
  const bool negative = take_sign(text);
  const std::string_view digits = take_digits(text);
  if (digits.empty()) return false;
  for (const char c : digits) exponent = std::min<std::int64_t>(exponent * 10 + (c - '0'), 1'000'000'000);
  if (negative) exponent = -exponent;
  return true;
}

std::int64_t power_of_ten(std::int64_t exponent) {
  std::int64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

// Adds one digit that stands for digit * 10^place.
DecimalStatus add_digit(std::int64_t digit, std::int64_t place, Decimal& out) {
  if (digit == 0) return DecimalStatus::good;
  if (place >= 18) return DecimalStatus::too_large;
  if (place >= 0) {
    out.whole += digit * power_of_ten(place);
  } else if (place >= -18) {
    out.fraction += digit * power_of_ten(18 + place);
    out.decimals = static_cast<int>(-place);
  } else {
    out.rounded = true;
    if (place == -19 && digit >= 5) ++out.fraction;  // nothing is added to fraction after this place
  }
  return DecimalStatus::good;
}

// Rounding up may have carried into the whole or shortened the fraction.
void carry(Decimal& out) {
  if (out.fraction == Decimal::one) {
    out.fraction = 0;
    ++out.whole;
  }
  out.decimals = out.fraction == 0 ? 0 : 18;
  for (std::int64_t rest = out.fraction; rest != 0 && rest % 10 == 0; rest /= 10) --out.decimals;
}

}  // namespace

DecimalStatus parse_decimal(std::string_view text, Decimal& out) {
  out = Decimal{};
  const bool negative = take_sign(text);
  const std::string_view before = take_digits(text);
  std::string_view after;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    after = take_digits(text);
  }
  std::int64_t exponent = 0;
  if (before.empty() && after.empty()) return DecimalStatus::malformed;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (!take_exponent(text, exponent)) return DecimalStatus::malformed;
  }
  if (!text.empty()) return DecimalStatus::malformed;
  std::int64_t place = static_cast<std::int64_t>(before.size()) + exponent;
  for (const std::string_view digits : {before, after}) {
    for (const char c : digits) {
      if (add_digit(c - '0', --place, out) != DecimalStatus::good) return DecimalStatus::too_large;
    }
  }
  if (out.rounded) carry(out);
  out.negative = negative && (out.whole != 0 || out.fraction != 0);
  return out.whole < Decimal::one ? DecimalStatus::good : DecimalStatus::too_large;
}

}  // namespace p2g
