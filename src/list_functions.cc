#include "src/list_functions.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "src/base/text.h"
#include "src/model/pattern.h"

namespace p2g {
namespace {

void append_function(std::string& out, const FrameParts& parts) {
  append_terminal(out, parts.name);
  if (parts.has_file) {
    append_terminal(out += " (", parts.file);
    if (parts.has_line) append_decimal(out += ':', parts.line, 0);
    out += ')';
  }
  out += '\n';
}

}  // namespace

Result<void> list_functions(const Profile& profile, const std::string& pattern, Sink& sink) {
  std::vector<std::string> texts;
  if (!pattern.empty()) texts.push_back(pattern);
  P2G_TRY_ASSIGN(const Patterns patterns, Patterns::parse(texts, "--list-functions", false));
  P2G_TRY_ASSIGN(const std::vector<std::uint8_t> matching, patterns.match_all(profile.frames));
  std::vector<FrameId> order;
  for (FrameId id = 0; id < profile.frames.size(); ++id) {
    if (patterns.empty() || matching[id] != 0) order.push_back(id);
  }
  std::sort(order.begin(), order.end(), [&](FrameId a, FrameId b) { return profile.frames.compare(a, b) < 0; });
  for (const FrameId id : order) {
    append_function(sink.buffer(), profile.frames.parts(id));
    sink.drain();
  }
  P2G_TRY(sink.commit());
  return {};
}

}  // namespace p2g
