// Two matched sides become one comparison.
#pragma once

#include "src/passes/compare/match.h"

namespace p2g {

struct DiffOptions {
  double noise_share = 0.005;  // of the base total: a change up to this does not count
  bool normalize = false;      // all runs are scaled to the total before
  bool filtered = false;       // runs hold a selection: 100 % is still the whole run
};

// Medians over the runs of a side (of an even number the mean of the two in the middle, half away from zero; a function
// that a run lacks costs 0 there), and the spread between them: largest minus smallest, three times that of two runs,
// twice that of three, one and a half times that of four, rounded down; both sides added. A change that the spread, the
// unsteadiness of the runs as a whole (Diff::band) or the noise share explains is kept, but does not count as moved;
// unless the runs are apart: the largest of one side is less than a third of the smallest of the other, which has two
// runs or more like the first. Then only the noise share can explain it. A function of calls is on a side when a figure
// of it is not 0 in any run; one of stacks when a run's stack has it. `normalize` scales each weight of a run by the
// median of the totals before divided by the run's, to the nearest. Takes the frames, and scales the runs in place
// where that was asked for.
Diff compare(MatchedRuns& matched, const DiffOptions& options);

}  // namespace p2g
