// What a profile is too poor for: said, because a picture of it looks like any other.
#pragma once

#include "src/model/profile.h"

namespace p2g {

// Adds warnings, of stacks only: `few-samples` when there are so few that shares are chance, `unknown-frames` when at
// least half of the cost is at frames without a name. Before anything is filtered.
void warn_of_quality(Profile& profile);

}  // namespace p2g
