// Stacks in which the import system is one frame wherever it is entered, with what it did below it: exact, because each
// stack says what it was doing.
#pragma once

#include "src/model/group.h"
#include "src/model/profile.h"
#include "src/passes/graph/import_system.h"

namespace p2g {

// `grouped` has importing; `graph` is the whole graph of the profile, `roles` are its. Module bodies, and what those
// call, stay where they are: below the frame that ran them.
Profile stacks_with_importing(const Profile& profile, const GroupedGraph& grouped, const CallGraph& graph,
                              const ImportRoles& roles);

}  // namespace p2g
