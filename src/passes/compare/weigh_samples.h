// The change of a function of sampled profiles: samples scatter by themselves, even with one run a side.
//
// A function with c of C samples holds c / C of the run. The change is that of the odds, with Haldane's halves,
//   D = ln((cA + ½) / (cB + ½)) − ln((CA − cA + ½) / (CB − cB + ½)),  se² = 1/(cA + ½) + 1/(cB + ½) + 1/(CA − cA) +
//   1/(CB − cB)
// but a function that grew thins out all others. So D is also taken against the function in the middle, and the smaller
// of both is believed: it changed only if it did against the rest and against what stayed. Runs of a side are added;
// the error grows by what they differ beyond chance (chi² over its degrees of freedom).
#pragma once

#include "src/model/diff.h"
#include "src/passes/compare/run_table.h"

namespace p2g {

// Fills in the evidence of all functions with enough samples, and of the total.
void weigh_samples(Diff& diff, const RunTables& tables);

}  // namespace p2g
