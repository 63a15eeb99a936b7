#include "src/importers/pstats/time_scale.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "src/base/wide.h"

namespace p2g {

int TimeScale::force(double& a_seconds, double& b_seconds, std::uint64_t& clamped) {
  int steps = 0;
  const auto wanted = [&] { return used_seconds_ + std::abs(a_seconds) + std::abs(b_seconds); };
  for (; wanted() > capacity_seconds_ && decimals_ > 0; ++steps) {
    --decimals_;
    unit_ /= 10;
    capacity_seconds_ = largest_sum / static_cast<double>(unit_);
  }
  for (double* const time : {&a_seconds, &b_seconds}) {
    const double room = capacity_seconds_ - used_seconds_;
    if (std::abs(*time) > room) {
      *time = std::copysign(room, *time);
      ++clamped;
    }
    used_seconds_ = std::min(used_seconds_ + std::abs(*time), capacity_seconds_);
  }
  return steps;
}

// seconds = mantissa · 2^(exponent - 1075): the product with the unit is exact in 128 bits, so there is one rounding.
Weight TimeScale::weigh_exactly(double seconds) const {
  const auto bits = std::bit_cast<std::uint64_t>(seconds);
  const auto exponent = static_cast<int>(bits >> 52 & 0x7ff);
  const std::uint64_t mantissa = (bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{exponent != 0} << 52;
  const UnsignedWide product = static_cast<UnsignedWide>(mantissa) * unit_;
  const int shift = 1075 - exponent;
  if (shift > 84) return 0;
  const auto weight =
      static_cast<Weight>(shift > 0 ? (product + (UnsignedWide{1} << (shift - 1))) >> shift : product << -shift);
  return bits >> 63 != 0 ? -weight : weight;
}

}  // namespace p2g
