#include "src/batch/manifest.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/base/json_reader.h"
#include "src/base/source.h"
#include "src/base/text.h"

namespace p2g {
namespace {

constexpr std::string_view version_key = "prof2graph_batch";
constexpr std::int64_t version = 1;
constexpr int most_decimals = 18;
constexpr const char* manifest_name = "manifest.json";

// ---- Writing -------------------------------------------------------------------------------------------------------

void add_text(std::string& out, std::string_view key, std::string_view value) {
  out.append("\"").append(key).append("\": \"");
  append_json(out, value);
  out += '"';
}

void add_number(std::string& out, std::string_view key, std::int64_t value) {
  out.append("\"").append(key).append("\": ");
  append_int(out, value);
}

void add_weight(std::string& out, std::string_view key, Weight weight, const Metric& metric) {
  out.append("\"").append(key).append("\": ");
  append_decimal(out, weight, metric.decimals);
}

template <class Values, class Write>
void add_list(std::string& out, std::string_view key, const Values& values, const Write& write) {
  out.append(", \"").append(key).append("\": [");
  for (const auto& value : values) {
    if (&value != &values.front()) out += ", ";
    out += '{';
    write(value);
    out += '}';
  }
  out += ']';
}

void add_files(std::string& out, std::string_view key, const std::vector<HashedFile>& files) {
  add_list(out, key, files, [&](const HashedFile& file) {
    add_text(out, "file", file.file);
    add_text(out += ", ", "sha256", file.sha256);
  });
}

std::string_view quantity_word(Quantity quantity) {
  if (quantity == Quantity::time) return "time";
  return quantity == Quantity::bytes ? "bytes" : "count";
}

void add_change(std::string& out, const SummaryChange& change, const Summary& summary) {
  add_weight(out += ", \"change\": {", "before", change.before, summary.metric);
  add_weight(out += ", ", "delta", summary.total - change.before, summary.metric);
  out.append(", \"counts\": ").append(change.counts ? "true" : "false");
  if (!change.function.empty()) {
    add_text(out += ", ", "function", change.function);
    add_weight(out += ", ", "self_delta", change.delta, summary.metric);
  }
  out += '}';
}

void add_summary(std::string& out, const Summary& summary) {
  const Metric& metric = summary.metric;
  add_text(out += ", \"metric\": {", "name", metric.name);
  add_text(out += ", ", "unit", metric.unit);
  add_text(out += ", ", "quantity", quantity_word(metric.quantity));
  add_number(out += ", ", "decimals", metric.decimals);
  add_weight(out += "}, ", "total", summary.total, metric);
  add_number(out += ", ", "functions", summary.functions);
  add_list(out, "top", summary.top, [&](const SummaryRow& row) {
    add_text(out, "function", row.function);
    add_weight(out += ", ", "self", row.self, metric);
    add_weight(out += ", ", "cumulative", row.cumulative, metric);
    if (row.estimated) out += ", \"estimated\": true";
  });
  if (summary.change) add_change(out, *summary.change, summary);
}

int exit_of(BatchState state) {
  if (state == BatchState::tripped) return 1;
  return state == BatchState::failed ? exit_code(ErrorKind::input) : 0;
}

std::string record_text(const BatchRecord& record) {
  std::string out = "{";
  add_text(out, "name", record.name);
  add_text(out += ", ", "state", state_word(record.state));
  add_number(out += ", ", "exit", exit_of(record.state));
  add_files(out, "inputs", record.inputs);
  if (!record.baseline.empty()) add_files(out, "baseline", record.baseline);
  add_list(out, "outputs", record.outputs, [&](const WrittenFile& file) {
    add_text(out, "file", file.file);
    add_text(out += ", ", "type", file.type);
    add_number(out += ", ", "bytes", file.bytes);
  });
  if (record.is_drawn()) add_summary(out, record.summary);
  add_list(out, "warnings", record.warnings, [&](const Warning& warning) {
    add_text(out, "kind", warning.kind);
    add_number(out += ", ", "count", static_cast<std::int64_t>(warning.count));
    add_text(out += ", ", "text", warning.text);
  });
  if (!record.error.empty()) add_text(out += ", ", "error", record.error);
  return out + '}';
}

// ---- Reading -------------------------------------------------------------------------------------------------------

template <class Read>
void read_list(JsonReader& json, const Read& read) {
  if (!json.begin_array()) return;
  while (json.next_item()) {
    if (!json.begin_object()) continue;
    read();
  }
}

void read_files(JsonReader& json, std::vector<HashedFile>& files) {
  read_list(json, [&] {
    HashedFile& file = files.emplace_back();
    while (json.next_key()) {
      if (json.key() == "file") file.file = json.text();
      if (json.key() == "sha256") file.sha256 = json.text();
    }
  });
}

void read_metric(JsonReader& json, Metric& metric) {
  if (!json.begin_object()) return;
  while (json.next_key()) {
    if (json.key() == "name") metric.name = json.text();
    if (json.key() == "unit") metric.unit = json.text();
    if (json.key() == "decimals") {
      metric.decimals = static_cast<int>(std::clamp<std::int64_t>(json.integer().value_or(0), 0, most_decimals));
    }
    if (json.key() != "quantity") continue;
    const std::string_view word = json.text();
    metric.quantity = word == "time" ? Quantity::time : word == "bytes" ? Quantity::bytes : Quantity::count;
  }
}

void read_outputs(JsonReader& json, std::vector<WrittenFile>& outputs) {
  read_list(json, [&] {
    WrittenFile& file = outputs.emplace_back();
    while (json.next_key()) {
      if (json.key() == "file") file.file = json.text();
      if (json.key() == "type") file.type = json.text();
      if (json.key() == "bytes") file.bytes = json.integer().value_or(-1);
    }
  });
}

void read_top(JsonReader& json, Summary& summary) {
  const int decimals = summary.metric.decimals;
  read_list(json, [&] {
    SummaryRow row;
    while (json.next_key()) {
      if (json.key() == "function") row.function = json.text();
      if (json.key() == "self") row.self = json.scaled(decimals).value_or(0);
      if (json.key() == "cumulative") row.cumulative = json.scaled(decimals).value_or(0);
      if (json.key() == "estimated") row.estimated = json.boolean();
    }
    if (summary.top.size() < Summary::most_rows) summary.top.push_back(std::move(row));
  });
}

void read_change(JsonReader& json, Summary& summary) {
  if (!json.begin_object()) return;
  SummaryChange& change = summary.change.emplace();
  const int decimals = summary.metric.decimals;
  while (json.next_key()) {
    if (json.key() == "before") change.before = json.scaled(decimals).value_or(0);
    if (json.key() == "counts") change.counts = json.boolean();
    if (json.key() == "function") change.function = json.text();
    if (json.key() == "self_delta") change.delta = json.scaled(decimals).value_or(0);
  }
}

void read_warnings(JsonReader& json, std::vector<Warning>& warnings) {
  read_list(json, [&] {
    Warning& warning = warnings.emplace_back();
    while (json.next_key()) {
      if (json.key() == "kind") warning.kind = json.text();
      if (json.key() == "count") warning.count = static_cast<std::uint64_t>(json.integer().value_or(1));
      if (json.key() == "text") warning.text = json.text();
    }
  });
}

BatchState state_of(std::string_view word) {
  for (const BatchState state : {BatchState::drawn, BatchState::tripped, BatchState::no_profile}) {
    if (word == state_word(state)) return state;
  }
  return BatchState::failed;
}

// Keys come in the order in which they are written: weights follow their metric.
void read_record(JsonReader& json, KnownRecords& known) {
  if (!json.begin_object()) return;
  BatchRecord record;
  while (json.next_key()) {
    const std::string& key = json.key();
    if (key == "name")
      record.name = json.text();
    else if (key == "state")
      record.state = state_of(json.text());
    else if (key == "inputs")
      read_files(json, record.inputs);
    else if (key == "baseline")
      read_files(json, record.baseline);
    else if (key == "outputs")
      read_outputs(json, record.outputs);
    else if (key == "metric")
      read_metric(json, record.summary.metric);
    else if (key == "total")
      record.summary.total = json.scaled(record.summary.metric.decimals).value_or(0);
    else if (key == "functions")
      record.summary.functions = json.integer().value_or(0);
    else if (key == "top")
      read_top(json, record.summary);
    else if (key == "change")
      read_change(json, record.summary);
    else if (key == "warnings")
      read_warnings(json, record.warnings);
    else if (key == "error")
      record.error = json.text();
  }
  for (const WrittenFile& output : record.outputs) known.files.push_back(output.file);
  if (!json.ok() || record.name.empty() || !known.same_settings) return;
  std::string name = record.name;
  known.by_name.insert_or_assign(std::move(name), std::move(record));
}

void read_stale(JsonReader& json, std::vector<std::string>& files) {
  read_list(json, [&] {
    while (json.next_key()) {
      if (json.key() == "file") files.emplace_back(json.text());
    }
  });
}

// The head of a journal is an object of its own, that of a manifest holds the items.
void read_head(JsonReader& json, const std::string& settings, KnownRecords& known) {
  std::int64_t found = 0;
  bool& same = known.same_settings;
  while (json.next_key()) {
    if (json.key() == version_key) found = json.integer().value_or(0);
    if (json.key() == "settings") same = json.text() == settings && found == version;
    if (json.key() == "stale") read_stale(json, known.files);
    if (json.key() != "items" || !json.begin_array()) continue;
    while (json.next_item()) read_record(json, known);
  }
}

std::string head_text(const std::string& settings) {
  std::string out = "{";
  add_number(out, version_key, version);
  add_text(out += ", ", "program", "prof2graph " P2G_VERSION);
  add_text(out += ", ", "settings", settings);
  return out;
}

}  // namespace

std::string_view state_word(BatchState state) {
  switch (state) {
    case BatchState::drawn:
      return "drawn";
    case BatchState::tripped:
      return "tripped";
    case BatchState::no_profile:
      return "no-profile";
    default:
      return "failed";
  }
}

void write_manifest(Sink& sink, const std::string& settings, const std::vector<BatchRecord>& records,
                    const std::vector<std::string>& stale) {
  std::string head = head_text(settings);
  if (!stale.empty()) add_list(head, "stale", stale, [&](const std::string& file) { add_text(head, "file", file); });
  sink.put(head);
  sink.put(", \"items\": [");
  for (const BatchRecord& record : records) {
    sink.put(&record == &records.front() ? "\n" : ",\n");
    sink.put(record_text(record));
  }
  sink.put("\n]}\n");
}

std::string journal_head(const std::string& settings) { return head_text(settings) + "}\n"; }
std::string journal_line(const BatchRecord& record) { return record_text(record) + '\n'; }

KnownRecords read_records(std::string_view text, const std::string& settings) {
  KnownRecords known;
  // Lines of a journal are JSON each, a manifest is one JSON over several lines.
  const std::size_t head_end = std::min(text.find('\n'), text.size());
  const bool is_journal = head_end > 0 && text.substr(0, head_end).ends_with('}');
  Source source = Source::from_memory(manifest_name, is_journal ? text.substr(0, head_end) : text);
  JsonReader json(source);
  if (!json.begin_object()) return known;
  read_head(json, settings, known);
  if (!is_journal) return known;
  for (std::size_t at = head_end + 1; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;  // cut off
    Source line = Source::from_memory(manifest_name, text.substr(at, end - at));
    JsonReader item(line);
    read_record(item, known);
    at = end + 1;
  }
  return known;
}

}  // namespace p2g
