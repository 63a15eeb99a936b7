// Files that are part of the program: themes and the script of the pictures (generated at build time).
#pragma once

#include <string_view>
#include <vector>

namespace p2g {

struct EmbeddedFile {
  std::string_view name;  // "heat.toml", "flame.min.js"
  std::string_view bytes;
};
const std::vector<EmbeddedFile>& embedded_files();

}  // namespace p2g
