// Which figures of a profile are estimates, and which part of a function's own cost hidden functions spent.
//
// First rule of the program: a figure is exact or marked. Selections of call profiles set the marks (a call profile has
// no stacks, so not all of what they ask for is known), and so does whoever finds that a file contradicts itself; every
// output shows them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "src/model/frame.h"
#include "src/model/weight.h"

namespace p2g {

// Bits of Estimates::functions.
enum EstimatedFigure : std::uint8_t { estimated_self = 1, estimated_cumulative = 2 };

struct Estimates {
  std::vector<std::uint8_t> functions;  // by FrameId, bits of EstimatedFigure; empty: all exact
  std::vector<std::uint64_t> calls;     // pair_key()s, ascending
  // By FrameId: how much of self was spent in functions that the selection hides; exact when self is. Empty: nothing.
  std::vector<Weight> hidden;
  std::string reason;  // a clause for people, "…"; empty when nothing is an estimate

  static std::uint64_t pair_key(FrameId caller, FrameId callee) { return std::uint64_t{caller} << 32U | callee; }

  bool empty() const { return functions.empty() && calls.empty(); }
  std::uint8_t of(FrameId frame) const { return frame < functions.size() ? functions[frame] : std::uint8_t{0}; }
  bool of_call(FrameId caller, FrameId callee) const {
    return !calls.empty() && std::binary_search(calls.begin(), calls.end(), pair_key(caller, callee));
  }
  Weight hidden_in(FrameId frame) const { return frame < hidden.size() ? hidden[frame] : 0; }
  void mark(FrameId frame, std::uint8_t figures) {
    if (frame >= functions.size()) functions.resize(frame + std::size_t{1}, 0);
    functions[frame] |= figures;
  }
};

}  // namespace p2g
