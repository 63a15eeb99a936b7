// Files that are part of the program: themes, scripts and styles, what recorders load (generated at build time).
#pragma once

#include <string_view>
#include <vector>

namespace p2g {

struct EmbeddedFile {
  std::string_view name;  // "heat.toml", "flame.min.js"
  std::string_view bytes;
};
const std::vector<EmbeddedFile>& embedded_files();

// Empty when there is none of that name.
inline std::string_view embedded_file(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == name) return file.bytes;
  }
  return {};
}

}  // namespace p2g
