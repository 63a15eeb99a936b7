// The table as plain text: for call profiles line for line what Python's pstats prints, so that eyes and scripts that
// know it go on working. Profiles of stacks have no calls; their columns are self and cumulative cost with shares.
#include <algorithm>

#include "renderers/formats/table_common.h"
#include "renderers/formats/txt/comparison.h"
#include "renderers/formats/txt/sandwich.h"
#include "renderers/page/first_line.h"
#include "renderers/page/selection_words.h"
#include "renderers/renderer.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {

extern const Format format_txt;

namespace {

void append_right(std::string& out, std::string_view text, std::size_t width) {
  const std::size_t used = count_code_points(text);
  out.append(used < width ? width - used : 0, ' ').append(text);
}

// Names are padded by code points, as Python does.
void append_left(std::string& out, std::string_view text, std::size_t width) {
  const std::size_t used = count_code_points(text);
  out.append(text).append(used < width ? width - used : 0, ' ');
}

std::string safe_name(const Table& table, FrameId frame) { return to_terminal(standard_name(*table.frames, frame)); }

// A figure in pstats' eight columns and a space.
void append_column(std::string& out, const Table& table, Weight weight, bool estimated, std::int64_t count = 1) {
  std::string figure = estimated ? "≈" : "";
  append_figure(figure, weight, table.metric, table.metric.column_decimals(), count);
  append_right(out, figure, 8);
  out += ' ';
}

// Of stacks: wide enough for every figure.
std::size_t figure_width(const Table& table) {
  std::size_t width = 10;
  std::string figure;
  const auto look_at = [&](const TableRow& row) {
    for (const Weight weight : {row.self, row.cumulative}) {
      figure.clear();
      append_figure(figure, weight, table.metric, table.metric.column_decimals());
      width = std::max(width, figure.size());
    }
  };
  for (const TableRow& row : table.rows) look_at(row);
  for (const std::vector<TableRow>& rows : table.relations) {
    for (const TableRow& row : rows) look_at(row);
  }
  return width;
}

std::string share_heads(std::size_t width) {
  std::string heads;
  for (const std::string_view head : {"self", "cumulative"}) {
    append_right(heads, head, width);
    heads += heads.size() == width ? "       % " : "       %";
  }
  return heads;
}

// Stacks: a figure and its share of the total.
void append_share_columns(std::string& out, const Table& table, Weight weight, std::size_t width) {
  std::string figure;
  append_figure(figure, weight, table.metric, table.metric.column_decimals());
  append_right(out, figure, width);
  out += ' ';
  append_right(out, weight == unknown_weight ? std::string() : percent_text(share_of(weight, table.total)), 7);
  out += ' ';
}

void write_head(const Table& table, const Profile& profile, const PictureOptions& options, Sink& sink) {
  if (!options.title.empty()) {
    append_terminal(sink.buffer(), options.title);
    sink.put("\n\n");
  }
  if (table.kind == Table::Kind::functions) {
    sink.put("         ");
    sink.put(table_summary(table, Spell::as_pstats));
    sink.put("\n\n");
  }
  if (!table.estimate_note.empty()) {
    sink.put("   ");
    append_terminal(sink.buffer(), table.estimate_note);
    sink.put("\n");
  }
  if (const std::string selection = selection_sentences(profile); !selection.empty()) {
    append_terminal(sink.buffer() += "  ", selection);
    sink.put("\n\n");
  }
  sink.put("   Ordered by: ");
  sink.put(table.sort_key);
  sink.put("\n");
  const auto shown = static_cast<std::int64_t>(table.rows.size());
  if (shown != table.total_rows) {
    std::string& out = sink.buffer();
    append_int(out += "   List reduced from ", table.total_rows);
    append_int(out += " to ", shown);
    append_int(out += " due to restriction <", shown);
    out += ">\n";
  }
  sink.put("\n");
}

void write_functions(const Table& table, Sink& sink) {
  const std::size_t width = table.has_counts() ? 0 : figure_width(table);
  sink.put(table.has_counts() ? "   ncalls  tottime  percall  cumtime  percall filename:lineno(function)\n"
                              : share_heads(width) + " function\n");
  for (const TableRow& row : table.rows) {
    std::string& out = sink.buffer();
    const bool self = (row.estimated & estimated_self) != 0;
    const bool cumulative = (row.estimated & estimated_cumulative) != 0;
    if (table.has_counts()) {
      append_right(out, calls_figure(row), 9);
      out += ' ';
      append_column(out, table, row.self, self);
      append_column(out, table, row.self, self, row.calls);
      append_column(out, table, row.cumulative, cumulative);
      append_column(out, table, row.cumulative, cumulative, std::max<std::int64_t>(row.primitive_calls, 0));
    } else {
      append_share_columns(out, table, row.self, width);
      append_share_columns(out, table, row.cumulative, width);
    }
    out += safe_name(table, row.frame);
    out += '\n';
    sink.drain();
  }
}

// One line of the other side: its figures (the first so wide), or what profile.py's files have, only a number of calls.
void append_relation(std::string& out, const Table& table, const TableRow& relation, Weight cumulative,
                     std::size_t figures) {
  const bool self = (relation.estimated & estimated_self) != 0;
  const bool by_pair = (relation.estimated & estimated_cumulative) != 0;
  if (!table.has_counts()) {
    append_share_columns(out, table, relation.self, figures);
    append_share_columns(out, table, relation.cumulative, figures);
    out += ' ' + safe_name(table, relation.frame);
  } else if (relation.cumulative == unknown_weight) {
    append_int(out.append(safe_name(table, relation.frame)) += '(', relation.calls);
    out += ") ";
    append_column(out, table, cumulative, by_pair);
    out.pop_back();
  } else {
    append_right(out, calls_figure(relation), figures);
    out += ' ';
    append_column(out, table, relation.self, self);
    append_column(out, table, relation.cumulative, by_pair);
    out += ' ' + safe_name(table, relation.frame);
  }
}

// The other ends of one function's calls, each on a line of its own but the first.
void append_relations(std::string& out, const Table& table, const Profile& profile, std::size_t row, std::size_t width,
                      std::size_t figures) {
  bool first = true;
  for (const TableRow& relation : table.relations[row]) {
    // pstats' own indentation, which depends on what the line holds.
    const bool has_figures = relation.cumulative != unknown_weight && table.has_counts();
    if (!first) out.append(width + (has_figures ? 1 : 3), ' ');
    const Weight cumulative = profile.has_stacks() ? 0 : profile.calls().functions[relation.frame].cumulative;
    append_relation(out, table, relation, cumulative, !table.has_counts() ? figures : first ? 7 : 9);
    out += '\n';
    first = false;
  }
  if (first) out += '\n';
}

void write_relations(const Table& table, const Profile& profile, Sink& sink) {
  const bool callers = table.kind == Table::Kind::callers;
  std::size_t width = 0;
  bool timed = false;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    width = std::max(width, count_code_points(safe_name(table, table.rows[i].frame)));
    for (const TableRow& relation : table.relations[i]) timed = timed || relation.cumulative != unknown_weight;
  }
  width += 2;
  const std::size_t figures = table.has_counts() ? 0 : figure_width(table);
  append_left(sink.buffer(), "Function ", width);
  sink.put(callers ? "was called by...\n" : "called...\n");
  if (timed) {
    sink.buffer().append(width, ' ');
    sink.put(table.has_counts() ? "    ncalls  tottime  cumtime\n" : "   " + share_heads(figures) + '\n');
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    std::string& out = sink.buffer();
    append_left(out, safe_name(table, table.rows[i].frame), width);
    out += callers ? "<- " : "-> ";
    append_relations(out, table, profile, i, width, figures);
    sink.drain();
  }
}

