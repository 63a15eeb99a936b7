// Which functions are listed as changed.
#pragma once

#include "src/model/diff.h"
#include "src/passes/compare/run_table.h"

namespace p2g {

// Fills in self_moved and cumulative_moved. By time: the change exceeds its band (one false alarm in a hundred lists),
// 2 %, and the least noise. By presence: in all runs of one side and in none of the other, and more than the least
// noise. By work: the numbers of calls changed exactly, by more than 2 % (with one run on a side, which does not show
// whether they vary by themselves, 10 %), what that costs exceeds the least noise, and time does not say the contrary.
// Figures without a clock are held against the spread of their runs (Diff::band).
void decide(Diff& diff, const RunTables& tables);

}  // namespace p2g
