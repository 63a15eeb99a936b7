// --list-profiles: what --thread and --metric can choose.
#pragma once

#include <vector>

#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/model/profile.h"

namespace p2g {

// A row a thread and metric of each file, as text or as JSON (version 1). Commits.
Result<void> list_profiles(const std::vector<Profile>& profiles, bool as_json, Sink& sink);

}  // namespace p2g
