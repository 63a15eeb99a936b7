// A comparison in this format; txt.cc hands it over.
#pragma once

#include "renderers/document.h"

namespace p2g::diffs {

Result<void> write_txt(const Document& document, const Comparison& comparison, Sink& sink);

}  // namespace p2g::diffs
