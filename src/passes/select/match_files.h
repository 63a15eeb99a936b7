// --path and --mine: which functions are meant, told by the files that they are from.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/model/profile.h"
#include "src/passes/select/filter.h"
#include "src/passes/select/filter_internal.h"

namespace p2g {

// 1 for every function that one of `texts` names: a folder or file (absolute, or seen from the working folder), a part
// of a path ("site-packages/foo"), the name of a module or package ("json.decoder"). From strict to generous; the first
// way in which a text matches anything is the one that is meant. A text that matches nothing is a usage error, whose
// hint says what is near, or what the profile spends its cost in.
Result<FrameMarks::Column> match_paths(const Profile& profile, const std::vector<std::string>& texts,
                                       const Surroundings& surroundings);

// 1 for every function from a file that is the user's own: not the standard library, nothing installed, no C function,
// no code without a file. A profile without any is a usage error, and so is one whose file names are cut so short that
// nobody can tell.
Result<FrameMarks::Column> match_own(const Profile& profile);

}  // namespace p2g
