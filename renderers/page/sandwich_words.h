// What a sandwich says in words and rows: one set of them for the picture and for text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/model/sandwich.h"

namespace p2g {

enum class Side : std::uint8_t { callers, callees };

// "load_resource"; names that many functions have carry their module: "fields.__init__", "main.<lambda>".
std::string telling_name(const FrameParts& parts);

// "9.3% of the run (1.32 s), self <0.1%; 148 calls, 8.89 ms each."
std::string sandwich_summary(const Sandwich& sandwich);
// "12 callers; __init__ brings 60.6% of its time. 0.3% of its time is its own; heaviest callee loads, 72.8%."
std::string sandwich_findings(const Sandwich& sandwich);
// What has to be known to read it, a sentence each: recursion, calls without times, other functions that match.
std::vector<std::string> sandwich_notes(const Sandwich& sandwich);

// A line of a table: a caller, a callee, the function's own code, or what no row is about.
struct SandwichRow {
  enum class Kind : std::uint8_t { neighbor, own, more, unknown };
  Kind kind = Kind::neighbor;
  std::size_t neighbor = 0;  // of callers or callees
  std::string name;          // raw
  std::string where;         // "json/__init__.py:299"; raw, may be empty
  double part = 0;           // of the row's whole; 0 where times are not known
  // Empty where the file does not say.
  std::string share, amount, calls, each;
};
// Heaviest first, at most `limit` of them (0: all), and a last one that sums the rest.
std::vector<SandwichRow> sandwich_rows(const Sandwich& sandwich, Side side, std::size_t limit);

// What is 100 % of that side; 0 where nothing is to be divided.
Weight whole_of(const Sandwich& sandwich, Side side);
// Parts of calls stand for parts of time that the file does not tell (callers of profile.py's files).
double part_of(const Sandwich& sandwich, Side side, const Neighbor& neighbor);
// What of the whole comes from, or goes to, nobody that the file lists.
double unknown_part(const Sandwich& sandwich, Side side);
// "≈31.1%"
std::string beyond_share(const Sandwich& sandwich, Side side, const Neighbor::Beyond& beyond);

}  // namespace p2g
