// Inside the filters of call profiles: how much of each function's cost has to do with the marked ones.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/fraction.h"
#include "src/passes/select/select_calls.h"

namespace p2g {

// Index is the FrameId. A call profile has no stacks, so a function that marked functions call and others too is
// apportioned by what its callers' edges say:
//
//   main ─┬─6─▶ load (marked) ─6─┬─▶ codec ─8─▶ parse     below the mark: all of load, 6 of 8 of codec and of parse
//         └─2─▶ save ──────────2─┘                        above the mark: all of load, 6 of 8 of main
//
// All members of a call cycle have one share, since the file does not tell its rounds apart.
struct MarkShares {
  std::vector<Fraction> of;           // marked functions: all of it
  std::vector<std::uint8_t> reached;  // 1: marked, or some call leads from or to a mark, even one without cost

  explicit MarkShares(std::size_t functions) : of(functions, 0), reached(functions, 0) {}
  void set(FrameId function, bool marked, bool is_reached, Fraction share) {
    of[function] = marked ? all_of_it : share;
    reached[function] = marked || is_reached ? 1 : 0;
  }
};

// The share of the cost that is spent below a mark, and the share that leads to one.
MarkShares shares_below(const CallSelection& selection, const Marks& marks);
MarkShares shares_above(const CallSelection& selection, const Marks& marks);

}  // namespace p2g
