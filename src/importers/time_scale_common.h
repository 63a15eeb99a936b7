// Seconds as whole numbers of 10^-decimals seconds.
//
// Profilers count nanoseconds and write them as doubles; the nearest whole nanosecond gives back what they counted.
// Times so large that a sum over the file would not fit 62 bits (73 years in nanoseconds) lower the scale of the whole
// file instead: then what was converted before is divided by hand (see shrink()).
#pragma once

#include <bit>
#include <cstdint>

#include "model/weight.h"

namespace p2g {

class TimeScale {
 public:
  static constexpr int finest = 9;

  int decimals() const { return decimals_; }

  // Reserves room for two more times. False when they are negative, not finite, or too much for the scale: then
  // nothing is reserved.
  bool take(double a_seconds, double b_seconds) {
    const double used = used_seconds_ + a_seconds + b_seconds;
    if (!(a_seconds >= 0 && b_seconds >= 0 && used <= capacity_seconds_)) return false;
    used_seconds_ = used;
    return true;
  }
  // Reserves room for finite times of any sign and size, lowers the scale as far as needed. What does not fit at whole
  // seconds is cut down to what does; `clamped` counts it. Returns by how many decimals the scale went down.
  int force(double& a_seconds, double& b_seconds, std::uint64_t& clamped);

  // The nearest whole number, halves away from zero. Only for times that have room.
  Weight weigh(double seconds) const {
    const auto bits = std::bit_cast<std::uint64_t>(seconds);
    const auto exponent = static_cast<int>(bits >> 52 & 0x7ff);
    const std::uint64_t mantissa = (bits & ((std::uint64_t{1} << 52) - 1)) | std::uint64_t{exponent != 0} << 52;
    // seconds = mantissa · 2^(exponent - 1075): the product is exact in 128 bits, so there is one rounding.
    const Wide product = static_cast<Wide>(mantissa) * unit_;
    const int shift = 1075 - exponent;
    if (shift > 84) return 0;
    const auto weight =
        static_cast<Weight>(shift > 0 ? (product + (Wide{1} << (shift - 1))) >> shift : product << -shift);
    return bits >> 63 != 0 ? -weight : weight;
  }

  // A weight of a scale with `decimals` more decimals, in the present one. Leaves unknown_weight alone.
  static Weight shrink(Weight weight, int decimals);

 private:
  __extension__ typedef unsigned __int128 Wide;  // -Wpedantic knows no 128-bit type
  // 2^61: sums of everything stay below 2^62 with the roundings of the stored weights and doubles.
  static constexpr double largest_sum = 2305843009213693952.0;

  int decimals_ = finest;
  std::uint64_t unit_ = 1'000'000'000;
  double used_seconds_ = 0;  // of absolute values
  double capacity_seconds_ = largest_sum / 1e9;
};

}  // namespace p2g
