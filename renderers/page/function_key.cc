#include "renderers/page/function_key.h"

#include <fmt/format.h>

#include "src/base/fnv.h"

namespace p2g {

std::string function_key(const FrameParts& parts) {
  if (!parts.has_file) return std::string(parts.name);
  if (!parts.has_line) return fmt::format("{} ({})", parts.name, parts.file);
  return fmt::format("{} ({}:{})", parts.name, parts.file, parts.line);
}

std::string element_id(std::string_view key) { return fmt::format("f{:08x}", fnv32(key)); }

std::string ElementIds::add(std::string_view key) {
  std::string base = element_id(key);
  const std::int64_t copy = ++copies_[base];
  return copy == 1 ? base : fmt::format("{}-{}", base, copy);
}

}  // namespace p2g
