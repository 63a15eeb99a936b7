// A comparison for a terminal.
#include "renderers/formats/txt/comparison.h"

#include <algorithm>
#include <array>

#include "renderers/page/comparison_words.h"
#include "src/base/ratio_text.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

constexpr std::size_t most_limit_bytes = 200;
constexpr std::size_t status_width = 13;
constexpr std::string_view no_status = "          ";

void append_right(std::string& out, std::string_view text, std::size_t width) {
  const std::size_t used = count_code_points(text);
  out.append(used < width ? width - used : 0, ' ').append(text);
}

void append_side(std::string& out, std::string_view name, const DiffSide& side, const Diff& diff) {
  out.append(name).append(amount(diff, side.total)).append("  ");
  for (const std::string& file : side.files) {
    if (&file != &side.files.front()) out += ' ';
    append_terminal(out, file);
  }
  out += '\n';
}

// Columns of figures: self, what that is in percent and what it would have to exceed, before, after; cumulative,
// percent, before, after; calls, and by how much one became dearer.
using Cells = std::array<std::string, 11>;
using Widths = std::array<std::size_t, 11>;

constexpr std::size_t calls_column = 9;
constexpr std::array<std::string_view, 11> heads = {"self", "%",      "±",     "before", "after",   "cumulative",
                                                    "%",    "before", "after", "calls",  "per call"};
constexpr Widths least_widths = {12, 9, 7, 11, 11, 12, 9, 11, 11, 10, 10};

std::size_t columns(const Diff& diff) {
  return diff.counted == Counted::calls ? heads.size() : calls_column + (diff.has_counts() ? 1 : 0);
}

Cells cells_of(const Diff& diff, const FunctionDiff& function) {
  const FunctionCost& before = function.before;
  const FunctionCost& after = function.after;
  const std::string self(doubt_mark(diff, function, estimated_self));
  const std::string cumulative(doubt_mark(diff, function, estimated_cumulative));
  return {self + change(diff, function.self_delta()),
          ratio_text(before.self, after.self),
          band_text(diff, function),
          self + amount(diff, before.self),
          self + amount(diff, after.self),
          cumulative + change(diff, function.cumulative_delta()),
          ratio_text(before.cumulative, after.cumulative),
          cumulative + amount(diff, before.cumulative),
          cumulative + amount(diff, after.cumulative),
          calls_text(diff, function),
          per_call_text(function)};
}

// Wide enough for every row, with a blank before it: large figures push the heads along instead of touching.
Widths widths_of(const Comparison& comparison, std::size_t rows) {
  const Diff& diff = comparison.diff();
  Widths widths = least_widths;
  for (std::size_t i = 0; i < rows; ++i) {
    const Cells cells = cells_of(diff, diff.functions[comparison.rows()[i]]);
    for (std::size_t c = 0; c < cells.size(); ++c) widths[c] = std::max(widths[c], count_code_points(cells[c]) + 1);
  }
  return widths;
}

void append_row(std::string& out, const Diff& diff, const FunctionDiff& function, const Widths& widths) {
  const std::string_view why = cause(diff, function);
  out += why;
  out.append(status_width - why.size(), ' ');
  const Cells cells = cells_of(diff, function);
  for (std::size_t c = 0; c < columns(diff); ++c) append_right(out, cells[c], widths[c]);
  append_terminal(out += "  ", name(diff, function));
  if (const std::string from = origin(function); !from.empty()) append_terminal(out += ", ", from);
  out += '\n';
}

void append_line(std::string& out, const std::string& text) {
  if (text.empty()) return;
  append_terminal(out, text);
  out += '\n';
}

void append_gate(std::string& out, const Verdict& verdict) {
  if (verdict.empty()) return;
  out += "gate: " + gate_sentence(verdict) + '\n';
  for (const LimitResult& result : verdict) {
    const std::string limit = shorten_middle(result.limit, most_limit_bytes);  // said on each line
    if (result.state() == LimitState::undecided) append_line(out += "  ", limit + ": undecided: " + result.undecided);
    for (const Trip& trip : result.trips) append_line(out += "  ", limit + ": " + trip.what + ": " + trip.text);
    if (result.more() > 0) append_line(out += "  ", limit + ": and " + std::to_string(result.more()) + " more");
  }
}

// The verdict first, then what to look at, then how far it can be trusted.
void append_words(std::string& out, const Document& document, const Comparison& comparison) {
  const Diff& diff = comparison.diff();
  append_gate(out, document.verdict());
  append_line(out, verdict_sentence(diff));
  for (const std::string& finding : findings(comparison)) append_line(out, finding);
  append_side(out, "before  ", diff.before, diff);
  append_side(out, "after   ", diff.after, diff);
  append_line(out, speed_sentence(diff));
  append_line(out, resolution_sentence(diff));
  append_line(out, noise_sentence(diff));
  append_line(out, counts_sentence(count(diff)));
  if (const std::string text = doubts(diff); !text.empty()) append_line(out, text.substr(1));
  append_line(out, chosen_sentence(diff));
}

}  // namespace

Result<void> write_txt(const Document& document, const Comparison& comparison, Sink& sink) {
  const Diff& diff = comparison.diff();
  std::string& out = sink.buffer();
  if (!document.options().picture.title.empty()) {
    append_terminal(out, document.options().picture.title);
    out += "\n\n";
  }
  append_words(out, document, comparison);
  if (comparison.rows().empty()) {
    out += "\nno difference\n";
    return {};
  }
  const Shown shown = limit_rows(comparison, document.options().table.limit);
  const Widths widths = widths_of(comparison, shown.rows);
  out.append("\n").append(no_status);
  for (std::size_t c = 0; c < columns(diff); ++c) append_right(out, heads[c], widths[c]);
  out += "  function\n";
  for (std::size_t i = 0; i < shown.rows; ++i) {
    append_row(sink.buffer(), diff, diff.functions[comparison.rows()[i]], widths);
    sink.drain();
  }
  if (shown.hidden > 0) {
    out += no_status;
    append_right(out, change(diff, shown.hidden_delta), widths[0]);
    append_int(out += "  ", static_cast<std::int64_t>(shown.hidden));
    out += shown.hidden == 1 ? " more function, see --limit\n" : " more functions, see --limit\n";
  }
  out += "total     ";
  append_right(out, change(diff, diff.total_delta()), widths[0]);
  out += '\n';
  return {};
}

}  // namespace p2g::diffs
