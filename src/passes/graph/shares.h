// Thresholds as weights: a share of the total becomes one integer, so that keeping and dropping are integer
// comparisons.
#pragma once

#include <cmath>
#include <limits>

#include "src/model/weight.h"

namespace p2g {

// The least weight that is not below `share` of `total`. A weight that equals the share exactly stays: the product
// is taken down by 1e-12 of itself before it is rounded up, because 0.005 is not a binary fraction. Without a share or
// without a positive total nothing is below.
inline Weight weight_at_share(double share, Weight total) {
  if (!(share > 0) || total <= 0) return std::numeric_limits<Weight>::min();
  const long double exact = static_cast<long double>(share) * static_cast<long double>(total);
  const long double least = std::ceil(exact * (1 - 1e-12L));
  if (least >= static_cast<long double>(std::numeric_limits<Weight>::max())) return std::numeric_limits<Weight>::max();
  return static_cast<Weight>(least);
}

}  // namespace p2g
