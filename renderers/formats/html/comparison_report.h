// What the report of a comparison says.
#pragma once

#include <cstddef>

#include "renderers/document.h"
#include "renderers/formats/html/page.h"

namespace p2g::report {

// `room`: bytes for its data.
Report comparison_report(const Document& document, const Comparison& comparison, std::size_t room);

}  // namespace p2g::report
