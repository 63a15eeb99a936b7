// Blanks, digits and words of text without a locale. A blank is a space or a tab.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace p2g {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Not empty, and digits only.
inline bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

inline std::string_view trim_begin(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  return text;
}
inline std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}
inline std::string_view trim(std::string_view text) { return trim_end(trim_begin(text)); }

// Of a whole line: the end is trimmed of carriage returns, too.
inline std::string_view trim_line_end(std::string_view text) {
  while (!text.empty() && (is_blank(text.back()) || text.back() == '\r')) text.remove_suffix(1);
  return text;
}
inline std::string_view trim_line(std::string_view text) { return trim_line_end(trim_begin(text)); }

// Takes the first word and the blanks before it off; empty when there is none.
inline std::string_view take_word(std::string_view& text) {
  text = trim_begin(text);
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

}  // namespace p2g
