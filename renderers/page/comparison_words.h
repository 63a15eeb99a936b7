// What a comparison says in words, the same in every output.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "renderers/renderer.h"
#include "src/model/verdict.h"

namespace p2g::diffs {

// "2.52 s", with the comparison's unit.
std::string amount(const Diff& diff, Weight weight);
// "+25 ms"
std::string change(const Diff& diff, Weight weight);
// "2.52 s → 2.83 s, +310 ms (+12.3%)"
std::string change_line(const Diff& diff, Weight before, Weight after);

// "slower", "faster" (other units: "more", "less"), or "no change beyond the noise".
std::string_view verdict_word(const Diff& diff);
// "3 runs before, 3 after: medians. The spread of the runs, at least ±12 ms (0.5% of the total before), is noise"
std::string noise_sentence(const Diff& diff);

// "Shares are of the selection: 48.2% of the run before, 52% after", or empty; part of the sentence about noise.
std::string relative_sentence(const Diff& diff);
// "Thread worker (of 4), 20 % of 5 s", of the side before; empty when its file offers nothing else.
std::string chosen_sentence(const Diff& diff);

// How many functions did what; together they are all of them.
struct Counts {
  std::int64_t changed = 0, added = 0, gone = 0, within_noise = 0, unchanged = 0;
};
Counts count(const Diff& diff);
// "5 functions changed, 1 new, 1 gone, 30 within the noise, 1,200 unchanged"
std::string counts_sentence(const Counts& counts);

// "new", "gone", "slower", "faster", "noise".
std::string_view status(const Diff& diff, const FunctionDiff& function);
// "renamed from parse (app.py)", or empty.
std::string origin(const FunctionDiff& function);
// "decode (decoder.py:343)"
std::string name(const Diff& diff, const FunctionDiff& function);

// Sums of self changes: of the rows a table shows and of the rest, which together are the total's change.
struct Shown {
  std::size_t rows = 0;
  std::size_t hidden = 0;
  Weight hidden_delta = 0;
};
Shown limit_rows(const Comparison& comparison, std::int64_t limit);

// The answer in two sentences, for those who cannot see the picture.
std::string description(const Comparison& comparison);
// "Largest change of self time: decode (decoder.py:343), +25 ms. " or empty.
std::string largest_change(const Comparison& comparison);

// What keeps figures of either side from being exact: " Several …" with a blank in front, or empty.
std::string doubts(const Diff& diff);

// "1 of 3 limits tripped", "3 limits kept"; empty without limits.
std::string gate_sentence(const Verdict& verdict);

}  // namespace p2g::diffs
