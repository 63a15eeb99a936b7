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
  append_weight(out, "measured", side.measured, metric);
  out += "},\n";
}

// Not of a band that says that nothing is known.
void append_band(std::string& out, std::string_view key, double logarithm) {
  if (is_boundless(logarithm)) return;
  append_key(out, key);
  append_fraction(out, logarithm);
}

void append_log(std::string& out, std::string_view key, double logarithm) {
  append_key(out, key);
  append_fraction(out, logarithm);
}

// {"before": 0.4, "after": 0.5, "delta": 0.1, "noise": 0.01, "changed": true}, and with a clock "change" and "band" as
// fractions of the figure before.
void append_change(std::string& out, Weight before, Weight after, Weight band, bool changed, const Metric& metric,
                   const Evidence& evidence, double factor) {
  append_decimal(out += "{\"before\": ", before, metric.decimals);
  append_weight(out, "after", after, metric);
  append_weight(out, "delta", after - before, metric);
  append_weight(out, "noise", band, metric);
  append_flag(out, "changed", changed);
  if (evidence.is_timed()) {
    append_log(out, "change", evidence.change);
    append_band(out, "band", factor * evidence.error);
  }
  out += '}';
}

// {"before": 80000, "after": 200000, "delta": 120000, "class": "changed"}
void append_calls(std::string& out, const Diff& diff, const FunctionDiff& function) {
  append_key(out, counted_word(diff.counted));
  append_int(out += "{\"before\": ", function.before.calls);
  append_count(out, "after", function.after.calls);
  append_count(out, "delta", function.calls_delta());
  if (diff.counted == Counted::calls) {
    append_key(out, "class");
    append_string(out, calls_word(function.calls_class));
  }
  out += '}';
}

// What a change of the self cost is made of: more calls at the price of before, and a new price.
void append_work(std::string& out, const Diff& diff, const FunctionDiff& function) {
  append_weight(out, "work", function.work, diff.metric);
  append_weight(out, "cumulative_work", function.cumulative_work, diff.metric);
  append_weight(out, "per_call", function.self_delta() - function.work, diff.metric);
}

// How fast each run was: 2 took twice as long as the middle run before.
void append_speed(std::string& out, const Clock& clock) {
  if (clock.kind == Clock::Kind::none) return;
  out += " \"speed\": {\"before\": ";
  const auto list = [&](const std::vector<double>& speeds) {
    for (std::size_t i = 0; i < speeds.size(); ++i) {
      out += i == 0 ? "[" : ", ";
      append_fraction(out, speeds[i]);
    }
    out += ']';
  };
  list(clock.before);
  append_key(out, "after");
  list(clock.after);
  append_log(out, "change", clock.median_after());
  append_count(out, "references", static_cast<std::int64_t>(clock.references));
  append_flag(out, "per_call", clock.per_call);
  if (clock.kind == Clock::Kind::timed) append_log(out, "sigma", clock.sigma);
  out += "},\n";
}

void append_resolution(std::string& out, const Diff& diff) {
  const auto shown = resolution(diff);
  if (!shown) return;
  std::string keys;
  append_band(keys, "total", std::log1p(shown->total));
  append_band(keys, "share_10", std::log1p(shown->tenth));
  if (!keys.empty()) out += " \"resolution\": {" + keys.substr(2) + "},\n";  // without its first comma
}

void append_function(std::string& out, const Diff& diff, const FunctionDiff& function) {
  out += "{\"status\": ";
  append_string(out, status(diff, function));
  append_function_keys(out, diff.frames, function.frame);
  if (function.matched != Matched::same) {
    append_key(out, function.matched == Matched::renamed ? "renamed_from" : "moved_from");
    append_string(out, function.former);
  }
  append_key(out, "cause");
  append_string(out, cause(diff, function));
  if (diff.doubts.of(function.frame) != 0) append_flag(out, "estimated", true);
  const double factor = diff.clock.kind == Clock::Kind::none ? 0 : band_factor(diff.clock, BandUse::named, 1);
  append_key(out, "self");
  append_change(out, function.before.self, function.after.self, diff.self_band(function), function.self_moved,
                diff.metric, function.self_evidence, factor);
  append_key(out, "cumulative");
  append_change(out, function.before.cumulative, function.after.cumulative, diff.cumulative_band(function),
                function.cumulative_moved, diff.metric, function.cumulative_evidence, factor);
  if (diff.has_counts()) append_calls(out, diff, function);
  if (diff.counted == Counted::calls) append_work(out, diff, function);
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
  const Outcome found = outcome(diff);
  const double factor = diff.clock.kind == Clock::Kind::none ? 0 : band_factor(diff.clock, BandUse::total, 1);
  append_change(out, diff.before.total, diff.after.total, diff.total_band(),
                found == Outcome::slower || found == Outcome::faster, diff.metric, diff.total_evidence, factor);
  append_decimal(out += ",\n \"noise\": ", diff.noise, diff.metric.decimals);
  append_weight(out, "base", diff.base, diff.metric);
  append_flag(out, "normalized", diff.normalized);
  if (diff.before.run_total) append_flag(out, "relative", true);
  append_key(out, "verdict");
  append_string(out, verdict_sentence(diff));
  append_key(out, "findings");
  out += '[';
  for (const std::string& finding : findings(comparison)) {
    if (out.back() != '[') out += ", ";
    append_string(out, finding);
  }
  out += "],\n";
  append_speed(out, diff.clock);
  append_resolution(out, diff);
  out += " \"counts\": {";
  const Counts counts = count(diff);
  append_int(out += "\"changed\": ", counts.changed);
  append_count(out, "new", counts.added);
  append_count(out, "gone", counts.gone);
  append_count(out, "within_noise", counts.within_noise);
  append_count(out, "unchanged", counts.unchanged);
  append_count(out, "calls", counts.calls);
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
