// Several runs as one.
#pragma once

#include <vector>

#include "src/base/result.h"
#include "src/model/profile.h"

namespace p2g {

// Sums several files of one run: frames united (unite_frames() in model/frame.h), costs added, totals added, warnings
// merged. All must be stacks or all calls, and measure the same (else a usage error that names two files). Associative
// and commutative in value. The sum has parts (model/part.h) when all of them have, and they are not too many.
Result<Profile> merge(std::vector<Profile> profiles);
// The same conditions, for profiles that stay apart but are to be compared: their weights get as many decimals as the
// finest has, at least so many, as far as the sums have room.
Result<void> to_common_scale(std::vector<Profile>& profiles, int least_decimals);

}  // namespace p2g
