// How much each figure changed, and how well that is known.
//
// With y = ln of the corrected cost of a function in a run: the change is the median of all differences between the
// sides (Hodges and Lehmann); its error comes from the function's own scatter, pooled with the noise of the whole
// comparison as if that had been seen `clock.freedom` times, because two or three runs of one function know little:
//   v  = max((ν0 σ² h + SS) / ν, σ² h / 2),   se = sqrt(v (1/nB + 1/nA) + 1.5 σ² (1/nB + 1/nA) / references)
// h(share) widens the noise of small functions; the last term is the error of the speeds themselves. For samples see
// weigh_samples.h.
#pragma once

#include "src/model/diff.h"
#include "src/passes/compare/run_table.h"

namespace p2g {

// Fills in the evidence of all functions and of the total, and with it Diff::looked_at and list_factor. `tables` are
// the corrected runs over the frames of `diff`, whose clock, noise and medians are known.
void weigh_changes(Diff& diff, const RunTables& tables);

}  // namespace p2g
