// A comparison in this format; md.cc names it as its write_diff.
#pragma once

#include "renderers/renderer.h"

namespace p2g::diffs {

Result<void> write_md(const DiffModel& model, const PictureOptions& options, Sink& sink);

// The gate of any profile: a line that says how many tripped, and a list of what did.
void append_gate_md(std::string& out, const Verdict& verdict);

}  // namespace p2g::diffs
