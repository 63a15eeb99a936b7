// What the numbers of calls in a profile count, beside what its metric measures.
#pragma once

#include <cstdint>
#include <string_view>

namespace p2g {

// A profiler that sees every call counts calls; one that looks from time to time counts how often it saw a function.
// Stacks count nothing of their own: a sample is the unit of their weights.
enum class Counted : std::uint8_t { nothing, calls, samples };

inline std::string_view counted_word(Counted counted) { return counted == Counted::samples ? "samples" : "calls"; }

}  // namespace p2g
