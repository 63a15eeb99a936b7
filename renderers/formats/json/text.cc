#include "renderers/formats/json/text.h"

#include <algorithm>
#include <cmath>

#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g {

void append_key(std::string& out, std::string_view key) { out.append(", \"").append(key).append("\": "); }

void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_json(out, text);
  out += '"';
}

void append_weight(std::string& out, std::string_view key, Weight weight, const Metric& metric) {
  if (weight == unknown_weight) return;
  append_key(out, key);
  append_decimal(out, weight, metric.decimals);
}

void append_count(std::string& out, std::string_view key, std::int64_t count) {
  append_key(out, key);
  append_int(out, count);
}

namespace {

void append_spellings(std::string& out, const std::vector<std::string>& spellings) {
  append_key(out, "spellings");
  for (const std::string& text : spellings) {
    out += &text == &spellings.front() ? "[" : ", ";
    append_string(out, text);
  }
  out += ']';
}

}  // namespace

void append_function_keys(std::string& out, const Frames& frames, FrameId frame) {
  const FrameParts parts = frames.parts(frame);
  append_key(out, "name");
  append_string(out, parts.name);
  append_key(out, "frame");
  const std::vector<std::string>& spellings = frames.spellings(frame);
  append_string(out, frames.is_text(frame) && !spellings.empty() ? spellings.front() : frames.text(frame));
  if (!spellings.empty()) append_spellings(out, spellings);
  if (parts.has_file) {
    append_key(out, "file");
    append_string(out, parts.file);
  }
  if (parts.has_line) append_count(out, "line", parts.line);
  if (const std::string module = module_name(parts); !module.empty()) {
    append_key(out, "module");
    append_string(out, module);
  }
  if (parts.kind == FrameKind::hidden) out += ", \"kind\": \"hidden\"";
}

void append_warnings(std::string& out, const Warnings& warnings) {
  bool first = true;
  for (const Warning& warning : warnings.list()) {
    out += first ? "{\"kind\": " : ", {\"kind\": ";
    first = false;
    append_string(out, warning.kind);
    append_count(out, "count", static_cast<std::int64_t>(warning.count));
    append_key(out, "text");
    append_string(out, warning.text);
    if (!warning.file.empty()) {
      append_key(out, "file");
      append_string(out, warning.file);
    }
    out += '}';
  }
}

void append_gate(std::string& out, const Verdict& verdict, const Metric& metric) {
  out += " \"gate\": [";
  for (const LimitResult& result : verdict) {
    out += &result == &verdict.front() ? "\n  {\"limit\": " : ",\n  {\"limit\": ";
    append_string(out, result.limit);
    append_key(out, "source");
    append_string(out, result.source);
    append_key(out, "tripped");
    out += result.trips.empty() ? "false" : "true";
    append_key(out, "state");
    append_string(out, state_word(result.state()));
    if (result.state() == LimitState::undecided) {
      constexpr int decimals = 6;
      constexpr double most = 1e9;
      append_key(out, "needs");
      append_decimal(out, std::llround(std::min(result.needs, most) * 1e6), decimals);
      append_key(out, "text");
      append_string(out, result.undecided);
    }
    append_count(out, "count", result.count);
    append_key(out, "trips");
    out += '[';
    for (const Trip& trip : result.trips) {
      out += &trip == &result.trips.front() ? "{\"what\": " : ", {\"what\": ";
      append_string(out, trip.what);
      const int decimals = trip.counted ? 0 : metric.decimals;
      if (trip.has_before) {
        append_key(out, "before");
        append_decimal(out, trip.before, decimals);
      }
      append_key(out, "after");
      append_decimal(out, trip.after, decimals);
      append_key(out, "text");
      append_string(out, trip.text);
      out += '}';
    }
    out += "]}";
  }
  out += ']';
}

}  // namespace p2g
