// Cost that is elsewhere without anything being slower: a helper that was extracted or inlined, a function that was
// renamed, moved or split.
#pragma once

#include "src/model/diff.h"

namespace p2g {

// Marks functions (FunctionDiff::shift) when cost went from a function, or from functions that are gone, to functions
// that are new, and nothing came to it: all that took part is called by one function only, whose cumulative cost is
// what it was. "What it was" leaves room for its band, and for what a profiler adds to calls that were not there
// before: twice the price of the cheapest functions for each. Needs evidence and calls.
void find_shifts(Diff& diff);

}  // namespace p2g
