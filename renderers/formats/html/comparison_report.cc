#include "renderers/formats/html/comparison_report.h"

#include <algorithm>
#include <utility>

#include "renderers/formats/html/comparison_data.h"
#include "renderers/formats/html/data.h"
#include "renderers/page/comparison_header.h"
#include "renderers/page/comparison_words.h"
#include "src/base/number_text.h"
#include "src/base/ratio_text.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g::report {
namespace {

constexpr std::size_t static_rows = 30;

std::string mark(const Diff& diff, const FunctionDiff& function, EstimatedFigure figure) {
  return std::string(diffs::doubt_mark(diff, function, figure));
}

std::vector<Column> columns_of(const Diff& diff) {
  std::vector<Column> columns{{"name", "function", false},
                              {"where", "where", false},
                              {"why", "why", false},
                              {"before", "self before"},
                              {"after", "after"},
                              {"change", "change"},
                              {"ratio", "%"},
                              {"cumulative", "cumulative change"}};
  if (diff.has_counts()) columns.push_back({"calls", std::string(counted_word(diff.counted))});
  return columns;
}

std::vector<std::string> cells_of(const Diff& diff, const FunctionDiff& function) {
  const DisplayName name = display_name(diff.frames.parts(function.frame));
  const std::string self = mark(diff, function, estimated_self);
  std::string where = shorten_middle(name.where, name_limit_bytes);
  if (const std::string from = diffs::origin(function); !from.empty())
    where += (where.empty() ? "" : " · ") + shorten_middle(from, name_limit_bytes);
  std::vector<std::string> cells{
      shorten_middle(name.name, name_limit_bytes),
      std::move(where),
      std::string(diffs::cause(diff, function)),
      self + diffs::amount(diff, function.before.self),
      self + diffs::amount(diff, function.after.self),
      self + diffs::change(diff, function.self_delta()),
      ratio_text(function.before.self, function.after.self),
      mark(diff, function, estimated_cumulative) + diffs::change(diff, function.cumulative_delta())};
  if (diff.has_counts()) cells.push_back(diffs::calls_text(diff, function));
  return cells;
}

// The function that a finding names first.
std::vector<Sentence::Button> button_of(const Diff& diff, const std::vector<std::string>& parts, std::size_t in_data) {
  constexpr std::size_t most_name_bytes = 200;  // as findings have it
  if (parts.size() < 2) return {};
  for (std::size_t i = 0; i < in_data; ++i) {
    const FunctionDiff& function = diff.functions[i];
    if (function.is_equal() || shorten_middle(diffs::name(diff, function), most_name_bytes) != parts[1]) continue;
    return {{shorten_middle(display_name(diff.frames.parts(function.frame)).name, name_limit_bytes), i}};
  }
  return {};
}

std::vector<Sentence> sentences_of(const Comparison& comparison, std::size_t in_data) {
  const Diff& diff = comparison.diff();
  std::string verdict = diffs::verdict_sentence(diff);
  if (!verdict.empty() && verdict.front() >= 'a' && verdict.front() <= 'z') verdict.front() -= 'a' - 'A';
  std::vector<Sentence> sentences{{verdict + '.'}};
  for (const std::vector<std::string>& parts : diffs::findings_in_parts(comparison)) {
    Sentence sentence;
    for (const std::string& part : parts) sentence.text += part;
    sentence.text += '.';
    sentence.buttons = button_of(diff, parts, in_data);
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

std::vector<std::string> notes_of(const Diff& diff, std::size_t in_data) {
  std::vector<std::string> notes{diffs::trust_text(diff)};
  if (in_data < diff.functions.size()) {
    const auto left_out = static_cast<std::int64_t>(diff.functions.size() - in_data);
    notes.push_back(thousands_text(left_out) + " functions that changed least are not in this file, to keep it small.");
  }
  for (std::string text : {diffs::doubts(diff), diffs::chosen_sentence(diff), diffs::relative_sentence(diff)}) {
    text.erase(0, text.find_first_not_of(' '));
    if (!text.empty()) notes.push_back(std::move(text));
  }
  for (const Warning& warning : diff.warnings.list()) notes.push_back("Warning: " + warning.text + '.');
  return notes;
}

}  // namespace

Report comparison_report(const Document& document, const Comparison& comparison, std::size_t room) {
  const Diff& diff = comparison.diff();
  const std::size_t chosen = comparison.rows().empty() ? 0 : comparison.rows().front();
  ComparisonData data = comparison_data(diff, document.theme(), chosen, room);
  Report report;
  report.title = diffs::title(diff, document.options().picture);
  report.facts = plural_text(diff.before.runs, "run") + " before, " + std::to_string(diff.after.runs) + " after · " +
                 diffs::counts_sentence(diffs::count(diff));
  report.sentences = sentences_of(comparison, data.functions);
  report.columns = columns_of(diff);
  const std::size_t shown = std::min(static_rows, comparison.rows().size());
  report.rows_caption = shown < comparison.rows().size() ? "the first " + std::to_string(shown) + " that differ"
                        : shown == 0                     ? "none differs"
                                                         : "those that differ";
  for (std::size_t i = 0; i < shown; ++i) report.rows.push_back(cells_of(diff, diff.functions[comparison.rows()[i]]));
  report.notes = notes_of(diff, data.functions);
  report.json = std::move(data.json);
  return report;
}

}  // namespace p2g::report