// What it comes to, for people; scripts read what pstats would print.
void write_sentences(const Analysis& analysis, const GraphOptions& options, Sink& sink) {
  for (const std::string& line : first_lines(analysis, options.groups)) {
    append_terminal(sink.buffer(), line);
    sink.put("\n");
  }
}

// What changes nothing about where to look, at the foot.
void write_observations(const Analysis& analysis, Sink& sink) {
  for (const Observation& observation : analysis.observations()) {
    if (observation.leads) continue;
    append_terminal(sink.buffer(), observation.text);
    sink.put("\n");
  }
}

Result<void> write_txt(const Document& document, Sink& sink, Warnings&) {
  if (const Comparison* comparison = document.comparison()) return diffs::write_txt(document, *comparison, sink);
  if (document.is_sandwich()) return write_sandwich_txt(document, sink);
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  P2G_TRY_ASSIGN(const Table* table, analysis->table(document.options().table));
  if (document.options().first_line) write_sentences(*analysis, document.options().graph, sink);
  write_head(*table, analysis->profile(), document.options().picture, sink);
  if (table->rows.empty()) return {};
  if (table->kind == Table::Kind::functions) {
    write_functions(*table, sink);
  } else {
    write_relations(*table, analysis->profile(), sink);
  }
  sink.put("\n\n");
  if (document.options().first_line) write_observations(*analysis, sink);
  return {};
}

}  // namespace

const Format format_txt = {.name = "txt",
                           .summary = "the table as plain text, as Python's pstats prints it",
                           .suffixes = ".txt",
                           .prints = Content::table,
                           .prints_sandwich = true,
                           .compares = true,
                           .has_title = true,
                           .write = write_txt};

}  // namespace p2g
