#include "src/list_functions.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/text.h"
#include "src/model/pattern.h"

namespace p2g {
namespace {

// gprof2dot's ways to ask: "+" is all, and "%PATTERN" is a pattern with more to be said about each.
std::string_view without_gprof2dot(std::string_view pattern) {
  if (pattern.starts_with('%')) pattern.remove_prefix(1);
  return pattern == "+" ? std::string_view() : pattern;
}

}  // namespace

Result<void> list_functions(const Profile& profile, const std::string& pattern, Sink& sink) {
  std::vector<std::string> texts;
  if (const std::string_view wanted = without_gprof2dot(pattern); !wanted.empty()) texts.emplace_back(wanted);
  P2G_TRY_ASSIGN(const Patterns patterns, Patterns::parse(texts, "--list-functions", false));
  P2G_TRY_ASSIGN(const std::vector<std::uint8_t> matching, patterns.match_all(profile.frames));
  std::vector<FrameId> order;
  for (FrameId id = 0; id < profile.frames.size(); ++id) {
    if (patterns.empty() || matching[id] != 0) order.push_back(id);
  }
  std::sort(order.begin(), order.end(), [&](FrameId a, FrameId b) { return profile.frames.compare(a, b) < 0; });
  for (const FrameId id : order) {
    append_terminal(sink.buffer(), listed_name(profile.frames.parts(id)));
    sink.buffer() += '\n';
    sink.drain();
  }
  P2G_TRY(sink.commit());
  return {};
}

}  // namespace p2g
