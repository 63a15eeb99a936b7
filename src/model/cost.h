// The four figures that a function, a caller/callee pair and a row of a table have in common, and how they are added.
#pragma once

#include <cstdint>
#include <limits>

#include "src/model/weight.h"

namespace p2g {

// A number of primitive calls that the input does not give.
inline constexpr std::int64_t unknown_calls = -1;

// CallCost, Edge and TableRow are costs of something. A weight that the input does not give is unknown_weight.
struct Cost {
  Weight self = 0;                   // may be negative (profile.py's bias correction): only pictures clamp
  Weight cumulative = 0;             // counts the outermost activation only
  std::int64_t calls = 0;            // where samples are counted: those with the function on the stack
  std::int64_t primitive_calls = 0;  // where samples are counted: those with it on top

  Cost& operator+=(const Cost& other);
  bool operator==(const Cost&) const = default;
};

// Sums that no real profile reaches stay at the limit instead of wrapping around, short of what means "unknown".
inline std::int64_t sum_within(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return a < 0 ? -most : most;
  return sum < -most ? -most : sum;
}

// The one rule for "unknown": a sum is known only when all its parts are. What is left out would make it wrong, and
// nobody would see it.
inline Weight sum_of(Weight a, Weight b) {
  return a == unknown_weight || b == unknown_weight ? unknown_weight : sum_within(a, b);
}

inline Cost& Cost::operator+=(const Cost& other) {
  self = sum_of(self, other.self);
  cumulative = sum_of(cumulative, other.cumulative);
  calls = sum_within(calls, other.calls);
  const bool known = primitive_calls >= 0 && other.primitive_calls >= 0;
  primitive_calls = known ? sum_within(primitive_calls, other.primitive_calls) : unknown_calls;
  return *this;
}

}  // namespace p2g
