// Whether figures can be added.
#pragma once

#include "src/model/profile.h"

namespace p2g {

// No sum of costs or of calls overflows, whichever of them somebody adds.
bool has_room(const Calls& calls);

}  // namespace p2g
