// The key of a bpftrace map: stacks and words, in the order of the script.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/importers/kit/code_frames.h"
#include "src/importers/kit/event_stacks.h"
#include "src/importers/kit/known_frames.h"

namespace p2g::bpftrace {

// One key, taken line by line. A stack's lines are indented; all others hold words and commas.
class Key {
 public:
  void begin() {
    stacks_.clear();
    words_.clear();
    has_empty_part_ = in_stack_ = false;
  }
  // Without a line break.
  void add_line(std::string_view line, CodeFrames& frames);

  // Whether it has a stack, an empty one among them: other maps count words, and are no profile.
  bool has_stack() const { return !stacks_.empty() || has_empty_part_; }
  // Frames of all stacks, to be bounded by who adds lines.
  std::size_t depth() const { return depth_; }

  // The user's stack below the kernel's, whatever their order is, into `out`; and whose it is.
  void push(CodeFrames& frames, EventStacks& out);
  EventStacks::ThreadId thread(EventStacks& stacks) const;

 private:
  struct Stack {
    std::vector<FrameId> frames;  // the leaf first
    bool enters_kernel = false;
  };
  void add_words(std::string_view line);
  FrameId in_kernel(FrameId frame, CodeFrames& frames);

  std::vector<Stack> stacks_;
  std::vector<std::string> words_;
  bool has_empty_part_ = false;
  bool in_stack_ = false;
  std::size_t depth_ = 0;
  KnownFrames known_lines_;
  std::vector<FrameId> in_kernel_;  // by frame: the same in the kernel
};

}  // namespace p2g::bpftrace
