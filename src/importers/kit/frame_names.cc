#include "src/importers/kit/frame_names.h"

#include <limits>
#include <string>
#include <utility>

#include "src/base/utf8.h"

namespace p2g {

StringId FrameNames::intern(std::string_view text) {
  if (is_valid_utf8(text)) return frames_.strings().intern(text);
  ++ill_formed_;
  std::string repaired;
  repair_utf8(text, repaired);
  return frames_.strings().intern(repaired);
}

FrameId FrameNames::add(StringId name, StringId file, std::int64_t line, const Frames::More& more) {
  const bool is_line = line > 0 && line <= std::numeric_limits<std::int32_t>::max();
  return frames_.add(file, is_line ? static_cast<std::int32_t>(line) : 0, name, more);
}

FrameId FrameNames::add_text(std::string_view text) {
  const FrameParts parts = parse_frame_text(text);
  Frames::More more;
  more.kind = parts.kind;
  if (!parts.module.empty()) more.module = intern(parts.module);
  return add(intern(parts.name), intern(parts.file), parts.has_line ? parts.line : 0, more);
}

}  // namespace p2g
