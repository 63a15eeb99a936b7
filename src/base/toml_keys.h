// Places in a TOML text, and what has to be known of one before it is parsed: toml++ takes dotted keys of any depth
// ("a.a.a.a…") and then recurses over them when it lets go of the table, which is the end of the stack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "src/base/result.h"

namespace p2g {

// No key of ours has more than two parts.
inline constexpr std::size_t most_key_parts = 8;

// Counted from 1, columns in code points, as toml++ does.
struct TomlPlace {
  std::uint32_t line;
  std::uint32_t column;
};

// Where the first key with more than most_key_parts parts begins.
std::optional<TomlPlace> find_deep_toml_key(std::string_view toml);

// Points the error at a place of the text: line, column in bytes as our messages count, and the line itself. A line of
// 0 is no place.
void point_at(Error& error, std::string_view toml, TomlPlace place);

}  // namespace p2g
