// A comparison for a terminal.
#include "renderers/formats/txt/comparison.h"

#include <algorithm>
#include <array>

#include "renderers/page/comparison_words.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

constexpr std::size_t most_limit_bytes = 200;

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

// Columns of figures: self, what that is in percent, before, after; the same of cumulative costs; calls.
using Cells = std::array<std::string, 9>;
using Widths = std::array<std::size_t, 9>;

constexpr std::size_t calls_column = 8;
constexpr std::array<std::string_view, 9> heads = {"self", "%",      "before", "after", "cumulative",
                                                   "%",    "before", "after",  "calls"};
constexpr Widths least_widths = {12, 11, 12, 12, 12, 11, 12, 12, 11};

std::size_t columns(const Diff& diff) { return diff.has_counts() ? heads.size() : calls_column; }

void fill(Cells& cells, std::size_t at, const Diff& diff, Weight before, Weight after) {
  cells[at] = change(diff, after - before);
  cells[at + 1] = relative_text(before, after);
  cells[at + 2] = amount(diff, before);
  cells[at + 3] = amount(diff, after);
}

Cells cells_of(const Diff& diff, const FunctionDiff& function) {
  Cells cells;
  fill(cells, 0, diff, function.before.self, function.after.self);
  fill(cells, 4, diff, function.before.cumulative, function.after.cumulative);
  const std::int64_t calls = function.calls_delta();
  cells[calls_column] = (calls > 0 ? "+" : "") + thousands_text(calls);
  return cells;
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
  out += status(diff, function);
  out.append(7 - status(diff, function).size(), ' ');
  const Cells cells = cells_of(diff, function);
  for (std::size_t c = 0; c < columns(diff); ++c) append_right(out, cells[c], widths[c]);
  append_terminal(out += "  ", name(diff, function));
  if (const std::string from = origin(function); !from.empty()) append_terminal(out += ", ", from);
  out += '\n';
}

void append_gate(std::string& out, const Verdict& verdict) {
  if (verdict.empty()) return;
  out += gate_sentence(verdict) + '\n';
  for (const LimitResult& result : verdict) {
    const std::string limit = shorten_middle(result.limit, most_limit_bytes);  // said on each line
    for (const Trip& trip : result.trips) {
      append_terminal(out += "  ", limit + ": " + trip.what + ": " + trip.text);
      out += '\n';
    }
    if (result.more() == 0) continue;
    append_terminal(out += "  ", limit);
    append_int(out += ": and ", result.more());
    out += " more\n";
  }
}

}  // namespace

Result<void> write_txt(const Document& document, const Comparison& comparison, Sink& sink) {
  const Diff& diff = comparison.diff();
  std::string& out = sink.buffer();
  if (!document.options().picture.title.empty()) {
    append_terminal(out, document.options().picture.title);
    out += "\n\n";
  }
  append_side(out, "before  ", diff.before, diff);
  append_side(out, "after   ", diff.after, diff);
  out.append(verdict_word(diff)).append(": ");
  out += change_line(diff, diff.before.total, diff.after.total) + '\n';
  out += noise_sentence(diff) + '\n' + counts_sentence(count(diff)) + '\n';
  if (const std::string text = doubts(diff); !text.empty()) out += text.substr(1) + '\n';
  if (const std::string chosen = chosen_sentence(diff); !chosen.empty()) {
    append_terminal(out, chosen);
    out += '\n';
  }
  append_gate(out, document.verdict());
  if (comparison.rows().empty()) {
    out += "\nno difference\n";
    return {};
  }
  const Shown shown = limit_rows(comparison, document.options().table.limit);
  const Widths widths = widths_of(comparison, shown.rows);
  out += "\n       ";
  for (std::size_t c = 0; c < columns(diff); ++c) append_right(out, heads[c], widths[c]);
  out += "  function\n";
  for (std::size_t i = 0; i < shown.rows; ++i) {
    append_row(sink.buffer(), diff, diff.functions[comparison.rows()[i]], widths);
    sink.drain();
  }
  if (shown.hidden > 0) {
    out += "       ";
    append_right(out, change(diff, shown.hidden_delta), widths[0]);
    append_int(out += "  ", static_cast<std::int64_t>(shown.hidden));
    out += shown.hidden == 1 ? " more function, see --limit\n" : " more functions, see --limit\n";
  }
  out += "total  ";
  append_right(out, change(diff, diff.total_delta()), widths[0]);
  out += '\n';
  return {};
}

}  // namespace p2g::diffs
