// Do the figures of a call profile agree with each other? Where one call stack was recorded they leave no choice:
//
//   a call       was made, and costs no more than its caller and no more than its callee
//   a function   that is never on the stack twice costs what itself and its calls cost, to the unit
//
// So what does not agree tells what went wrong:
//
//   calls that never ended, or cost more than what they call   several threads, or greenlets, pushed and popped one
//                                                              stack: Python 3.12 and later under cProfile
//   a function that costs less than its calls                  functions share its label; the profiler kept the
//                                                              figures of one of them (cProfile)
//   a function that costs more than itself and its calls       some calls are not in the file: of built-in functions
//                                                              (yappi), or of one whose label was overwritten
//   negative costs                                             a clock that ran back, or profile.py's calibration
//
// Each cause is one warning, says the same in pictures, and marks the figures that it concerns (Profile::estimates).
#pragma once

#include <vector>

#include "src/model/profile.h"

namespace p2g {

// Looks at a call profile whose metric, total and data are filled in; marks and warns. Calls that the file does not
// list become calls of a function `(not listed)`, so that shares are of all that was measured: total and data change
// then. `no_entry`: functions that are known as callers only, of whose figures nothing can be expected. `cut_down`:
// figures were, so that they agree with nothing, and only signs are looked at. Linear.
void check_agreement(Profile& profile, const std::vector<FrameId>& no_entry, bool cut_down);

}  // namespace p2g
