#include "renderers/formats/json/parts.h"

#include <cmath>

#include "renderers/formats/json/text.h"
#include "src/base/text.h"

namespace p2g {
namespace {

constexpr int share_decimals = 6;

void append_share(std::string& out, std::string_view key, double share) {
  append_key(out, key);
  append_decimal(out, std::llround(share * 1e6), share_decimals);
}

}  // namespace

void append_parts(std::string& out, const Parts& parts, const Frames& frames, const Metric& metric) {
  out += " \"parts\": [";
  for (const Part& part : parts.list) {
    out += &part != &parts.list.front() ? ", {\"name\": " : "{\"name\": ";
    append_string(out, part.name);
    append_weight(out, "total", part.total, metric);
    out += '}';
  }
  out += ']';
  if (!parts.differ) return;
  out += ",\n \"parts_differ\": {\"of\": ";
  append_string(out, parts.what);
  append_function_keys(out, frames, parts.differ->frame);
  append_share(out, "least", parts.differ->least);
  append_share(out, "most", parts.differ->most);
  out += '}';
}

}  // namespace p2g
