// Inside json.cc: what importing has cost.
#pragma once

#include <string>

#include "src/model/group.h"

namespace p2g {

// ` "importing": {…}`, one package a line; without a comma in front.
void append_importing(std::string& out, const Importing& importing, const Frames& frames, const Metric& metric);

}  // namespace p2g
