// Inside the filters of call profiles: a selection of stacks that have a mark costs what its marks cost.
#pragma once

#include "src/passes/select/call_selection.h"
#include "src/passes/select/mark_parts.h"

namespace p2g {

// What all stacks with a mark cost together: that of one mark is its cumulative cost, that of several lies between the
// largest and the sum. `below` is parts_below() of the same selection.
Figure cost_of_marked(const CallSelection& selection, const Marks& marks, const MarkParts& below);

// Nothing in such a selection costs more than all of it, and own costs add up to it. Each figure was found by itself,
// from what brings it about; around cycles those add up to many times the whole.
void bound_by_marks(CallSelection& selection, const Figure& whole);

// Own costs that are not known for certain move within their bounds until all add up to `sum`.
void balance_own_costs(CallSelection& selection, Wide sum);
Wide own_costs(const CallSelection& selection);

}  // namespace p2g
