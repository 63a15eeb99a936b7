// The functions and calls of a profile, for the script of its report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "renderers/theme.h"
#include "src/model/graph.h"

namespace p2g::report {

struct ProfileData {
  std::string json;
  std::size_t functions = 0;  // the first so many of the graph are in it
  Weight self_left_out = 0;
  Weight heaviest_left_out = 0;  // cumulative
};

// At most `room` bytes. `whole`: what 100 % is, "run" or "selection".
// `chosen`: index of the function that is selected at first.
ProfileData profile_data(const CallGraph& graph, const Theme& theme, std::string_view whole, std::size_t chosen,
                         std::size_t room);

}  // namespace p2g::report
