// Which figures of a profile are estimates, and which part of a function's own cost hidden functions spent.
//
// First rule of the program: a figure is exact or marked. Selections of call profiles set the marks (a call profile has
// no stacks, so not all of what they ask for is known), and so does whoever finds that a file contradicts itself; every
// output shows them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/frame.h"
#include "src/model/weight.h"

namespace p2g {

// Why nothing but self costs of a profile holds; pictures keep it, so that they are known by it when they are read.
inline constexpr std::string_view mixed_threads_reason =
    "several threads in one profile share one call stack, only self times hold";

// Bits, of functions and of calls. Of a call whose cumulative cost is an estimate it may be that it was never made.
enum EstimatedFigure : std::uint8_t { estimated_self = 1, estimated_cumulative = 2, estimated_calls = 4 };

struct Estimates {
  struct Call {
    std::uint64_t pair = 0;  // pair_key()
    std::uint8_t figures = 0;
  };
  std::vector<std::uint8_t> functions;  // by FrameId, bits of EstimatedFigure; empty: all exact
  std::vector<Call> calls;              // by pair, ascending
  // By FrameId: how much of self was spent in functions that the selection hides; exact when self is. Empty: nothing.
  std::vector<Weight> hidden;
  std::string reason;  // a clause for people, "…"; empty when nothing is an estimate

  static std::uint64_t pair_key(FrameId caller, FrameId callee) { return std::uint64_t{caller} << 32U | callee; }

  // What every output says beside its marks; empty where nothing is an estimate.
  std::string note() const { return empty() ? std::string() : "≈ estimated: " + reason; }

  bool empty() const { return functions.empty() && calls.empty(); }
  std::uint8_t of(FrameId frame) const { return frame < functions.size() ? functions[frame] : std::uint8_t{0}; }
  std::uint8_t of_call(FrameId caller, FrameId callee) const {
    const std::uint64_t pair = pair_key(caller, callee);
    const auto found = std::lower_bound(calls.begin(), calls.end(), pair,
                                        [](const Call& call, std::uint64_t key) { return call.pair < key; });
    return found != calls.end() && found->pair == pair ? found->figures : std::uint8_t{0};
  }
  Weight hidden_in(FrameId frame) const { return frame < hidden.size() ? hidden[frame] : 0; }
  // Marks the calls, in any order and some perhaps twice, beside those that are marked.
  void mark_calls(std::vector<Call> more);
  // The marks of another profile whose functions have these ids here; a sum of which a part is an estimate is one.
  void add(const Estimates& other, const std::vector<FrameId>& ids);
  // One more reason beside those that there are.
  void because(std::string_view why);
  void mark(FrameId frame, std::uint8_t figures) {
    if (frame >= functions.size()) functions.resize(frame + std::size_t{1}, 0);
    functions[frame] |= figures;
  }
};

}  // namespace p2g
