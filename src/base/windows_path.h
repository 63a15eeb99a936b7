// Names of files on Windows, which are UTF-8 in this program (windows.manifest) and UTF-16 outside; the C++ library
// takes narrow ones for something else.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace p2g {

inline std::filesystem::path wide_path(std::string_view path) { return std::u8string(path.begin(), path.end()); }
inline std::string utf8_path(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

}  // namespace p2g
