// Reading a profile from a file. Programs may bring importers of their own: an Importer is a record of functions, and
// find_importer() and detect_importer() take any list of them.
#pragma once

#include <string>
#include <string_view>

#include "src/importers/importer.h"

namespace p2g {

// The whole file, "-" for stdin, plain or compressed. `format` is an importer's name; "auto" goes by the content, then
// by the file's suffix. What is imperfect but usable is counted in Profile::warnings.
Result<Profile> read_profile(const std::string& file, std::string_view format = "auto",
                             const ReadOptions& options = {});

}  // namespace p2g
