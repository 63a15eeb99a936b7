// A comparison in this format; csv.cc hands it over.
#pragma once

#include "renderers/document.h"

namespace p2g::diffs {

Result<void> write_csv(const Document& document, const Comparison& comparison, Sink& sink);

}  // namespace p2g::diffs
