// The table as GitHub Markdown, for job summaries and comments.
#include <algorithm>
#include <string>

#include "renderers/formats/md/comparison.h"
#include "renderers/formats/md/sandwich.h"
#include "renderers/formats/md/text.h"
#include "renderers/formats/table_common.h"
#include "renderers/page/first_line.h"
#include "renderers/page/selection_words.h"
#include "renderers/renderer.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {

extern const Format format_md;

namespace {

void append_function(std::string& out, const Table& table, FrameId frame) {
  append_code(out, standard_name(*table.frames, frame));
  out += " |";
}

void append_cost(std::string& out, const Table& table, Weight weight, bool estimated, std::int64_t count = 1) {
  if (estimated) out += "≈";
  append_figure(out, weight, table.metric, table.metric.column_decimals(), count);
  out += " | ";
}

void append_cost_and_share(std::string& out, const Table& table, Weight weight, bool estimated) {
  append_cost(out, table, weight, estimated);
  if (weight != unknown_weight) out += percent_text(share_of(weight, table.total));
  out += " | ";
}

void append_figures(std::string& out, const Table& table, const TableRow& row, bool per_call) {
  const bool self = (row.estimated & estimated_self) != 0;
  const bool cumulative = (row.estimated & estimated_cumulative) != 0;
  if (!table.has_counts()) {
    append_cost_and_share(out, table, row.self, self);
    append_cost_and_share(out, table, row.cumulative, cumulative);
    return;
  }
  out += calls_figure(row) + " | ";
  append_cost(out, table, row.self, self);
  if (per_call) append_cost(out, table, row.self, self, row.calls);
  append_cost(out, table, row.cumulative, cumulative);
  if (per_call) append_cost(out, table, row.cumulative, cumulative, std::max<std::int64_t>(row.primitive_calls, 0));
}

void write_functions(const Table& table, Sink& sink) {
  sink.put(table.has_counts() ? "| ncalls | tottime | percall | cumtime | percall | function |\n"
                                "| ---: | ---: | ---: | ---: | ---: | :--- |\n"
                              : "| self | % | cumulative | % | function |\n| ---: | ---: | ---: | ---: | :--- |\n");
  for (const TableRow& row : table.rows) {
    std::string& out = sink.buffer();
    out += "| ";
    append_figures(out, table, row, true);
    append_function(out, table, row.frame);
    out += '\n';
    sink.drain();
  }
}

void write_relations(const Table& table, Sink& sink) {
  const bool callers = table.kind == Table::Kind::callers;
  sink.put("| function | ");
  sink.put(table.has_counts() ? "ncalls | tottime | cumtime" : "self | % | cumulative | %");
  sink.put(callers ? " | called by |\n" : " | calls |\n");
  sink.put(table.has_counts() ? "| :--- | ---: | ---: | ---: | :--- |\n"
                              : "| :--- | ---: | ---: | ---: | ---: | :--- |\n");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    bool first = true;
    for (const TableRow& relation : table.relations[i]) {
      std::string& out = sink.buffer();
      out += "| ";
      if (first) append_code(out, standard_name(*table.frames, table.rows[i].frame));
      out += " | ";
      append_figures(out, table, relation, false);
      append_function(out, table, relation.frame);
      out += '\n';
      first = false;
      sink.drain();
    }
    if (!first) continue;
    std::string& out = sink.buffer();
    append_function(out += "| ", table, table.rows[i].frame);
    out += table.has_counts() ? " | | | |\n" : " | | | | |\n";
    sink.drain();
  }
}

// A line of its own, so text that could be markup is a code span too.
void write_head(const Table& table, const Profile& profile, const PictureOptions& options, Sink& sink) {
  std::string& out = sink.buffer();
  if (!options.title.empty()) {
    append_code(out += "### ", options.title, false);
    out += "\n\n";
  }
  out += table_summary(table, Spell::right);
  out += ", ordered by " + table.sort_key;
  const auto shown = static_cast<std::int64_t>(table.rows.size());
  if (shown != table.total_rows) {
    append_int(out += ", the first ", shown);
    append_int(out += " of ", table.total_rows);
  }
  if (!table.estimate_note.empty()) out += "; " + table.estimate_note;
  // A thread may be called anything: a code span.
  if (const std::string choice = choice_sentence(profile.offered, profile.chosen); !choice.empty()) {
    append_code(out += ". ", choice, false);
  }
  if (const std::string relative = relative_sentence(profile); !relative.empty()) out += ". " + relative;
  out += '\n';
}

// What it comes to. Functions may be called anything: the line is a code span.
void write_sentences(const Analysis& analysis, const GraphOptions& options, Sink& sink) {
  for (const std::string& line : first_lines(analysis, options.groups)) {
    append_code(sink.buffer() += "\n", line, false);
    sink.put("\n");
  }
}

void write_observations(const Analysis& analysis, Sink& sink) {
  for (const Observation& observation : analysis.observations()) {
    if (observation.leads) continue;
    append_code(sink.buffer() += "\n", observation.text, false);
    sink.put("\n");
  }
}

Result<void> write_md(const Document& document, Sink& sink, Warnings&) {
  if (const Comparison* comparison = document.comparison()) return diffs::write_md(document, *comparison, sink);
  if (document.is_sandwich()) return write_sandwich_md(document, sink);
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  P2G_TRY_ASSIGN(const Table* table, analysis->table(document.options().table));
  write_head(*table, analysis->profile(), document.options().picture, sink);
  write_sentences(*analysis, document.options().graph, sink);
  diffs::append_gate_md(sink.buffer(), document.verdict());
  sink.put("\n");  // a table directly below a list would be text of its last item
  if (table->kind == Table::Kind::functions) {
    write_functions(*table, sink);
  } else {
    write_relations(*table, sink);
  }
  write_observations(*analysis, sink);
  sink.put("\n");  // what is appended to a job's summary would be one more row
  return {};
}

}  // namespace

const Format format_md = {.name = "md",
                          .summary = "the table as GitHub Markdown",
                          .suffixes = ".md",
                          .prints = Content::table,
                          .prints_sandwich = true,
                          .compares = true,
                          .has_title = true,
                          .write = write_md};

}  // namespace p2g
