// What JSON has besides the call graph when one function was asked for.
#pragma once

#include <string>

#include "src/model/graph.h"
#include "src/model/sandwich.h"

namespace p2g {

// ` "sandwich": {…}`, without a comma in front. Functions are ids in the graph's list; one that pruning dropped has
// none and is named.
void append_sandwich(std::string& out, const Sandwich& sandwich, const CallGraph& graph);

}  // namespace p2g
