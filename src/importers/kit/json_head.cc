#include "src/importers/kit/json_head.h"

#include <algorithm>
#include <cstdint>

#include "src/base/utf8.h"

namespace p2g {
namespace {

// UTF-8 without its mark.
std::string plain(std::string_view head) {
  if (const bool big = head.starts_with("\xfe\xff"); big || head.starts_with("\xff\xfe")) {
    std::uint64_t replaced = 0;
    return utf16_to_utf8(head.substr(2, (head.size() - 2) & ~std::size_t{1}), big, &replaced);
  }
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  return std::string(head);
}

}  // namespace

JsonHead::JsonHead(std::string_view head) : text_(plain(head)) {
  const std::size_t at = pass_space(0);
  if (at < text_.size() && (text_[at] == '{' || text_[at] == '[')) first_ = text_[at];
  if (is_json()) scan();
}

std::size_t JsonHead::pass_space(std::size_t at) const {
  return std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
}

// The text that begins at `at`, as it is written, and where it ends.
std::string_view JsonHead::take_text(std::size_t& at) const {
  const std::size_t begin = ++at;
  while (at < text_.size() && text_[at] != '"') at += text_[at] == '\\' ? 2 : 1;
  at = std::min(at, text_.size());
  const std::string_view found = std::string_view(text_).substr(begin, at - begin);
  at = std::min(at + 1, text_.size());
  return found;
}

void JsonHead::scan() {
  std::size_t level = 0;
  for (std::size_t at = 0; at < text_.size();) {
    const char c = text_[at];
    if (c == '{' || c == '[') ++level;
    if ((c == '}' || c == ']') && level > 0) --level;
    if (c != '"') {
      ++at;
      continue;
    }
    const std::string_view key = take_text(at);
    std::size_t behind = pass_space(at);
    if (behind == text_.size() || text_[behind] != ':') continue;
    Seen seen{key, level};
    behind = pass_space(behind + 1);
    if (behind < text_.size() && text_[behind] == '"') seen.text = take_text(behind);
    at = behind;
    seen_.push_back(seen);
  }
}

bool JsonHead::has(std::string_view key) const {
  return std::any_of(seen_.begin(), seen_.end(), [&](const Seen& seen) { return seen.key == key; });
}

bool JsonHead::has_at(std::size_t level, std::string_view key) const {
  return std::any_of(seen_.begin(), seen_.end(),
                     [&](const Seen& seen) { return seen.level == level && seen.key == key; });
}

std::string_view JsonHead::text_of(std::string_view key) const {
  for (const Seen& seen : seen_) {
    if (seen.key == key && !seen.text.empty()) return seen.text;
  }
  return {};
}

}  // namespace p2g
