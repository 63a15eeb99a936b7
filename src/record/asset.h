// What is embedded in the program for a recorder, and has to be a file for it.
#pragma once

#include <string>
#include <string_view>

#include "src/base/result.h"

namespace p2g {

// Writes the embedded file (src/record/assets/) into the folder; gives its path.
Result<std::string> write_asset(std::string_view name, const std::string& folder);

}  // namespace p2g
