// What the gate found: one entry a limit, in the order in which they were given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/weight.h"

namespace p2g {

// One thing that is over a limit. Figures are weights, or numbers of calls when the limit is about calls.
struct Trip {
  std::string what;  // "total", "new functions", or the function: "decode (json/decoder.py:343)"
  std::string text;  // "20 ms → 45 ms, +25 ms (+125%), noise ±1.2 ms"
  std::int64_t before = 0, after = 0;
  bool has_before = true;
  bool counted = false;  // calls, not weights
};

// Undecided: not over the limit as far as these runs can tell, but they could not show it if it were.
enum class LimitState : std::uint8_t { held, tripped, undecided };

struct LimitResult {
  std::string limit;        // as it was given
  std::string source;       // "--fail-on", or the budget file
  std::int64_t count = 0;   // how many are over it
  std::vector<Trip> trips;  // the worst of them, the very worst first; at least one if there are any
  bool of_gone = false;  // about figures after of functions that only the side before has: it is kept, and says little
  // Where it did not trip: the largest of the changes that these runs could not show, as a fraction of the figure
  // before; 0: they could show any that is over the limit.
  double needs = 0;
  std::string undecided;  // "parse (app.py:3): these runs show changes from +12% on"; empty: it is decided

  LimitState state() const {
    if (!trips.empty()) return LimitState::tripped;
    return undecided.empty() ? LimitState::held : LimitState::undecided;
  }
  std::int64_t more() const { return count - static_cast<std::int64_t>(trips.size()); }
};

using Verdict = std::vector<LimitResult>;

inline bool has(const Verdict& verdict, LimitState state) {
  for (const LimitResult& result : verdict) {
    if (result.state() == state) return true;
  }
  return false;
}
inline bool tripped(const Verdict& verdict) { return has(verdict, LimitState::tripped); }

inline std::string_view state_word(LimitState state) {
  if (state == LimitState::held) return "held";
  return state == LimitState::tripped ? "tripped" : "undecided";
}

}  // namespace p2g
