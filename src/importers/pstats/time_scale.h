// Seconds as whole numbers of 10^-decimals seconds.
//
// Profilers count nanoseconds and write them as doubles; the nearest whole nanosecond gives back what they counted.
// Times so large that a sum over the file would not fit 62 bits (73 years in nanoseconds) lower the scale of the whole
// file instead: then what was converted before has to be divided, too (CallsBuilder::coarsen). Below whole seconds the
// unit is one of powers of ten of them: no clock ran that long, but shares of what it says are kept.
#pragma once

#include <cstdint>

#include "src/model/weight.h"

namespace p2g {

class TimeScale {
 public:
  static constexpr int finest = 9;

  int decimals() const { return decimals_; }  // negative: a unit of 10^-decimals seconds

  // Reserves room for two more times. False when they are negative, not finite, or too much for the scale: then
  // nothing is reserved.
  bool take(double a_seconds, double b_seconds) {
    const double used = used_seconds_ + a_seconds + b_seconds;
    if (!(a_seconds >= 0 && b_seconds >= 0 && used <= capacity_seconds_)) return false;
    used_seconds_ = used;
    return true;
  }
  // Reserves room for finite times of any sign and size, lowers the scale as far as needed. Returns by how many
  // decimals it went down.
  int force(double a_seconds, double b_seconds);

  // The nearest whole number, halves away from zero. Only for times that have room.
  Weight weigh(double seconds) const {
    // The product of doubles is off by less than a hundredth below 2^45, so what is not near a half is right. That is
    // every time that was counted in nanoseconds.
    const double units = seconds * units_per_second_;
    if (!(units >= 0 && units < 35184372088832.0)) return weigh_exactly(seconds);
    const auto weight = static_cast<Weight>(units + 0.5);
    const double off = units - static_cast<double>(weight);
    return off > -0.49 && off < 0.49 ? weight : weigh_exactly(seconds);
  }

 private:
  Weight weigh_exactly(double seconds) const;

  // 2^61: sums of everything stay below 2^62 with the roundings of the stored weights and doubles.
  static constexpr double largest_sum = 2305843009213693952.0;

  int decimals_ = finest;
  double units_per_second_ = 1e9;
  double used_seconds_ = 0;  // of absolute values
  double capacity_seconds_ = largest_sum / 1e9;
};

}  // namespace p2g
