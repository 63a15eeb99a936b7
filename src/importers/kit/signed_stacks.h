// Stacks of which some cost less than nothing: differences of two profiles, memory that was given back. Stacks cannot
// be drawn then, but every sum of them is exact.
#pragma once

#include <cstdint>
#include <string_view>

#include "src/base/wide.h"
#include "src/model/profile.h"

namespace p2g {

// So that no sum overflows, whichever of the weights somebody adds: their sizes together fit.
class SignedRoom {
 public:
  // False when there is no room for another one.
  bool take(Weight weight, std::int64_t factor = 1) {
    const Wide size = weight < 0 ? -Wide{weight} * factor : Wide{weight} * factor;
    if (size > left_) return false;
    left_ -= size;
    return true;
  }

 private:
  Wide left_ = Wide{1} << 62;
};

// Makes calls of the stacks of a profile that is otherwise finished, if any of them is negative: exact sums of each
// function and each pair, a stack counted once for each. Says so in a warning that begins with `why`: "the profile is
// the difference of two".
void sum_signed_stacks(Profile& profile, std::string_view why);

}  // namespace p2g
