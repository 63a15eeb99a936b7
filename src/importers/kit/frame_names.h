// Frames of formats that say name, file and line apart: one table for all, which repairs what is no UTF-8 and counts
// it.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "src/model/frame.h"

namespace p2g {

class FrameNames {
 public:
  // A name or a file, repaired. An empty one is none.
  StringId intern(std::string_view text);
  // A line below 1 is unknown.
  FrameId add(StringId name, StringId file, std::int64_t line, const Frames::More& more = {});
  FrameId add(std::string_view name, std::string_view file = {}, std::int64_t line = 0, const Frames::More& more = {}) {
    return add(intern(name), intern(file), line, more);
  }
  // What a text of a profiler says, taken apart as in folded stacks: "f (a.py:12)".
  FrameId add_text(std::string_view text);

  const Frames& frames() const { return frames_; }
  // Texts that were not UTF-8, each as often as it was met.
  std::uint64_t ill_formed() const { return ill_formed_; }
  Frames take() { return std::move(frames_); }

 private:
  Frames frames_;
  std::uint64_t ill_formed_ = 0;
};

}  // namespace p2g
