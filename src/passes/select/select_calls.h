// Inside filter_calls.cc: which stacks of a call profile are wanted, and which part of them.
#pragma once

#include "src/passes/select/call_selection.h"

namespace p2g {

// Only stacks with a mark / without one / below the first one / above the last one. A call profile has no stacks: what
// is reached over marked functions and otherwise too keeps the part that mark_parts.h says.
void keep_with(CallSelection& selection, const Marks& marks);
void keep_without(CallSelection& selection, const Marks& marks);
void keep_below(CallSelection& selection, const Marks& marks);
void keep_above(CallSelection& selection, const Marks& marks);

// cut_depth.cc. Only the first `levels` levels below where the program comes in, roots included; what is deeper becomes
// cost of the last of them.
void cut_depth(CallSelection& selection, std::uint32_t levels);

// fold_calls.cc. A function that is on the stack already becomes its first occurrence.
void fold_recursion(CallSelection& selection);

}  // namespace p2g
