// What numbers of calls say, which no machine can falsify: whether they changed, and what the change costs.
#pragma once

#include "src/model/diff.h"
#include "src/passes/compare/run_table.h"

namespace p2g {

// Fills in FunctionDiff::calls_class and work: t = N · c, so a change of t is (N_after − N_before) · c_before, more or
// less work, and N_after · (c_after − c_before), dearer or cheaper calls. Only the second part needs a clock.
void classify_calls(Diff& diff, const RunTables& tables);

// Fills in FunctionDiff::cumulative_work: what the functions below a function cost with the numbers of calls after and
// the prices of before, less the same with the numbers before. Cost goes up to callers in proportion to their calls;
// functions that call each other are one. What is new or gone changes nothing here, because others may do what it
// does; nor does what is called a different number of times in each run.
void pass_work_up(Diff& diff);

}  // namespace p2g
