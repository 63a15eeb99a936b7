// What the report of one profile says.
#pragma once

#include <cstddef>

#include "renderers/document.h"
#include "renderers/formats/html/page.h"

namespace p2g::report {

// `room`: bytes for its data.
Result<Report> profile_report(const Document& document, const Analysis& analysis, std::size_t room);

}  // namespace p2g::report
