// A comparison for a terminal.
#include "renderers/formats/txt/comparison.h"

#include <algorithm>

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

// A column of a width; what is wider still has a blank before it.
void append_column(std::string& out, std::string_view text, std::size_t width) {
  append_right(out += ' ', text, width - 1);
}

void append_figures(std::string& out, const Diff& diff, Weight before, Weight after) {
  append_column(out, change(diff, after - before), 12);
  append_column(out, relative_text(before, after), 11);
  append_column(out, amount(diff, before), 12);
  append_column(out, amount(diff, after), 12);
}

void append_row(std::string& out, const Diff& diff, const FunctionDiff& function) {
  out += status(diff, function);
  out.append(7 - status(diff, function).size(), ' ');
  append_figures(out, diff, function.before.self, function.after.self);
  append_figures(out, diff, function.before.cumulative, function.after.cumulative);
  if (diff.has_counts()) {
    const std::int64_t calls = function.calls_delta();
    append_column(out, (calls > 0 ? "+" : "") + thousands_text(calls), 11);
  }
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
  append_gate(out, document.verdict());
  if (comparison.rows().empty()) {
    out += "\nno difference\n";
    return {};
  }
  const Shown shown = limit_rows(comparison, document.options().table.limit);
  out += "\n           self          %      before       after  cumulative          %      before       after";
  out += diff.has_counts() ? "      calls  function\n" : "  function\n";
  for (std::size_t i = 0; i < shown.rows; ++i) {
    append_row(sink.buffer(), diff, diff.functions[comparison.rows()[i]]);
    sink.drain();
  }
  if (shown.hidden > 0) {
    out += "       ";
    append_right(out, change(diff, shown.hidden_delta), 12);
    append_int(out += "  ", static_cast<std::int64_t>(shown.hidden));
    out += " more functions, see --limit\n";
  }
  out += "total  ";
  append_right(out, change(diff, diff.total_delta()), 12);
  out += '\n';
  return {};
}

}  // namespace p2g::diffs
