// A comparison as a comment under a merge request: the verdict first, what changed most, and the rest folded away. The
// whole stays below what GitHub and GitLab take as one comment.
#include "renderers/formats/md/comparison.h"

#include <algorithm>

#include "renderers/formats/md/text.h"
#include "renderers/page/comparison_words.h"
#include "src/base/ratio_text.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

constexpr std::size_t top_rows = 7;
constexpr std::size_t most_bytes = 58'000;    // GitHub takes 65,536
constexpr std::size_t most_name_bytes = 200;  // of a function; longer ones lose their middle
constexpr std::size_t most_gate_bytes = 12'000;

std::string shortened(std::string_view text) { return shorten_middle(text, most_name_bytes); }

// `mark` is that of estimates.
void append_cost(std::string& out, const Diff& diff, Weight before, Weight after, bool moved, std::string_view mark) {
  out.append(mark).append(amount(diff, before)) += " → ";
  out.append(mark).append(amount(diff, after)) += " | ";
  const std::string text = std::string(mark) + change(diff, after - before);
  out += moved ? "**" + text + "** | " : text + " | ";
  out += ratio_text(before, after) + " | ";
}

std::string row(const Diff& diff, const FunctionDiff& function) {
  std::string out = "| ";
  out.append(cause(diff, function)) += " | ";
  append_code(out, shortened(name(diff, function)));
  if (const std::string from = origin(function); !from.empty()) append_code(out += " ← ", shortened(from));
  out += " | ";
  append_cost(out, diff, function.before.self, function.after.self, function.self_moved,
              doubt_mark(diff, function, estimated_self));
  if (diff.clock.kind != Clock::Kind::none) out += band_text(diff, function) + " | ";
  append_cost(out, diff, function.before.cumulative, function.after.cumulative, function.cumulative_moved,
              doubt_mark(diff, function, estimated_cumulative));
  if (diff.has_counts()) out += calls_text(diff, function) + " |";
  if (diff.counted == Counted::calls) out += ' ' + per_call_text(function) + " |";
  return out + '\n';
}

std::string table_head(const Diff& diff) {
  const bool has_bands = diff.clock.kind != Clock::Kind::none;
  std::string out = "| | function | self | change | % |";
  std::string rule = "| :--- | :--- | ---: | ---: | ---: | ---: | ---: | ---: |";
  if (has_bands) {
    out += " ± |";
    rule += " ---: |";
  }
  out += " cumulative | change | % |";
  if (diff.has_counts()) {
    out.append(" ").append(counted_word(diff.counted)).append(" |");
    rule += " ---: |";
  }
  if (diff.counted == Counted::calls) {
    out += " per call |";
    rule += " ---: |";
  }
  return out + '\n' + rule + '\n';
}

// Changes of cost beyond the noise, and of calls.
bool is_worth_a_row(const FunctionDiff& function) {
  return function.self_moved || function.cumulative_moved || function.calls_changed();
}

// What changed beyond the noise, as the first rows of a comment.
std::vector<std::uint32_t> top(const Comparison& comparison) {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t index : comparison.rows()) {
    const FunctionDiff& function = comparison.diff().functions[index];
    if (rows.size() < top_rows && is_worth_a_row(function)) rows.push_back(index);
  }
  return rows;
}

void write_all(const Comparison& comparison, std::string& out) {
  const Diff& diff = comparison.diff();
  append_int(out += "<details><summary>All ", static_cast<std::int64_t>(comparison.rows().size()));
  out += " functions that differ</summary>\n\n" + table_head(diff);
  Weight hidden = diff.total_delta();
  std::size_t shown = 0;
  for (; shown < comparison.rows().size(); ++shown) {
    const FunctionDiff& function = diff.functions[comparison.rows()[shown]];
    const std::string line = row(diff, function);
    if (out.size() + line.size() > most_bytes) break;
    hidden -= function.self_delta();
    out += line;
  }
  if (shown < comparison.rows().size()) {
    append_int(out += "\nNot shown: ", static_cast<std::int64_t>(comparison.rows().size() - shown));
    out += " functions, self " + change(diff, hidden) + '\n';
  }
  out += "\nTotal change of self cost: " + change(diff, diff.total_delta()) + "\n</details>\n";
}

}  // namespace

void append_gate_md(std::string& out, const Verdict& verdict) {
  if (verdict.empty()) return;
  const std::size_t begin = out.size();
  out += "\n**Gate: " + gate_sentence(verdict) + "**\n";
  if (tripped(verdict) || has(verdict, LimitState::undecided)) out += '\n';
  std::int64_t left_out = 0;
  for (const LimitResult& result : verdict) {
    left_out += result.more();
    if (result.state() == LimitState::undecided) {
      if (out.size() - begin > most_gate_bytes) {
        ++left_out;
        continue;
      }
      append_code(out += "- ", shortened(result.limit), false);
      append_code(out += ": undecided: ", shortened(result.undecided), false);
      out += '\n';
    }
    for (const Trip& trip : result.trips) {
      if (out.size() - begin > most_gate_bytes) {
        ++left_out;
        continue;
      }
      append_code(out += "- ", shortened(result.limit), false);
      append_code(out += ": ", shortened(trip.what), false);
      out += ": " + trip.text + '\n';
    }
  }
  if (left_out > 0) {
    append_int(out += "- and more: ", left_out);
    out += '\n';
  }
}

namespace {

// The verdict, what to look at as a list, and how far it can be trusted.
void append_words(std::string& out, const Comparison& comparison) {
  const Diff& diff = comparison.diff();
  std::string verdict = verdict_sentence(diff);
  const std::size_t word = std::min(verdict.find(':'), verdict.find(';'));
  verdict.front() = static_cast<char>(verdict.front() - 'a' + 'A');
  out += "\n**" + verdict.substr(0, word) + "**" + verdict.substr(std::min(word, verdict.size())) + "\n\n";
  const std::vector<std::vector<std::string>> found = findings_in_parts(comparison);
  for (const std::vector<std::string>& parts : found) {
    out += "- ";
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i % 2 == 1 && !parts[i].empty()) append_code(out, parts[i], false);
      if (i % 2 == 0) out += parts[i];
    }
    out += '\n';
  }
  if (!found.empty()) out += '\n';
  out += short_trust_text(diff) + doubts(diff) + '\n';
  if (const std::string chosen = chosen_sentence(diff); !chosen.empty()) {
    append_code(out, chosen, false);
    out += '\n';
  }
}

}  // namespace

Result<void> write_md(const Document& document, const Comparison& comparison, Sink& sink) {
  const Diff& diff = comparison.diff();
  std::string out;
  if (!document.options().picture.title.empty()) {
    append_code(out += "### ", shortened(document.options().picture.title), false);
    out += "\n\n";
  }
  append_gate_md(out, document.verdict());
  append_words(out, comparison);
  const std::vector<std::uint32_t> rows = top(comparison);
  if (!rows.empty()) {
    out += '\n' + table_head(diff);
    for (const std::uint32_t index : rows) out += row(diff, diff.functions[index]);
  }
  if (comparison.rows().empty()) {
    out += "\nNo difference.\n";
  } else if (comparison.rows().size() > rows.size()) {
    write_all(comparison, out += '\n');
  }
  if (!out.empty() && out.front() == '\n') out.erase(0, 1);
  out += '\n';  // what is appended to a job's summary would be one more row
  sink.put(out);
  return {};
}

}  // namespace p2g::diffs
