// What a comparison says in words, the same in every output.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "renderers/renderer.h"
#include "src/model/verdict.h"

namespace p2g::diffs {

// "2.52 s", with the comparison's unit.
std::string amount(const Diff& diff, Weight weight);
// "+25 ms"
std::string change(const Diff& diff, Weight weight);
// "2.52 s → 2.83 s, +310 ms (+12.3%)"
std::string change_line(const Diff& diff, Weight before, Weight after);

// What became of the total: by time, by work that is exact whatever the clock says, or no change that could be shown.
enum class Outcome : std::uint8_t { slower, faster, more_work, less_work, unchanged };
Outcome outcome(const Diff& diff);
// "slower: 498 ms → 768 ms, +270 ms (+54%, at least +38%)", or "no change of the total above 11%; 0 functions changed,
// calls equal in all functions". Never that nothing changed while something did.
std::string verdict_sentence(const Diff& diff);
// At most three, on what to look at: which functions, whether they do more work or each call is dearer, since which
// caller, how sure that is. Each a whole sentence without the point.
std::vector<std::string> findings(const Comparison& comparison);
// The same in parts: words and names of functions in turn, words first.
std::vector<std::vector<std::string>> findings_in_parts(const Comparison& comparison);
// How fast the machine was, and what it was measured with; empty when nothing was taken out.
std::string speed_sentence(const Diff& diff);
// "These runs can show: total from +11% on, a function of 10% from +17% on"; empty without a clock.
std::string resolution_sentence(const Diff& diff);
// What a change of the total, or of a function of a tenth of it, has to exceed to be shown, as a fraction; nothing
// without a clock.
struct Resolution {
  double total = 0, tenth = 0;
};
std::optional<Resolution> resolution(const Diff& diff);
// "3 runs before, 3 after: medians. Changes below ±12 ms (0.5% of the total before) never count"
std::string noise_sentence(const Diff& diff);

// "Shares are of the selection: 48.2% of the run before, 52% after", or empty; part of the sentence about noise.
std::string relative_sentence(const Diff& diff);
// "Thread worker (of 4), 20 % of 5 s", of the side before; empty when its file offers nothing else.
std::string chosen_sentence(const Diff& diff);

// How many functions did what; together they are all of them.
struct Counts {
  std::int64_t changed = 0, added = 0, gone = 0, within_noise = 0, unchanged = 0;
  std::int64_t calls = 0;  // of functions on both sides: those whose numbers of calls changed
};
Counts count(const Diff& diff);
// "5 functions changed, 1 new, 1 gone, 30 within the noise, 1,200 unchanged"
std::string counts_sentence(const Counts& counts);

// "new", "gone", "slower", "faster", "noise".
std::string_view status(const Diff& diff, const FunctionDiff& function);
// Why: "new", "gone", "moved" (the cost only went elsewhere), "more work", "less work", "dearer", "cheaper", "noise";
// of what counts no calls "more", "less" or slower and faster.
std::string_view cause(const Diff& diff, const FunctionDiff& function);
// "1 → 35,421 ×35,421", "35,421 =", "100 → 104 ~"; empty where nobody counts calls.
std::string calls_text(const Diff& diff, const FunctionDiff& function);
// By how much one call became dearer: "+12%"; empty where that is not known.
std::string per_call_text(const FunctionDiff& function);
// "equal", "changed", "varying", "unknown".
std::string_view calls_word(CallsClass calls);
// A change in logarithms as a fraction with six decimals: ln 1.25 is 0.25; what is more than any figure is 1e9.
void append_fraction(std::string& out, double logarithm);
// "≈" where the function's figure is an estimate in one of the runs, else empty.
std::string_view doubt_mark(const Diff& diff, const FunctionDiff& function, EstimatedFigure figure);
// "±6%": a change of the self cost up to this is no evidence; empty without a clock.
std::string band_text(const Diff& diff, const FunctionDiff& function);
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

// How far a comparison can be trusted: speeds, what can be shown, counts, noise; whole sentences.
std::string trust_text(const Diff& diff);

// The same in one line or two, for pictures and comments.
std::string short_trust_text(const Diff& diff);

// What keeps figures of either side from being exact: " Several …" with a blank in front, or empty.
std::string doubts(const Diff& diff);

// "1 of 3 limits tripped", "3 limits kept"; empty without limits.
std::string gate_sentence(const Verdict& verdict);

}  // namespace p2g::diffs
