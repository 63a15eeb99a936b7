#include "src/importers/pstats/time_scale.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "src/base/wide.h"

namespace p2g {

int TimeScale::force(double a_seconds, double b_seconds) {
  // Halved, because two of the largest doubles have no sum.
  const double wanted = used_seconds_ / 2 + std::abs(a_seconds) / 2 + std::abs(b_seconds) / 2;
  int steps = 0;
  for (; wanted > capacity_seconds_ / 2; ++steps) {
    --decimals_;
    units_per_second_ /= 10;
    capacity_seconds_ = largest_sum / units_per_second_;
  }
  used_seconds_ = wanted * 2;
  return steps;
}

// Finer than seconds: seconds = mantissa · 2^(exponent - 1075): the product with the unit is exact in 128 bits, so
// there is one rounding.
Weight TimeScale::weigh_exactly(double seconds) const {
  if (decimals_ < 0) return std::llround(seconds * units_per_second_);
  const auto bits = std::bit_cast<std::uint64_t>(seconds);
  const auto exponent = static_cast<int>(bits >> 52 & 0x7ff);
  const std::uint64_t mantissa = (bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{exponent != 0} << 52;
  const UnsignedWide product = static_cast<UnsignedWide>(mantissa) * static_cast<std::uint64_t>(units_per_second_);
  const int shift = 1075 - exponent;
  if (shift > 84) return 0;
  const auto weight =
      static_cast<Weight>(shift > 0 ? (product + (UnsignedWide{1} << (shift - 1))) >> shift : product << -shift);
  return bits >> 63 != 0 ? -weight : weight;
}

}  // namespace p2g
