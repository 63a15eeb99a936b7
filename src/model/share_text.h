// Shares as every output writes them.
#pragma once

#include <string>

#include "src/model/weight.h"

namespace p2g {

// "12.3%", "≈12.3%" when estimated, "–" of nothing. A part that is larger than its whole (a clock that ran backwards,
// costs that a file counts twice) is written as it is and marked: which of the two is wrong nobody knows.
std::string share_text(Weight weight, Weight total, bool estimated);

}  // namespace p2g
