// A call profile while it is selected from: every figure with the bounds that the file sets to it.
//
// A call profile has no stacks, so not all that a selection asks for is in it. Each step gives a figure its likeliest
// value and two bounds between which the truth lies for certain; what the file determines has equal bounds. In the end
// a figure whose bounds are further apart than what a percentage shows is marked as an estimate.
//
// The bounds rest on three facts about what a tracing profiler writes (peers.md calls them pstats' semantics):
// - self costs and numbers of calls add up: a function's are the sum of those under its callers;
// - a cumulative cost, of a function or a pair, is the time of the stacks that have it, each counted once;
// - so a function whose calls are all primitive is never on a stack twice, and a pair never either, and what goes into
//   it equals what it spends and passes on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/base/rows.h"
#include "src/base/wide.h"
#include "src/model/profile.h"

namespace p2g {

// One byte a function, by FrameId.
using Marks = std::vector<std::uint8_t>;

// The likeliest value of a cost, and what it is between: low <= value <= high.
struct Figure {
  Weight value = 0;
  Weight low = 0;
  Weight high = 0;

  static Figure exactly(Weight weight) { return {weight, weight, weight}; }
  // The value moved between the bounds; bounds that contradict each other (a file that does) meet at the value.
  static Figure between(Wide value, Wide low, Wide high);
  Weight doubt() const { return high - low; }
  Figure& operator+=(const Figure& other);
};

// Moves values within their bounds, in proportion to the room they have, until their sum is `sum`. What is left then
// (only where a file contradicts itself) is the largest one's, whose bounds give way.
void balance_figures(Wide sum, std::span<Figure* const> figures);

struct SelectedFunction {
  Figure self;
  Figure cumulative;
  std::int64_t calls = 0;
  std::int64_t primitive_calls = 0;
  Weight hidden = 0;  // part of self's value that functions spent which are not shown
  bool hidden_in_doubt = false;
  bool calls_in_doubt = false;
  bool present = true;     // functions that are gone stay in their place, so that FrameIds hold
  bool recursive = false;  // may be on a stack twice
};

struct SelectedCall {
  FrameId caller = 0;
  FrameId callee = 0;
  Figure self;
  Figure cumulative;
  std::int64_t calls = 0;
  std::int64_t primitive_calls = 0;  // -1 when the file has none
  bool calls_in_doubt = false;
  bool single = false;    // called once in the whole run
  bool certain = true;    // some stack of the selection has the pair
  bool overlaps = false;  // the pair may be on a stack twice: its cumulative cost is less than its calls took

  // Nobody thinks that it was made, but nothing says that it was not.
  bool is_only_possible() const {
    return !certain && (calls == 0 || (cumulative.value <= 0 && cumulative.low <= 0 && cumulative.high > 0));
  }
};

// Each pair once, callers of one function together.
struct CallSelection {
  const Frames* frames = nullptr;
  std::vector<SelectedFunction> functions;
  std::vector<SelectedCall> calls;
  Counted counted = Counted::calls;
  bool callers_lost = false;  // some functions may have callers that no call names
  bool timed = true;          // calls have cumulative figures; else those are 0 and unknown
  bool self_timed = true;     // and self figures
  Figure unowned;             // what --hide could give to nobody, because no function that stays called it
  std::int64_t unowned_samples = 0;
};

// Takes the calls out of the profile.
CallSelection begin_selection(Profile& profile);
// A profile of what is present, with its estimates marked. Doubts below `negligible` are no marks.
Profile end_selection(Profile profile, const CallSelection& selection, Weight negligible);

// Function -> indices of calls.
Rows calls_from(const CallSelection& selection);
Rows calls_to(const CallSelection& selection);
// Calls that no caller of the profile made: where the program, or a thread, came in. By FrameId.
std::vector<std::int64_t> calls_from_outside(const CallSelection& selection);
// Sums what stands there twice.
void unite_calls(CallSelection& selection);
// The self cost of a call follows that of its callee: what a function has received in place of what it called is split
// over those who call it, by their cumulative figures. By FrameId.
void spread_over_callers(CallSelection& selection, const std::vector<Weight>& received);

}  // namespace p2g
