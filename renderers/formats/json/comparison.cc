// A comparison as JSON, version 1: keys keep their meaning and are only added. One function a line, those that differ.
#include "renderers/formats/json/comparison.h"

#include <cstdlib>

#include "renderers/formats/json/text.h"
#include "renderers/page/comparison_words.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

void append_flag(std::string& out, std::string_view key, bool value) {
  append_key(out, key);
  out += value ? "true" : "false";
}

void append_side(std::string& out, std::string_view key, const DiffSide& side, const Metric& metric) {
  out.append(" \"").append(key).append("\": {\"files\": [");
  for (const std::string& file : side.files) {
    if (&file != &side.files.front()) out += ", ";
    append_string(out, file);
  }
  out += ']';
  append_count(out, "runs", side.runs);
  append_weight(out, "total", side.total, metric);
  append_weight(out, "spread", side.spread, metric);
  out += "},\n";
}

// {"before": 0.4, "after": 0.5, "delta": 0.1, "noise": 0.01, "changed": true}
void append_change(std::string& out, Weight before, Weight after, Weight band, bool changed, const Metric& metric) {
  append_decimal(out += "{\"before\": ", before, metric.decimals);
  append_weight(out, "after", after, metric);
  append_weight(out, "delta", after - before, metric);
  append_weight(out, "noise", band, metric);
  append_flag(out, "changed", changed);
  out += '}';
}

void append_function(std::string& out, const Diff& diff, const FunctionDiff& function) {
  out += "{\"status\": ";
  append_string(out, status(diff, function));
  append_function_keys(out, diff.frames, function.frame);
  if (function.matched != Matched::same) {
    append_key(out, function.matched == Matched::renamed ? "renamed_from" : "moved_from");
    append_string(out, function.former);
  }
  append_key(out, "self");
  append_change(out, function.before.self, function.after.self, diff.self_band(function), function.self_moved,
                diff.metric);
  append_key(out, "cumulative");
  append_change(out, function.before.cumulative, function.after.cumulative, diff.cumulative_band(function),
                function.cumulative_moved, diff.metric);
  if (diff.has_counts()) {
    append_key(out, counted_word(diff.counted));
    append_int(out += "{\"before\": ", function.before.calls);
    append_count(out, "after", function.after.calls);
    append_count(out, "delta", function.calls_delta());
    out += '}';
  }
  out += '}';
}

}  // namespace

Result<void> write_json(const Document& document, const Comparison& comparison, Sink& sink) {
  const Diff& diff = comparison.diff();
  std::string& out = sink.buffer();
  out += "{\"prof2graph_diff\": 1,\n";
  append_side(out, "before", diff.before, diff.metric);
  append_side(out, "after", diff.after, diff.metric);
  out += " \"metric\": {\"name\": ";
  append_string(out, diff.metric.name);
  append_key(out, "unit");
  append_string(out, diff.metric.unit);
  out += "},\n \"total\": ";
  append_change(out, diff.before.total, diff.after.total, diff.total_band(),
                std::abs(diff.total_delta()) > diff.total_band(), diff.metric);
  append_decimal(out += ",\n \"noise\": ", diff.noise, diff.metric.decimals);
  append_weight(out, "base", diff.base, diff.metric);
  append_flag(out, "normalized", diff.normalized);
  if (diff.before.run_total) append_flag(out, "relative", true);
  out += ",\n \"counts\": {";
  const Counts counts = count(diff);
  append_int(out += "\"changed\": ", counts.changed);
  append_count(out, "new", counts.added);
  append_count(out, "gone", counts.gone);
  append_count(out, "within_noise", counts.within_noise);
  append_count(out, "unchanged", counts.unchanged);
  out += "},\n";
  append_gate(out, document.verdict(), diff.metric);
  out += ",\n \"warnings\": [";
  append_warnings(out, diff.warnings);
  out += "],\n \"functions\": [";
  for (std::size_t i = 0; i < comparison.rows().size(); ++i) {
    sink.put(i > 0 ? ",\n  " : "\n  ");
    append_function(sink.buffer(), diff, diff.functions[comparison.rows()[i]]);
    sink.drain();
  }
  sink.put("]}\n");
  return {};
}

}  // namespace p2g::diffs
