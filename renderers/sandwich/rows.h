// The rows of boxes above and below a function: where each box lies and what stands in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "renderers/page/sandwich_words.h"
#include "src/model/sandwich.h"

namespace p2g {

struct SandwichBox {
  enum class Kind : std::uint8_t { function, own, more, unknown };
  Kind kind = Kind::function;
  double x = 0, width = 0;  // px from the left end of the row
  double part = 0;          // of the function's cost
  bool estimated = false;
  std::string name;
  std::string figure;
  std::string title;  // the tooltip
};

struct SandwichBoxes {
  std::vector<SandwichBox> direct;  // these fill the row
  std::vector<SandwichBox> beyond;  // each within the box that it belongs to
};

// What is narrower than `least_px` is summed: the direct ones at the right end, those beyond within their box.
SandwichBoxes lay_out_side(const Sandwich& sandwich, Side side, double width_px, double least_px);

}  // namespace p2g
