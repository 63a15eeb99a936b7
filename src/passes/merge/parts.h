// What a profile is the sum of, part by part (model/part.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/model/part.h"
#include "src/model/profile.h"

namespace p2g {

// A whole profile as a part of a sum; nothing when its functions alone are too many. Named as its first file.
std::optional<Part> part_of(const Profile& profile);

// The parts of a profile: the files that were merged (Profile::parts), else the processes and threads that head its
// stacks. Exact: the parts' figures of a function add up to the profile's. None where there is one part only, where
// there are too many, or threads of a few samples, or where stacks are turned round.
Parts find_parts(const Profile& profile);

// Names of files, each as short as tells them apart: the last component, or as many as it takes.
std::vector<std::string> short_file_names(const std::vector<std::string>& files);

}  // namespace p2g
