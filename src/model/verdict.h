// What the gate found: one entry a limit, in the order in which they were given.
#pragma once

#include <cstdint>
#include <string>
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

struct LimitResult {
  std::string limit;        // as it was given
  std::string source;       // "--fail-on", or the budget file
  std::int64_t count = 0;   // how many are over it
  std::vector<Trip> trips;  // the worst of them, the very worst first; at least one if there are any
  bool of_gone = false;  // about figures after of functions that only the side before has: it is kept, and says little

  std::int64_t more() const { return count - static_cast<std::int64_t>(trips.size()); }
};

using Verdict = std::vector<LimitResult>;

inline bool tripped(const Verdict& verdict) {
  for (const LimitResult& result : verdict) {
    if (!result.trips.empty()) return true;
  }
  return false;
}

}  // namespace p2g
