// What a profile is the sum of: the files that were merged into it, or the processes and threads of one file.
//
// Pictures show parts beside each other, so figures of each function are kept of each part: bounded, and only where
// somebody wants them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/frame.h"
#include "src/model/weight.h"

namespace p2g {

// A sum of more parts, or of more functions in all of them together, is shown as a sum only.
inline constexpr std::size_t most_parts = 256;
inline constexpr std::size_t most_part_costs = 1'000'000;

struct PartCost {
  FrameId frame = no_frame;
  Weight self = 0;
  Weight cumulative = 0;
};

struct Part {
  std::string name;  // a file as the user named it, or a thread
  Weight total = 0;
  std::vector<PartCost> functions{};  // that cost something, ascending by frame

  // Null where the function costs nothing in this part.
  const PartCost* find(FrameId frame) const {
    const auto found = std::lower_bound(functions.begin(), functions.end(), frame,
                                        [](const PartCost& cost, FrameId id) { return cost.frame < id; });
    return found != functions.end() && found->frame == frame ? &*found : nullptr;
  }
};

// The function whose part of a part's own cost differs most between parts.
struct PartsDiffer {
  FrameId frame = no_frame;
  double least = 0, most = 0;  // shares of a part's total
};

struct Parts {
  std::string_view what = "profile";  // what each is: "profile", "thread", "process"
  std::vector<Part> list{};           // in the order of the files, threads by name; two or more, or none
  std::optional<PartsDiffer> differ{};

  bool empty() const { return list.empty(); }
};

}  // namespace p2g
