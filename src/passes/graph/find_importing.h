// What importing has cost in a profile, and what it was spent on.
#pragma once

#include <optional>
#include <string>

#include "src/model/group.h"
#include "src/model/profile.h"
#include "src/passes/graph/import_system.h"

namespace p2g {

// Nothing when importing took less of the run than this: then its functions say more one by one.
inline constexpr double importing_share = 0.10;

// `graph` is the whole graph of the profile. From calls the total is what enters the import system from outside, exact
// as the file has it; from stacks all of it is counted stack by stack.
struct ImportFindings {
  ImportRoles roles;
  std::optional<Importing> importing;
};
ImportFindings find_importing(const Profile& profile, const CallGraph& graph);

// The halves of it.
Importing importing_of_calls(const CallGraph& graph, const ImportRoles& roles);
Importing importing_of_stacks(const Profile& profile, const CallGraph& graph, const ImportRoles& roles);

// The package of a module's file, as it is imported: "sympy"; `standard` when it is Python's own.
struct PackageName {
  std::string name;
  bool standard = false;
};
PackageName package_of(const FrameParts& module);

}  // namespace p2g
