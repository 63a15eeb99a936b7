// Inside the filters of call profiles: how much of each cost has to do with the marked functions.
#pragma once

#include <cstdint>
#include <vector>

#include "src/passes/select/call_selection.h"

namespace p2g {

// Of which part of its cost a function, and a call, is at or below a mark, or above one. By FrameId and by call.
//
//   main ─┬─6─▶ load (marked) ─6─┬─▶ codec ─8─▶ parse     below the mark: all of load, 6 of codec and of parse
//         └─2─▶ save ──────────2─┘                        above the mark: all of load, 6 of main
//
// The value of what several ways lead to follows the callers' figures; the bounds say what the file determines.
struct MarkParts {
  std::vector<Figure> self;        // below only: own cost that is spent at or below a mark
  std::vector<Figure> cumulative;  // of the stacks that have the function there
  std::vector<Figure> call_self;   // below only: of a call that is made at or below a mark
  std::vector<Figure> call_cumulative;
  Marks reached;       // 1: marked, or some call leads from (to) a mark, even one without cost
  Marks wholly;        // 1: whenever the function runs, it is there
  Marks call_reached;  // 1: some way over the call leads from (to) a mark
  Marks call_certain;  // 1: some call of the pair is there
};

MarkParts parts_below(const CallSelection& selection, const Marks& marks);
MarkParts parts_above(const CallSelection& selection, const Marks& marks);

// A file rounds its figures; what is no more than that proves nothing.
inline Weight rounding_of(Weight cost) { return 2 + (cost >> 20U); }

// What costs less than this cannot contain the call.
inline Weight least_above(const SelectedCall& call) {
  const Weight least = call.cumulative.low - rounding_of(call.cumulative.low);
  return call.single && least > 0 ? least : 0;
}

}  // namespace p2g
