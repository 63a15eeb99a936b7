// Inside filter_calls.cc: what a selection does to a call profile. Each step is linear in functions and edges.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/profile.h"

namespace p2g {

// A call profile while it is filtered. Functions that are gone stay in their place, so that FrameIds hold, but
// `present` is 0 and no edge names them.
struct CallSelection {
  const Frames* frames = nullptr;
  Calls calls;
  std::vector<std::uint8_t> present;
  std::uint64_t apportioned = 0;  // functions and hidden functions whose cost was split by estimate

  // What --hide could give to nobody, because the function was entered from outside the profile.
  Weight unowned = 0;
  std::int64_t unowned_samples = 0;
};

using Marks = std::vector<std::uint8_t>;

// select_calls.cc, by the shares of mark_shares.cc. Only stacks with a mark / without one / below one / above one. A
// call profile has no stacks: a function that is reached over marked functions and otherwise too keeps the share of its
// cost that its callers' edges say, and all members of a call cycle the same share. Where every function has one caller
// that is exact: the figures are those that the stacks of the run would give.
void keep_with(CallSelection& selection, const Marks& marks);
void keep_without(CallSelection& selection, const Marks& marks);
void keep_below(CallSelection& selection, const Marks& marks);
void keep_above(CallSelection& selection, const Marks& marks);

// remove_calls.cc. Takes marked functions out; their cost goes to their callers (the sum of self costs, `unowned`
// included, stays what it was), and what they called is then called by their callers.
void remove_functions(CallSelection& selection, const Marks& marks);

// call_selection.cc, for all of them.
// The self cost of an edge follows that of its callee: what a function has received in place of what it called is split
// over those who call it, by their cumulative figures. Index is the FrameId.
void spread_over_callers(CallSelection& selection, const std::vector<Weight>& received);

// Calls that no caller of the profile made: where the program, or a thread, came in.
std::vector<std::int64_t> calls_from_outside(const CallSelection& selection);

}  // namespace p2g
