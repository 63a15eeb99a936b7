#include "importers/time_scale_common.h"

#include <algorithm>
#include <cmath>

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

Weight TimeScale::shrink(Weight weight, int decimals) {
  if (weight == unknown_weight) return weight;
  Weight unit = 1;
  for (; decimals > 0; --decimals) unit *= 10;
  const Weight half = weight < 0 ? -(unit / 2) : unit / 2;
  return (weight + half) / unit;
}

}  // namespace p2g
