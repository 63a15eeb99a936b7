// Other names under the frames of a profile. Frames that get the same name become one function; the input's spellings
// stay with it (Frames::spellings).
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "src/model/profile.h"

namespace p2g {

struct Spelling {
  std::string name;
  std::string file;
  bool as_plain = false;  // without the kind that the text's annotation or the key has
};
// By frame; what is not in it stays as it is.
using Spellings = std::map<FrameId, Spelling>;

// Stacks stay exact: what is equal now is added, and a stack counts once for a function. Calls do not say how much of
// two functions' cumulative cost is the same cost: where one of them leads to another of the same new name, directly
// or not, all of that name stay as they are. Returns how many frames that concerns.
std::size_t respell(Profile& profile, Spellings spellings);

}  // namespace p2g
