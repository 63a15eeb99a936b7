// Which functions a picture names, when the user left it to us.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/callgraph/facts.h"

namespace p2g::cards {

// Functions in the order in which they enter the picture; the choice of N functions is the first N. By cumulative time
// (ties as the graph is sorted), but only when connected: a function enters when it is a root, when a function that is
// in brings at least a quarter of its time, or when those that are in bring half of it together and it holds 5 %. What
// holds 10 % enters in any case: a picture that hides it would not be true. Ends after `limit`, or once it names a
// dozen and what follows holds less than `least_share`.
std::vector<FunctionIndex> entry_order(const GraphFacts& facts, std::size_t limit, double least_share);

// The rule above for one function, given what is in.
bool may_enter(const GraphFacts& facts, const Column<FunctionIndex, std::uint8_t>& in, FunctionIndex function);

}  // namespace p2g::cards
