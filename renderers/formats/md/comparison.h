// A comparison in this format; md.cc hands it over.
#pragma once

#include "renderers/document.h"

namespace p2g::diffs {

Result<void> write_md(const Document& document, const Comparison& comparison, Sink& sink);

// The gate of any profile: a line that says how many tripped, and a list of what did.
void append_gate_md(std::string& out, const Verdict& verdict);

}  // namespace p2g::diffs
