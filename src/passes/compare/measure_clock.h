// How fast the machine was in each run, and how much the runs scatter besides.
//
// A profile holds dozens of functions whose work is known to be the same on both sides, because they were called
// exactly as often. What all of them have in common is the machine; what is left of their scatter is the noise of this
// comparison, even with one run a side. The nearest relatives: shares of subroutines in FBDetect (SOSP 2024), and duet
// benchmarking (Bulej et al. 2020), which runs both versions at once.
#pragma once

#include "src/model/clock.h"
#include "src/passes/compare/match.h"
#include "src/passes/compare/run_table.h"

namespace p2g {

// `drift` off: no run was faster than another; the scatter is measured all the same. `runs` are whole ones, before
// anything is selected from them. Samples are whole numbers of samples: of parts of them, and of what is neither time
// nor samples, nothing is known but the spread of the runs.
[[nodiscard]] Clock measure_clock(const RunTables& tables, const MatchedRuns& runs, bool drift);
[[nodiscard]] Clock measure_clock(const MatchedRuns& runs, bool drift);

}  // namespace p2g
