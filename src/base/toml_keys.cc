#include "src/base/toml_keys.h"

#include <algorithm>

#include "src/base/utf8.h"

namespace p2g {
namespace {

// Offset behind the string that begins at `at`: basic or literal, on one line or, after three quotes, on several.
// Where it does not end toml++ says so, and what we think of the rest does not matter.
std::size_t string_end(std::string_view toml, std::size_t at) {
  const char quote = toml[at];
  const std::string_view three = toml.substr(at, 3);
  const bool long_form = three.size() == 3 && three[1] == quote && three[2] == quote;
  for (std::size_t i = at + (long_form ? 3 : 1); i < toml.size(); ++i) {
    if (toml[i] == '\\' && quote == '"') {
      ++i;
    } else if (toml[i] == '\n' && !long_form) {
      return i;
    } else if (toml[i] == quote) {
      if (!long_form) return i + 1;
      if (toml.substr(i, 3) != three) continue;
      i += 3;  // up to two more quotes belong to the text
      for (int more = 0; more < 2 && i < toml.size() && toml[i] == quote; ++more) ++i;
      return i;
    }
  }
  return toml.size();
}

TomlPlace place_of(std::string_view toml, std::size_t at) {
  const std::string_view before = toml.substr(0, at);
  const auto line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n') + 1);
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 when there is none
  return {line, static_cast<std::uint32_t>(count_code_points(before.substr(line_begin)) + 1)};
}

std::string_view line_at(std::string_view text, std::uint32_t line) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

void point_at(Error& error, std::string_view toml, TomlPlace place) {
  if (place.line == 0) return;
  const std::string_view line = line_at(toml, place.line);
  std::size_t byte = 0;
  for (std::uint32_t left = place.column; left > 1 && byte < line.size(); --left) decode_utf8(line, byte);
  error.line = place.line;
  error.column = byte + 1;
  error.excerpt = std::string(line);
}

std::optional<TomlPlace> find_deep_toml_key(std::string_view toml) {
  std::size_t begin = 0;  // of what may be a key
  std::size_t dots = 0;
  for (std::size_t i = 0; i < toml.size();) {
    switch (toml[i]) {
      case '"':
      case '\'':
        i = string_end(toml, i);
        continue;
      case '#':
        i = toml.find('\n', i);
        if (i == std::string_view::npos) return std::nullopt;
        continue;
      case '.':
        if (++dots == most_key_parts) return place_of(toml, toml.find_first_not_of(" \t", begin));
        break;
      case '=':
      case ',':
      case '[':
      case ']':
      case '{':
      case '}':
      case '\n':
        begin = i + 1;
        dots = 0;
        break;
      default:
        break;
    }
    ++i;
  }
  return std::nullopt;
}

}  // namespace p2g
