// The figures of austin's samples: what stands behind the stack of a line, and what it measures.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "src/model/metric.h"

namespace p2g::austin {

// What a file's lines hold: one number that 1.0 does not explain, microseconds, bytes, or three figures.
enum class Mode : std::uint8_t { one_number, time, memory, full_old, full };

using Columns = std::array<Weight, 3>;

// One figure of a sample. Weights are never negative: what was given back is a metric of its own.
struct Measure {
  Metric metric;
  std::int64_t factor = 1;
  Weight (*of)(const Columns& columns) = nullptr;
};

// The metrics of a file, the first of them what is shown by default.
std::vector<Measure> measures_of(Mode mode);

// What stands before the numbers, and how many there are: 1, 3, or 0 when the line is malformed.
struct Sample {
  std::string_view stack;
  Columns columns{};
  int count = 0;
};

// Numbers behind the stack: one, `a,b,c`, or three words. `line` has no white space at its end.
Sample split_sample(std::string_view line);

bool all_hex(std::string_view text);

}  // namespace p2g::austin
