// The table for spreadsheets and scripts: RFC 4180 with lines ended by LF.
#include <string>

#include "renderers/document.h"
#include "renderers/formats/csv/comparison.h"
#include "renderers/formats/csv/text.h"
#include "renderers/formats/table_common.h"
#include "src/base/text.h"

namespace p2g {

extern const Format format_csv;

namespace {

// calls,primitive_calls, or nothing for stacks.
void append_calls(std::string& out, const Table& table, const TableRow& row) {
  if (!table.has_counts()) return;
  append_int(out, row.calls);
  out += ',';
  if (row.primitive_calls >= 0) append_int(out, row.primitive_calls);
  out += ',';
}

void append_cost(std::string& out, const Table& table, Weight weight) {
  if (weight != unknown_weight) append_fixed(out, weight, table.metric.decimals, csv_decimals);
  out += ',';
}

// A last column, in tables that hold estimates.
void append_estimates(std::string& out, const Table& table, const TableRow& row) {
  if (!table.estimate_note.empty()) append_estimated(out += ',', row.estimated);
}

void write_functions(const Table& table, Sink& sink) {
  sink.put(table.has_counts() ? "calls,primitive_calls,self,self_per_call,cumulative,cumulative_per_call,file,line,name"
                              : "self,cumulative,file,line,name");
  sink.put(table.estimate_note.empty() ? "\n" : ",estimated\n");
  for (const TableRow& row : table.rows) {
    std::string& out = sink.buffer();
    append_calls(out, table, row);
    append_cost(out, table, row.self);
    if (table.has_counts()) {
      append_figure(out, row.self, table.metric, csv_decimals, row.calls);
      out += ',';
    }
    append_cost(out, table, row.cumulative);
    if (table.has_counts()) {
      append_figure(out, row.cumulative, table.metric, csv_decimals, std::max<std::int64_t>(row.primitive_calls, 0));
      out += ',';
    }
    append_name_cells(out, *table.frames, row.frame);
    append_estimates(out, table, row);
    out += '\n';
    sink.drain();
  }
}

// One line a pair: the figures are the pair's.
void write_relations(const Table& table, Sink& sink) {
  sink.put(table.has_counts() ? "calls,primitive_calls,self,cumulative,file,line,name,"
                              : "self,cumulative,file,line,name,");
  sink.put(table.kind == Table::Kind::callers ? "caller_file,caller_line,caller_name"
                                              : "callee_file,callee_line,callee_name");
  sink.put(table.estimate_note.empty() ? "\n" : ",estimated\n");
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (const TableRow& relation : table.relations[i]) {
      std::string& out = sink.buffer();
      append_calls(out, table, relation);
      append_cost(out, table, relation.self);
      append_cost(out, table, relation.cumulative);
      append_name_cells(out, *table.frames, table.rows[i].frame);
      out += ',';
      append_name_cells(out, *table.frames, relation.frame);
      append_estimates(out, table, relation);
      out += '\n';
      sink.drain();
    }
  }
}

Result<void> write_csv(const Document& document, Sink& sink, Warnings&) {
  if (const Comparison* comparison = document.comparison()) return diffs::write_csv(document, *comparison, sink);
  P2G_TRY_ASSIGN(const Analysis* analysis, document.analysis());
  P2G_TRY_ASSIGN(const Table* table, analysis->table(document.options().table));
  if (table->kind == Table::Kind::functions) {
    write_functions(*table, sink);
  } else {
    write_relations(*table, sink);
  }
  return {};
}

}  // namespace

const Format format_csv = {.name = "csv",
                           .summary = "the table for spreadsheets and scripts",
                           .suffixes = ".csv",
                           .prints = Content::table,
                           .compares = true,
                           .only_rows = true,
                           .write = write_csv};

}  // namespace p2g
