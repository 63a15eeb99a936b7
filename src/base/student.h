// Student's t distribution: how far a mean may lie off when its scatter is itself only estimated.
#pragma once

namespace p2g {

// The t that is exceeded, in either direction together, with probability `two_sided` (0 < two_sided < 1) at `freedom`
// degrees of freedom (> 0, need not be whole). Within 1e-9 of itself; the same everywhere but for the last digits of
// the machine's log and exp. Source: t² / (ν + t²) has the incomplete beta distribution of (1/2, ν/2); Abramowitz and
// Stegun 26.5.8 and 26.7.1.
[[nodiscard]] double student_quantile(double two_sided, double freedom);

}  // namespace p2g
