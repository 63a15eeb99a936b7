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

std::size_t Places::add(std::string_view shown, std::string_view path) {
  auto [found, is_new] = ids_.try_emplace({std::string(shown), std::string(path)}, texts_.size());
  if (is_new) {
    texts_.push_back(found->first);
    bytes_ += shown.size() + path.size() + 8;
  }
  return found->second;
}

void Places::append_function(std::string& out, const Frames& frames, FrameId frame) {
  const FrameParts parts = frames.parts(frame);
  const DisplayName name = display_name(parts);
  append_text(out, shorten_middle(name.name, name_limit_bytes));
  // The line is told apart, so that a file is written once.
  std::string shown = name.where;
  std::string line;
  if (parts.has_line) append_int(line, parts.line);
  const bool has_line = !line.empty() && shown.ends_with(':' + line);
  if (has_line) shown.resize(shown.size() - line.size());
  const std::string path(parts.file == "~" ? std::string_view() : parts.file);
  append_int(out += ',', static_cast<std::int64_t>(add(shorten_middle(shown, name_limit_bytes),
                                                       shorten_middle(path, name_limit_bytes))));
  append_int(out += ',', has_line ? parts.line : -1);
  append_int(out += ',', fnv32(function_key(parts)));
}

std::string Places::json() const {
  std::string out = "[";
  for (const auto& [shown, path] : texts_) {
    out += out.size() > 1 ? ",[" : "[";
    append_text(out, shown);
    if (!path.empty()) append_text(out += ',', path);
    out += ']';
  }
  return out + ']';
}

std::size_t count_that_fits(const std::vector<std::size_t>& bytes, const std::vector<Weight>& self, std::size_t room) {
  constexpr double most_of_it = 0.99;
  double sum = 0;
  for (const Weight weight : self) sum += static_cast<double>(std::max<Weight>(weight, 0));
  double held = 0;
  std::size_t used = 0;
  std::size_t count = 0;
  for (; count < bytes.size(); ++count) {
    used += bytes[count];
    if (used > room && held >= most_of_it * sum) break;
    held += static_cast<double>(std::max<Weight>(self[count], 0));
  }
  return count;
}

}  // namespace p2g::report
