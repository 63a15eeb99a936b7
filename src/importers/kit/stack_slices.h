// Threads and processes of stacks that carry them as frames: `process 12;thread (34);main;…`. For formats that read all
// of their stacks in one stream; whoever knows its threads before it reads asks choose() and adds only what is wanted.
#pragma once

#include "src/base/result.h"
#include "src/model/offer.h"
#include "src/model/profile.h"

namespace p2g {

// Lists the threads and processes at the roots of a stack profile in `offered`, each with its cost, and keeps the
// stacks of those that are wanted (none named: all). The frames of a process and a thread stay where they are. Metric,
// total and stacks have to be there. A usage error when there is no such thread.
Result<void> choose_stack_slices(Profile& profile, const Wanted& wanted);

}  // namespace p2g
