#include "src/importers/bpftrace/json_maps.h"

#include <algorithm>
#include <charconv>

#include "src/base/text.h"

namespace p2g::bpftrace {

JsonMaps::JsonMaps(std::string_view line) : rest_(line) {
  std::string word;
  if (take('{') && take_string(word) && word == "type" && take(':') && take_string(word) && word == "map" &&
      take(',') && take_string(word) && word == "data" && take(':') && take('{'))
    return;
  rest_ = {};
}

bool JsonMaps::take(char c) {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
  if (!rest_.starts_with(c)) return false;
  rest_.remove_prefix(1);
  return true;
}

// With its escapes read. Halves of pairs stand for nothing.
bool JsonMaps::take_string(std::string& out) {
  out.clear();
  if (!take('"')) return false;
  for (std::size_t i = 0; i < rest_.size(); ++i) {
    if (rest_[i] == '"') {
      rest_.remove_prefix(i + 1);
      return true;
    }
    if (rest_[i] != '\\' || i + 1 == rest_.size()) {
      out += rest_[i];
      continue;
    }
    const char c = rest_[++i];
    if (c == 'u') {
      std::uint32_t code = 0;
      const std::string_view digits = rest_.substr(i + 1, 4);
      std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
      append_utf8(out, code >= 0xd800 && code < 0xe000 ? replacement_character : char32_t{code});
      i += digits.size();
    } else {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c;
    }
  }
  rest_ = {};
  return fail();
}

// Up to the comma or brace behind it; what is nested is skipped.
void JsonMaps::take_value() {
  int depth = 0;
  std::size_t end = 0;
  for (; end < rest_.size(); ++end) {
    const char c = rest_[end];
    if (depth == 0 && (c == ',' || c == '}')) break;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  value_ = rest_.substr(0, end);
  value_.remove_prefix(std::min(value_.find_first_not_of(' '), value_.size()));
  value_ = value_.substr(0, value_.find_last_not_of(' ') + 1);
  rest_.remove_prefix(end);
}

bool JsonMaps::next() {
  while (true) {
    if (rest_.empty()) return false;
    if (!in_map_) {
      if (take('}')) {
        rest_ = {};
        return false;
      }
      take(',');
      if (!take_string(map_) || !take(':')) return fail();
      // A scalar is no map.
      if (!take('{')) {
        take_value();
        continue;
      }
      in_map_ = true;
    }
    if (take('}')) {
      in_map_ = false;
      continue;
    }
    take(',');
    if (!take_string(key_) || !take(':')) return fail();
    take_value();
    return true;
  }
}

}  // namespace p2g::bpftrace
