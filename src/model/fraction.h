// Shares in fixed point, for apportioning: sums of them are exact, so results do not depend on the order of the input.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "src/base/wide.h"
#include "src/model/weight.h"

namespace p2g {

// amount * part / whole, rounded towards zero, for a part of the whole: |part| <= whole, 0 < whole.
inline Weight portion(Weight amount, Wide part, Wide whole) { return static_cast<Weight>(amount * part / whole); }

// A fraction between 0 and 1 in units of 2^-32.
using Fraction = std::int64_t;
inline constexpr int fraction_bits = 32;
inline constexpr Fraction all_of_it = Fraction{1} << fraction_bits;

// part / whole; 0 when nothing is there, 1 only when all is there.
inline Fraction fraction(Wide part, Wide whole) {
  if (part <= 0 || whole <= 0) return 0;
  if (part >= whole) return all_of_it;
  // Both are taken down together until the product fits.
  while (whole > (Wide{1} << 94)) {
    whole >>= 1;
    part >>= 1;
  }
  return std::min(static_cast<Fraction>((part << fraction_bits) / whole), all_of_it - 1);
}

inline Fraction times(Fraction a, Fraction b) { return static_cast<Fraction>((Wide{a} * b) >> fraction_bits); }
// At least one of two independent parts.
inline Fraction either(Fraction a, Fraction b) { return a + times(all_of_it - a, b); }

// Sums that no real profile reaches stay within a quarter of the range, so that their differences have room.
inline constexpr Weight most_weight = std::numeric_limits<Weight>::max() / 4;
inline Weight bounded(Wide value) {
  return static_cast<Weight>(std::clamp<Wide>(value, -Wide{most_weight}, Wide{most_weight}));
}

// Rounded to the nearest; unknown stays unknown.
inline Weight scaled(Weight weight, Fraction by) {
  if (by == all_of_it || weight == unknown_weight) return weight;
  const Wide product = Wide{weight} * by;
  const Wide half = Wide{1} << (fraction_bits - 1);
  return static_cast<Weight>(product >= 0 ? (product + half) >> fraction_bits : -((-product + half) >> fraction_bits));
}

}  // namespace p2g
