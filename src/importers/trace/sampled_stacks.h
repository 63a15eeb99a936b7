// Samples beside the events of a trace: `stackFrames` names frames and what called them, `samples` says which stack a
// thread had at a time. A sample lasts until the next one of its thread; how long the last one lasted, nobody knows.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/json_reader.h"
#include "src/importers/kit/frame_names.h"
#include "src/importers/kit/sample_grid.h"
#include "src/importers/trace/threads.h"

namespace p2g::trace {

class SampledStacks {
 public:
  void read_frames(JsonReader& json, FrameNames& names);
  void read_samples(JsonReader& json, Threads& threads);
  bool has_samples() const { return !samples_.empty() && !frames_.empty(); }
  Result<void> emit(SampleGrid& grid, Threads& threads, Warnings& warnings);

 private:
  struct Frame {
    FrameId frame = no_frame;  // none: mentioned, never told
    std::uint32_t parent = no_index;
    // Where its stack stands in the grid, of the slice that was asked last.
    std::uint32_t node = no_index;
    std::uint32_t slice = no_index;
  };
  struct Sample {
    std::int64_t ts_ns;
    std::uint32_t thread;
    std::uint32_t frame;  // of frames_, no_index: none
  };

  std::uint32_t frame_of(std::string_view id);
  bool place(std::uint32_t frame, std::uint32_t slice, SampleGrid& grid);

  Strings ids_;  // a frame's number is that of its id
  std::vector<Frame> frames_;
  std::vector<Sample> samples_;
  std::vector<std::uint32_t> waiting_;  // of place(), kept for its room
};

}  // namespace p2g::trace
