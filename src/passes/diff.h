// Two matched sides become one comparison.
#pragma once

#include "passes/match.h"

namespace p2g {

struct DiffOptions {
  double noise_share = 0.005;  // of the base total: no smaller change counts
  bool normalize = false;      // all runs are scaled to the total before
  bool filtered = false;       // runs hold a selection: 100 % is still the whole run
};

// Medians over the runs of a side, and the spread between them: a change that the runs' own spread (largest minus
// smallest, twice that of three runs, both sides added) or the noise share explains is kept, but does not count as
// moved. Takes the frames, and scales the runs in place where that was asked for.
Diff compare(MatchedRuns& runs, const DiffOptions& options);

}  // namespace p2g
