// A comparison in the text formats; the formats' own files name these as their write_diff.
#pragma once

#include "renderer.h"

namespace p2g::diffs {

Result<void> write_txt(const DiffModel& model, const PictureOptions& options, Sink& sink);
Result<void> write_md(const DiffModel& model, const PictureOptions& options, Sink& sink);
Result<void> write_csv(const DiffModel& model, const PictureOptions& options, Sink& sink);
Result<void> write_json(const DiffModel& model, const PictureOptions& options, Sink& sink);

// The gate of any profile: a line that says how many tripped, and a list of what did.
void append_gate_md(std::string& out, const Verdict& verdict);

}  // namespace p2g::diffs
