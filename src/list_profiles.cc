#include "src/list_profiles.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "renderers/formats/json/text.h"
#include "src/base/text.h"

namespace p2g {
namespace {

struct Row {
  std::size_t thread = 0;  // number from 1; 0 where the file tells none apart
  std::string thread_name;
  std::size_t metric = 1;  // number from 1
  Metric what;
  Cell cell;
  bool is_default = false;
};

// A file that offers nothing to choose is one row: itself.
std::vector<Row> rows_of(const Profile& profile) {
  const Offer& offer = profile.offered;
  if (offer.metrics.empty()) {
    Row only;
    only.what = profile.metric;
    only.cell.total = profile.total;
    only.is_default = true;
    return {std::move(only)};
  }
  std::vector<Row> rows;
  for (std::size_t slice = 0; slice < offer.rows(); ++slice) {
    const bool first_choice = !offer.default_slice || *offer.default_slice == slice;
    for (std::size_t metric = 0; metric < offer.metrics.size(); ++metric) {
      const std::optional<Cell>& cell = offer.cell(slice, metric);
      if (!cell) continue;
      Row row{0, {}, metric + 1, offer.metrics[metric], *cell, first_choice && metric == offer.default_metric};
      if (!offer.slices.empty()) {
        row.thread = slice + 1;
        row.thread_name = offer.slices[slice].name();
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

using Cells = std::array<std::string, 7>;

Cells cells_of(const Row& row) {
  Cells cells;
  cells[0] = row.thread > 0 ? "#" + std::to_string(row.thread) : "-";
  cells[1] = row.thread > 0 ? to_terminal(row.thread_name) : "-";
  cells[2] = std::to_string(row.metric);
  cells[3] = to_terminal(row.what.name);
  cells[4] = to_terminal(row.what.unit);
  append_decimal(cells[5], row.cell.total, row.what.decimals);
  cells[6] = row.cell.samples ? std::to_string(*row.cell.samples) : "-";
  return cells;
}

// Two blanks between columns; the default has a star before it.
void write_text(const Profile& profile, Sink& sink) {
  const std::vector<Row> rows = rows_of(profile);
  std::vector<Cells> lines{{"thread", "name", "metric", "name", "unit", "total", "samples"}};
  for (const Row& row : rows) lines.push_back(cells_of(row));
  std::array<std::size_t, std::tuple_size_v<Cells>> widths{};
  for (const Cells& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], count_code_points(line[i]));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string& out = sink.buffer();
    out += i > 0 && rows[i - 1].is_default ? "* " : "  ";
    for (std::size_t column = 0; column < lines[i].size(); ++column) {
      const std::string& cell = lines[i][column];
      out += cell;
      if (column + 1 < lines[i].size()) out.append(widths[column] + 2 - count_code_points(cell), ' ');
    }
    out += '\n';
    sink.drain();
  }
}

void write_json(const Profile& profile, Sink& sink) {
  std::string& out = sink.buffer();
  out += "{\"file\": ";
  append_string(out, profile.files.empty() ? std::string() : profile.files.front());
  append_key(out, "format");
  append_string(out, profile.format);
  out += ", \"profiles\": [";
  bool first = true;
  for (const Row& row : rows_of(profile)) {
    sink.put(first ? "\n  " : ",\n  ");
    first = false;
    append_int(out += "{\"metric_number\": ", static_cast<std::int64_t>(row.metric));
    append_key(out, "metric");
    append_string(out, row.what.name);
    append_key(out, "unit");
    append_string(out, row.what.unit);
    if (row.thread > 0) {
      append_count(out, "thread_number", static_cast<std::int64_t>(row.thread));
      append_key(out, "thread");
      append_string(out, row.thread_name);
    }
    append_weight(out, "total", row.cell.total, row.what);
    if (row.cell.samples) append_count(out, "samples", *row.cell.samples);
    out += row.is_default ? ", \"default\": true}" : ", \"default\": false}";
    sink.drain();
  }
  sink.put("]}");
}

}  // namespace

Result<void> list_profiles(const std::vector<Profile>& profiles, bool as_json, Sink& sink) {
  if (as_json) sink.put("{\"prof2graph_list\": 1, \"files\": [\n ");
  for (const Profile& profile : profiles) {
    const bool first = &profile == &profiles.front();
    if (as_json) {
      if (!first) sink.put(",\n ");
      write_json(profile, sink);
      continue;
    }
    if (profiles.size() > 1) {
      if (!first) sink.put("\n");
      sink.put(to_terminal(profile.files.empty() ? std::string() : profile.files.front()) + ":\n");
    }
    write_text(profile, sink);
  }
  if (as_json) sink.put("]}\n");
  P2G_TRY(sink.commit());
  return {};
}

}  // namespace p2g
