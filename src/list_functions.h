// --list-functions: what can be given to --root and the like.
#pragma once

#include <string>

#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/model/profile.h"

namespace p2g {

// One "name (file:line)" a line, by name; those that match `pattern`, all when it is empty. Commits.
Result<void> list_functions(const Profile& profile, const std::string& pattern, Sink& sink);

}  // namespace p2g
