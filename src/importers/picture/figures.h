// The figures in a picture, as text:
//
//   prof2graph 1
//   calls                               what follows is functions and calls; or stacks
//   metric time<TAB>s<TAB>9             name, unit, decimals: weights are whole numbers of 10^-9 s
//   counts calls                        what numbers of calls are; or samples, nothing
//   floor 12000                         functions whose cumulative cost is less may be missing: they are `(other)`
//   estimate WHY                        when any figure has a mark
//   places                              functions without a file print as pstats prints them
//   calls-without-self                  the callee's own cost of a call is not known
//   p FILE                              numbered from 0
//   k NAME<TAB>NUMBER OF FILE<TAB>LINE<TAB>MODULE<TAB>KIND
//   t TEXT                              a function, as key or as text (model/frame.h); numbered from 0. File -1: none
//   f SELF CUMULATIVE CALLS PRIMITIVE MARKS              calls: figures of the functions, in the same order
//   c CALLER CALLEE SELF CUMULATIVE CALLS PRIMITIVE MARKS
//   s SHARED ID… SELF                   stacks: what it has of the stack before, its further functions, its cost
//
// All functions stand before all figures. What the profile did not say is `?`.
#pragma once

#include "src/importers/importer.h"

namespace p2g::picture {

Result<void> read_figures(Source& source, const ReadOptions& options, Profile& profile);

}  // namespace p2g::picture
