// Texts line by line, without a copy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace p2g {

// The first line, without its end; `text` is what comes behind it from then on.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace p2g
