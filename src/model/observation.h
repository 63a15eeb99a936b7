// What a profile gives away about itself: that it mostly waits, that the profiler shows in it, that nothing of one's
// own is in it. Said with its evidence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/model/frame.h"
#include "src/model/weight.h"

namespace p2g {

struct Observation {
  std::string_view kind;  // "waiting", for scripts; static
  std::string text;       // a sentence or two; raw: escape before printing
  // It changes what one should do: then it is the first line of every output, and at most 120 characters.
  bool leads = false;
  Weight weight = 0;               // of the run that it speaks of; 0: of no part of it
  std::vector<FrameId> functions;  // the evidence, heaviest first, at most observed_at_most
};
inline constexpr std::size_t observed_at_most = 5;

}  // namespace p2g
