// Frames for stack builders that say the line that was being executed, too: one frame a function and line while a file
// is read, and one a function, with what each line cost beside it (Profile::lines), once the stacks are there.
//
//   line = lines.add(function, 42)    is pushed instead of the function, where a stack ends
//   lines.join(profile)               once the profile has its stacks
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "src/model/profile.h"

namespace p2g {

class LinedFrames {
 public:
  // The function itself where the line is none. `file`: where the line is, when that is not the function's own.
  FrameId add(FrameId function, std::int64_t line, const std::string& file = {});
  // The function of any frame.
  FrameId function_of(FrameId frame) const { return is_line(frame) ? of_line(frame).function : frame; }
  void join(Profile& profile) const;

 private:
  struct Line {
    FrameId function;
    std::uint32_t file;
    std::int32_t line;
  };
  // Beyond the frames of any profile: a file would have to name two thousand million functions.
  static constexpr FrameId first = 0x80000000U;
  static constexpr std::size_t most_lines = 0x7fffff00U;

  bool is_line(FrameId frame) const { return frame >= first && frame - first < lines_.size(); }
  const Line& of_line(FrameId frame) const { return lines_[frame - first]; }

  std::vector<Line> lines_;
  LineCosts files_;  // only its files
  std::map<std::tuple<FrameId, std::uint32_t, std::int32_t>, FrameId> ids_;
};

}  // namespace p2g
