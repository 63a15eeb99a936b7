#include "renderers/page/function_key.h"

#include <fmt/format.h>

#include "src/base/fnv.h"
#include "src/base/text.h"

namespace p2g {

std::string function_key(const FrameParts& parts) {
  if (!parts.has_file) return std::string(parts.name);
  if (!parts.has_line) return fmt::format("{} ({})", parts.name, parts.file);
  return fmt::format("{} ({}:{})", parts.name, parts.file, parts.line);
}

void append_spellings(std::string& title, const Frames& frames, FrameId frame, std::size_t limit_bytes) {
  constexpr std::size_t most_listed = 3;
  std::vector<std::string> spellings = frames.spellings(frame);
  // With -s a name is shown in part.
  const std::string_view own = frames.is_text(frame) ? parse_frame_text(frames.text(frame)).name : frames.text(frame);
  if (spellings.empty() && own != frames.parts(frame).name) spellings.emplace_back(own);
  for (std::size_t i = 0; i < spellings.size() && i < most_listed; ++i) {
    title += i == 0 ? "\nin the input: " : ", ";
    title += shorten_middle(spellings[i], limit_bytes);
  }
  if (spellings.size() > most_listed) title += fmt::format(" and {} more", spellings.size() - most_listed);
}

std::string element_id(std::string_view key) { return fmt::format("f{:08x}", fnv32(key)); }

std::string ElementIds::add(std::string_view key) {
  std::string base = element_id(key);
  const std::int64_t copy = ++copies_[base];
  return copy == 1 ? base : fmt::format("{}-{}", base, copy);
}

}  // namespace p2g
