// Two matched sides become one comparison.
#pragma once

#include <optional>

#include "src/model/clock.h"
#include "src/passes/compare/match.h"

namespace p2g {

struct DiffOptions {
  double noise_share = 0.005;  // of the base total: a change up to this does not count
  bool normalize = false;      // all runs are scaled to the total before
  bool filtered = false;       // runs hold a selection: 100 % is still the whole run
  bool drift = true;           // the machine's speed is taken out
  std::optional<Clock> clock;  // of the runs before they were filtered; unset: of the runs as they are
};

// Figures are medians over the runs of a side (of an even number the mean of the two in the middle, half away from
// zero; a function that a run lacks costs 0 there), after the speed of the machine in each run was taken out
// (measure_clock.h); the spread between them is kept: largest minus smallest, three times that of two runs, twice that
// of three, one and a half times that of four, rounded down; both sides added. decide.h says which changes count. A
// function of calls is on a side when a figure of it is not 0 in any run; one of stacks when a run's stack has it.
// `normalize` scales each weight of a run by the median of the totals before divided by the run's, to the nearest, in
// place of taking out speeds. Takes the frames, and scales the runs in place.
Diff compare(MatchedRuns& matched, const DiffOptions& options);

}  // namespace p2g
