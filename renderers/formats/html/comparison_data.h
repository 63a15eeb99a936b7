// The functions and calls of a comparison, for the script of its report.
#pragma once

#include <cstddef>
#include <string>

#include "renderers/theme.h"
#include "src/model/diff.h"

namespace p2g::report {

struct ComparisonData {
  std::string json;
  std::size_t functions = 0;  // the first so many of the comparison are in it
};

// At most `room` bytes. `chosen`: index of the function that is selected
// at first.
ComparisonData comparison_data(const Diff& diff, const Theme& theme, std::size_t chosen, std::size_t room);

}  // namespace p2g::report
