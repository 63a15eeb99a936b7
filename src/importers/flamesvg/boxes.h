// The boxes of a flame graph that was drawn, and which of them stand on which.
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/decimal.h"
#include "src/model/frame.h"

namespace p2g::flamesvg {

struct Box {
  std::int64_t y = 0;  // of its row, millionths
  std::int64_t x = 0;  // in whatever the picture counts, millionths
  std::int64_t width = 0;
  FrameId frame = no_frame;
  Decimal count;
  std::uint32_t below = no_index;  // what called it
};

// Orders the boxes from the root on, each row from left to right, and finds what each stands on. Rows may go up or
// down.
void stack_boxes(std::vector<Box>& boxes);

}  // namespace p2g::flamesvg
