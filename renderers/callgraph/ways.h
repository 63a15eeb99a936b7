// What a call graph picture has to name, and the ways that lead there.
#pragma once

#include <vector>

#include "renderers/callgraph/facts.h"
#include "src/model/group.h"

namespace p2g::cards {

// A function that keeps this part of the run for itself is named in every picture: drawn, in a row, or in the list.
inline constexpr double named_self_share = 0.03;

struct Choice {
  // Each ends with a function that is to be named and begins at a root: its heaviest callers, from the top. The most
  // important first; what a way has in common with those before is not repeated.
  std::vector<std::vector<FunctionIndex>> ways;
  bool fill = true;  // what else is heavy enters, too, while there is room
};

// To every function that keeps `named_self_share`, but for those that many callers share: no arrow would tell of them.
Choice choose_ways(const GraphFacts& facts);
// The program beside importing: what its functions keep, and who imports.
Choice choose_program(const GraphFacts& facts, const GroupedGraph& grouped);

}  // namespace p2g::cards
