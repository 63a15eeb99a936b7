// Finds the cells that are wanted in what a file offers: --metric and --thread, once for all formats.
#pragma once

#include <cstddef>

#include "src/base/result.h"
#include "src/model/frame.h"
#include "src/model/offer.h"
#include "src/model/profile.h"

namespace p2g {

// Wanted::metric is, tried in this order, a metric's name, its number from 1, `time`, `samples` or `memory` (the
// default when it is of that kind, else the first that is), `default`, `space` or `objects` after the usual prefixes
// (pprof: inuse_space), or a name in another case. Each of Wanted::threads is `all`, #N from 1, a pid, tid or pid/tid,
// or a pattern (model/pattern.h) over process/thread or one of the two. Slices without the metric are left out and
// counted. What is not there is a usage error with the list or a did-you-mean.
Result<Choice> choose(const Offer& offer, const Wanted& wanted);

// A cell of a file that tells only costs: what counts whole samples says how many there are.
Cell cell_of(const Metric& metric, Weight total);

// For files of one metric without slices: says so in the profile, and fails when something else is wanted.
Result<void> choose_only_metric(Profile& profile, const Wanted& wanted);

// The slice with most cost outside idling, the first of several: what most formats' own tools show first.
std::size_t busiest_slice(const Offer& offer, std::size_t metric);

// The frame that heads the stacks of a slice where several are summed: `thread (NAME)`.
FrameId slice_frame(Frames& frames, const Slice& slice);

}  // namespace p2g
