// merge --spread: how far the figures of each function lie apart over several files: hosts, workers, runs.
#pragma once

#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/job.h"
#include "src/pipeline.h"

namespace p2g {

// The least, middle and largest self and cumulative cost of each function over all files, and the file of the largest.
// A function that a file does not have cost nothing there. Files are read one after the other; what is kept of each is
// two figures a function. Text, or CSV. Commits.
Result<void> write_spread(const Job& job, const Hooks& hooks, Outcome& outcome, Sink& sink);

}  // namespace p2g
