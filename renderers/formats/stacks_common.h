// Trees as rows of stacks, for formats whose files hold stacks: each node that has cost of its own is a row. What an
// estimate of a call profile leaves open is no function's and becomes a frame of its own, "(back into NAME)", "(not
// followed)" or "(not shown)", so that functions never get more than they had and the sum stays.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "src/model/tree.h"

namespace p2g {

// A frame as files spell it. Control and bidirectional characters are visible escapes.
struct StackFrame {
  std::string name;
  std::string file;  // empty when unknown
  std::int32_t line = 0;
  FrameId frame = no_frame;  // none for what is no function's
};

// How many whole units a weight is, where a file holds whole numbers only: times are nanoseconds, everything else is
// what is counted, and what is finer is rounded.
class WholeUnits {
 public:
  explicit WholeUnits(const Metric& metric);
  std::int64_t of(Weight weight);
  std::uint64_t rounded() const { return rounded_; }

 private:
  std::int64_t times_ = 1;
  std::int64_t divisor_ = 1;
  std::uint64_t rounded_ = 0;
};

class StackRows {
 public:
  explicit StackRows(const Tree& tree);

  const std::vector<StackFrame>& frames() const { return frames_; }
  // Calls row(frames, weight) for each; frames are indices into frames(), callers first.
  void each(const std::function<void(const std::vector<std::uint32_t>&, Weight)>& row) const;

 private:
  const Tree& tree_;
  std::vector<StackFrame> frames_;
  std::vector<std::uint32_t> of_node_;
  std::uint32_t not_shown_ = 0;
};

}  // namespace p2g
