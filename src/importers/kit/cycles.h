// Cumulative costs of functions where a file has only self costs and those of calls (callgrind, and whoever writes it).
//
//   outside of cycles   self + what the function's calls cost: exact. Not the sum of the calls into it: the entry of a
//                       thread, or a signal handler, is also started from nowhere.
//   in a cycle          The activations of its members lie inside each other, and the file holds the cost of each of
//                       them, so neither sum is the cost of the outermost ones. Both are upper bounds, and so is what
//                       the cycle costs as a whole; the least of the three is taken: an estimate.
//
//   main ──10──▶ a ──8──▶ b ──5──▶ a      a: calls into it 10 + 5, self + calls out of it 2 + 8, the whole cycle 10
//
// A cycle that is also entered from nowhere owes the calls that are missing to one member: the one whose calls out
// exceed its calls in most. Nothing is more than the total: a file that says so is wrong, and the figure an estimate,
// too.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/profile.h"

namespace p2g {

// Sets `cumulative` of each function from `self` and the edges between different functions (their cumulative costs;
// those without are passed over). Recursion of one function is no cycle here. Self costs and edges are not negative,
// and all of them together fit a Weight. Marks the figures that are estimates, and calls within a cycle, whose costs
// overlap, and returns how many functions that are.
std::uint64_t derive_cumulative_costs(Calls& calls, Estimates& estimates);

}  // namespace p2g
