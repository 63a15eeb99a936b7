// Patterns over the names of files.
#pragma once

#include <string_view>

namespace p2g {

// Whether the text has one of * ? [.
bool is_glob(std::string_view text);

// * is any letters, ? one byte, [a-z] one of them, [!a-z] none of them; all else is itself. A name that begins with a
// dot is matched only by a pattern that does. Linear in memory, and at most pattern times name steps.
bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace p2g
