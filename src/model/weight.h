// Costs are integers, so sums are exact and do not depend on order.
//
// A Weight counts units of 10^-decimals of the metric's unit: nanoseconds for pstats (decimals 9; the
// profilers' clocks tick in nanoseconds, so reading is exact), whole samples for most folded stacks (decimals 0).
#pragma once

#include <cstdint>
#include <limits>

namespace p2g {

using Weight = std::int64_t;

// A cost that the input does not give (profile.py's callers carry only a number of calls). Never invented, never
// summed.
inline constexpr Weight unknown_weight = std::numeric_limits<Weight>::min();

inline double share_of(Weight weight, Weight total) {
  return total > 0 ? static_cast<double>(weight) / static_cast<double>(total) : 0.0;
}

}  // namespace p2g
