// The functions and calls of stacks, without the stacks: what the call graph of a profile holds, as a profile.
#pragma once

#include "src/model/profile.h"

namespace p2g {

// Nothing changes but the data: figures are the same and exact. Calls have no numbers (Counted::nothing). A profile of
// calls stays as it is.
void to_calls(Profile& profile);

}  // namespace p2g
