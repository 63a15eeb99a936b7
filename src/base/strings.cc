#include "base/strings.h"

#include <cstring>

namespace p2g {
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

}  // namespace

StringId Strings::intern(std::string_view text, std::uint64_t hash) {
  if (const StringId known = find(text, hash); known != none) return known;
  const auto id = static_cast<StringId>(entries_.size());
  entries_.push_back({store(text), static_cast<std::uint32_t>(text.size())});
  table_.put(hash, id);
  return id;
}

const char* Strings::store(std::string_view text) {
  if (text.size() > left_) {
    if (text.size() > block_bytes / 4) {  // a block of its own; the current one goes on
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(text.size()));
      std::memcpy(blocks_.back().get(), text.data(), text.size());
      return blocks_.back().get();
    }
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
    next_ = blocks_.back().get();
    left_ = block_bytes;
  }
  char* const here = next_;
  if (!text.empty()) std::memcpy(here, text.data(), text.size());
  next_ += text.size();
  left_ -= text.size();
  return here;
}

}  // namespace p2g
