#include "src/importers/callgrind/names.h"

#include <charconv>
#include <string>

#include "src/base/utf8.h"
#include "src/base/words.h"

namespace p2g::callgrind {

StringId Names::intern(std::string_view text) {
  if (text == unknown_) return nothing_;
  if (is_valid_utf8(text)) return strings_.intern(text);
  ++repaired_;
  std::string good;
  repair_utf8(text, good);
  return strings_.intern(good);
}

// Numbers are dense in files of real tools.
StringId& Names::slot(std::uint64_t number) {
  if (number >= most_dense) return others_.try_emplace(number, Strings::none).first->second;
  if (number >= dense_.size()) dense_.resize(number + 1, Strings::none);
  return dense_[number];
}

StringId Names::find_any(std::string_view text) {
  text = trim(text);
  if (!text.starts_with('(')) return intern(text);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() + text.size() || *end != ')') return intern(text);
  const std::string_view name = trim(text.substr(static_cast<std::size_t>(end + 1 - text.data())));
  StringId& known = slot(number);
  if (!name.empty()) known = intern(name);
  if (known != Strings::none) return known;
  ++undefined_;
  return intern(text);
}

}  // namespace p2g::callgrind
