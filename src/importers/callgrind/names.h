// Names of objects, files and functions, which callgrind's format writes once and then calls by a number: `(12) text`
// defines, `(12)` refers. Each of the three kinds has numbers of its own; a number may be defined again. Files of
// several parts refer to names that only the first has defined.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/base/strings.h"

namespace p2g::callgrind {

class Names {
 public:
  // A name that is `unknown` is an empty one.
  Names(Strings& strings, std::string_view unknown)
      : strings_(strings), unknown_(unknown), nothing_(strings.intern("")) {}

  // What is behind the "=" of a line, as the string that it names. A number that nobody defined is its own name.
  StringId find(std::string_view text) {
    // Nearly all are short numbers that are known.
    std::size_t number = 0;
    std::size_t i = 1;
    for (; i < text.size() && i < 8 && text[i] >= '0' && text[i] <= '9'; ++i) {
      number = number * 10 + static_cast<std::size_t>(text[i] - '0');
    }
    const bool is_plain = i > 1 && i + 1 == text.size() && text[i] == ')' && text[0] == '(';
    if (is_plain && number < dense_.size() && dense_[number] != Strings::none) return dense_[number];
    return find_any(text);
  }
  StringId nothing() const { return nothing_; }

  std::uint64_t undefined() const { return undefined_; }
  std::uint64_t repaired() const { return repaired_; }

 private:
  static constexpr std::uint64_t most_dense = std::uint64_t{1} << 20;

  StringId find_any(std::string_view text);
  StringId intern(std::string_view text);
  StringId& slot(std::uint64_t number);

  Strings& strings_;
  std::string_view unknown_;
  StringId nothing_;
  std::vector<StringId> dense_;  // by number, none where it is undefined
  std::unordered_map<std::uint64_t, StringId> others_;
  std::uint64_t undefined_ = 0;
  std::uint64_t repaired_ = 0;
};

}  // namespace p2g::callgrind
