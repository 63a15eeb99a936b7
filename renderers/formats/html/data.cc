#include "renderers/formats/html/data.h"

#include <algorithm>

#include "renderers/page/function_key.h"
#include "src/base/fnv.h"
#include "src/base/text.h"
#include "src/base/utf8.h"
#include "src/model/fraction.h"
#include "src/model/names.h"

namespace p2g::report {

void append_text(std::string& out, std::string_view text) {
  const std::string json = to_json(text);
  out += '"';
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  out += '"';
}

void append_field(std::string& out, std::string_view key) { out.append(",\"").append(key).append("\":"); }

void append_metric(std::string& out, const Metric& metric) {
  Weight one = 1;
  for (int i = 0; i < metric.decimals && one < most_weight; ++i) one *= 10;
  const std::string one_of_it = metric.amount(one);
  out += "\"metric\":{\"quantity\":";
  append_text(out, metric.is_time() ? "time" : metric.quantity == Quantity::bytes ? "bytes" : "count");
  append_field(out, "noun");
  append_text(out, metric.noun());
  append_field(out, "unit");
  append_text(out, metric.unit);
  append_field(out, "one");
  append_text(out, one_of_it.substr(std::min(one_of_it.size(), one_of_it.find(' ') + 1)));
  append_field(out, "decimals");
  append_int(out, metric.decimals);
  out += '}';
}

void append_steps(std::string& out, const Theme& theme) {
  append_field(out, "steps");
  out += '[';
  for (const double& threshold : theme.thresholds) {
    if (&threshold != &theme.thresholds.front()) out += ',';
    out += significant_text(threshold, 6);
  }
  out += ']';
}

void append_packed(std::string& out, std::uint64_t value) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr unsigned bits = 5;
  constexpr std::uint64_t more = 1U << bits;
  while (value >= more) {
    out += letters[more | (value & (more - 1))];
    value >>= bits;
  }
  out += letters[value];
}

void append_packed_signed(std::string& out, std::int64_t value) {
  const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  append_packed(out, size << 1U | (value < 0 ? 1U : 0U));
}

std::size_t Names::add_place(std::string_view shown, std::string_view path) {
  const auto [found, is_new] = ids_.try_emplace({std::string(shown), std::string(path)}, places_.size());
  if (is_new) {
    places_.push_back(found->first);
    bytes_ += shown.size() + path.size() + 8;
  }
  return found->second;
}

void Names::add_hash(const std::string& name, const std::string& path, const FrameParts& parts) {
  const std::uint32_t hash = fnv32(function_key(parts));
  std::string key = name;
  if (!path.empty()) {
    key += " (" + path;
    if (parts.has_line) append_int(key += ':', parts.line);
    key += ')';
  }
  if (hash == fnv32(key)) return;
  hashes_.emplace_back(functions_, hash);
  bytes_ += 16;
}

void Names::append(std::string& out, FrameId frame) {
  const FrameParts parts = frames_.parts(frame);
  const DisplayName shown = display_name(parts);
  const std::string name = shorten_middle(shown.name, name_limit_bytes);
  append_text(out, name);
  // The line is told apart, so that a file is written once.
  std::string where = shown.where;
  std::string line;
  if (parts.has_line) append_int(line, parts.line);
  const bool has_line = parts.line >= 0 && !line.empty() && where.ends_with(':' + line);
  if (has_line) where.resize(where.size() - line.size());
  const std::string path = parts.file == "~" ? std::string() : shorten_middle(parts.file, name_limit_bytes);
  append_packed(out += ",\"", add_place(shorten_middle(where, name_limit_bytes), path));
  append_packed(out, has_line ? static_cast<std::uint64_t>(parts.line) + 1 : 0);
  add_hash(name, has_line || !parts.has_line ? path : std::string(), parts);
  ++functions_;
}

std::string Names::json() const {
  std::string out = "\"places\":[";
  for (const auto& [shown, path] : places_) {
    out += out.back() == ']' ? ",[" : "[";
    append_text(out, shown);
    if (!path.empty()) append_text(out += ',', path);
    out += ']';
  }
  out += "],\"hashes\":[";
  for (const auto& [function, hash] : hashes_) {
    if (out.back() != '[') out += ',';
    append_int(out, static_cast<std::int64_t>(function));
    append_int(out += ',', hash);
  }
  return out + ']';
}

std::size_t count_that_fits(const std::vector<std::size_t>& bytes, std::size_t room) {
  std::size_t used = 0;
  std::size_t count = 0;
  while (count < bytes.size() && used + bytes[count] <= room) used += bytes[count++];
  return count;
}

}  // namespace p2g::report
