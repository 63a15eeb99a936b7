// Which bytes of which view go where, from -o, -T and -V.
#pragma once

#include <vector>

#include "src/base/result.h"
#include "src/job.h"
#include "src/options.h"

namespace p2g {

// One Output for each -o, format and view chosen, options not yet. With one -o, -T says the type whatever its suffix;
// with several it is for those whose suffix says nothing. -V is for all.
Result<std::vector<Output>> choose_outputs(const Options& options);

// The view for when -V does not say: the one that shows what the format prints; of pictures the call graph.
const View* natural_view(const Format& format);
// Whether the output is for a person at a terminal, who did not say what is wanted: that is the table, where a pipe
// gets DOT for Graphviz.
bool is_for_reading(const Options& options);
// Fails with ErrorKind::usage when the format cannot hold what the view shows; the hint lists those that can.
Result<void> check_fit(const View& view, const Format& format, bool comparison);

// Writing over an input would destroy a measurement that cannot be repeated, and two outputs in one file each other.
// Looks at names only.
Result<void> refuse_lost_files(const Options& options);

}  // namespace p2g
