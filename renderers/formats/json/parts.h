// What the profile is the sum of, as JSON.
#pragma once

#include <string>

#include "src/model/frame.h"
#include "src/model/metric.h"
#include "src/model/part.h"

namespace p2g {

// ` "parts": [...]`, and ` "parts_differ": {...}` where a function's share differs between them; without a comma in
// front.
void append_parts(std::string& out, const Parts& parts, const Frames& frames, const Metric& metric);

}  // namespace p2g
