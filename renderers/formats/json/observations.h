// Inside json.cc: what the profile gives away about itself.
#pragma once

#include <string>
#include <vector>

#include "src/model/metric.h"
#include "src/model/observation.h"

namespace p2g {

// ` "observations": [...]`, one a line; without a comma in front.
void append_observations(std::string& out, const std::vector<Observation>& observations, const Frames& frames,
                         const Metric& metric);

}  // namespace p2g
