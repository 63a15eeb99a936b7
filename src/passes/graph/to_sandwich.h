// A function with its callers and callees, and theirs.
#pragma once

#include <string>

#include "src/base/result.h"
#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/sandwich.h"

namespace p2g {

struct SandwichOptions {
  std::string function;               // a pattern (model/pattern.h)
  std::string option = "--function";  // that gave it, for messages
  bool operator==(const SandwichOptions&) const = default;
};

// `graph` is the whole one of the profile. Direct callers and callees are its edges, as exact as those. One step
// further is counted from stacks; from calls it is shared out by each caller's, and each callee's, own figures, and
// marked unless there is only one way. Fails with ErrorKind::usage when no function is named, or none matches.
Result<Sandwich> to_sandwich(const Profile& profile, const CallGraph& graph, const SandwichOptions& options);

}  // namespace p2g
