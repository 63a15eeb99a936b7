// Groups of a call graph: machinery that only passes on becomes one function of the graph.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "src/model/group.h"
#include "src/model/pattern.h"
#include "src/model/profile.h"
#include "src/passes/graph/find_importing.h"

namespace p2g {

// Beside the built-in rules: --group NAME=PATTERN. A name of the built-in ones adds to it.
struct OwnGroup {
  std::string name;
  Patterns patterns;
};
struct GroupOptions {
  bool built_in = true;  // --no-groups
  std::vector<OwnGroup> own;
};

// A member that keeps this part of the run for itself is no machinery: it stays what it is.
inline constexpr double named_share = 0.03;
// Groups that hold less of the run are not worth a card: their functions say more.
inline constexpr double group_share = 0.10;

// Null when the graph has nothing that is worth a group. `graph` is the whole graph of the profile. With importing the
// result holds the program itself, and of what runs mostly while importing only what the program calls, too.
std::unique_ptr<GroupedGraph> group_functions(const Profile& profile, const CallGraph& graph,
                                              const ImportFindings& imports, const GroupOptions& options);

}  // namespace p2g
