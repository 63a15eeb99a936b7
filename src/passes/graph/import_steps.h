// What the stacks of a profile did of importing, node by node, and the frames by which pictures say it.
#pragma once

#include <string_view>
#include <vector>

#include "src/model/group.h"
#include "src/model/profile.h"
#include "src/passes/graph/import_system.h"

namespace p2g {

// By frame of the profile. The program's own body imports nothing.
std::vector<ImportPlace> import_places(const Profile& profile, const CallGraph& graph, const ImportRoles& roles);

// By node, what it runs, according to the nearest frame that tells; ImportStep::count where it is not importing.
std::vector<ImportStep> import_steps(const Stacks& stacks, const std::vector<ImportPlace>& places);

// A frame that stands for the step: "reading files", a part of importing.
FrameId add_step_frame(Frames& frames, ImportStep step);

}  // namespace p2g
