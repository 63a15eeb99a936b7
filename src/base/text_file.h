// Small files that people write, read as a whole: themes, budgets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "src/base/result.h"

namespace p2g {

inline constexpr std::size_t text_file_bytes_limit = 1U << 20U;

// `what` names the file's kind in the error about one that is too large: "expected a theme of at most 1 MiB".
Result<std::string> read_text_file(const std::string& path, std::string_view what);

}  // namespace p2g
