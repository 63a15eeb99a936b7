#include "renderers/formats/txt/sandwich.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "renderers/page/sandwich_words.h"
#include "renderers/page/selection_words.h"
#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/pattern.h"

namespace p2g {
namespace {

constexpr std::size_t most_beyond = 3;
constexpr double least_beyond = 0.01;

using Cells = std::array<std::string, 4>;
struct Line {
  Cells cells;
  std::string text;
};

// Names may be anything: what a terminal would take for more than text is made visible.
std::string name_of(const SandwichRow& row) {
  return to_terminal(row.where.empty() ? row.name : row.name + " (" + row.where + ')');
}

void add_beyond(std::vector<Line>& lines, const Sandwich& sandwich, Side side, const Neighbor& neighbor) {
  const std::size_t shown = std::min(most_beyond, neighbor.beyond.size());
  for (const Neighbor::Beyond& beyond : std::span(neighbor.beyond).first(shown)) {
    if (share_of(beyond.cumulative, whole_of(sandwich, side)) < least_beyond) break;
    const std::string name = to_terminal(function_text(sandwich.frames->parts(beyond.frame)));
    lines.push_back({{beyond_share(sandwich, side, beyond)}, (side == Side::callers ? "    from " : "    to ") + name});
  }
}

std::vector<Line> lines_of(const Sandwich& sandwich, Side side, std::size_t limit) {
  std::vector<Line> lines{
      {{"share", sandwich.metric.noun(), "calls", "a call"}, side == Side::callers ? "called by" : "calls"}};
  for (const SandwichRow& row : sandwich_rows(sandwich, side, limit)) {
    lines.push_back({{row.share, row.amount, row.calls, row.each}, name_of(row)});
    if (row.kind != SandwichRow::Kind::neighbor) continue;
    add_beyond(lines, sandwich, side, (side == Side::callers ? sandwich.callers : sandwich.callees)[row.neighbor]);
  }
  return lines;
}

void append_lines(std::string& out, const std::vector<Line>& lines) {
  std::array<std::size_t, 4> widths{};
  // Columns that nobody has anything for are left out, their heads with them.
  for (std::size_t i = 1; i < lines.size(); ++i) {
    for (std::size_t c = 0; c < 4; ++c) widths[c] = std::max(widths[c], count_code_points(lines[i].cells[c]));
  }
  for (std::size_t c = 0; c < 4; ++c) {
    if (widths[c] > 0) widths[c] = std::max(widths[c], lines.front().cells[c].size());
  }
  for (const Line& line : lines) {
    for (std::size_t c = 0; c < 4; ++c) {
      if (widths[c] == 0) continue;
      out.append(2 + widths[c] - std::min(widths[c], count_code_points(line.cells[c])), ' ');
      out += line.cells[c];
    }
    out += "  " + line.text + '\n';
  }
}

}  // namespace

Result<void> write_sandwich_txt(const Document& document, Sink& sink) {
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  P2G_TRY_ASSIGN(const Sandwich* sandwich, analysis->sandwich(document.options().sandwich));
  const auto limit = static_cast<std::size_t>(document.options().table.limit);
  std::string& out = sink.buffer();
  if (const std::string& title = document.options().picture.title; !title.empty()) out += to_terminal(title) + "\n\n";
  out += to_terminal(listed_name(sandwich->frames->parts(sandwich->function.frame))) + '\n';
  out += to_terminal(sandwich_summary(*sandwich)) + '\n' + to_terminal(sandwich_findings(*sandwich)) + '\n';
  for (const std::string& note : sandwich_notes(*sandwich)) out += to_terminal(note) + '\n';
  if (const std::string selection = selection_sentences(analysis->profile()); !selection.empty()) {
    out += to_terminal(selection.substr(1)) + '\n';
  }
  out += '\n';
  if (!sandwich->callers.empty()) append_lines(out, lines_of(*sandwich, Side::callers, limit));
  out += '\n';
  append_lines(out, lines_of(*sandwich, Side::callees, limit));
  return {};
}

}  // namespace p2g
