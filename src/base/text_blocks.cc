#include "src/base/text_blocks.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "src/base/utf8.h"

namespace p2g {

TextBlocks::TextBlocks(Source& source) : source_(source) {
  if (source.head().starts_with("\xef\xbb\xbf")) {
    mark_bytes_ = 3;
  } else if (source.head().starts_with("\xff\xfe")) {
    mark_bytes_ = 2;
    encoding_ = Encoding::utf16_little;
  } else if (source.head().starts_with("\xfe\xff")) {
    mark_bytes_ = 2;
    encoding_ = Encoding::utf16_big;
  }
}

Result<std::size_t> TextBlocks::read(char* into, std::size_t room) {
  if (mark_bytes_ > 0) {
    P2G_TRY(source_.read(into, mark_bytes_));
    mark_bytes_ = 0;
  }
  return encoding_ == Encoding::utf8 ? source_.read(into, room) : read_utf16(into, room);
}

Result<std::size_t> TextBlocks::read_utf16(char* into, std::size_t room) {
  const bool big = encoding_ == Encoding::utf16_big;
  while (true) {
    // Two bytes become at most three, so half of the room is enough for what is read and carried.
    const std::size_t carried = carry_.size();
    carry_.resize(carried + std::max<std::size_t>(2, (room / 2 - carried) & ~std::size_t{1}));
    P2G_TRY_ASSIGN(const std::size_t got, source_.read(carry_.data() + carried, carry_.size() - carried));
    carry_.resize(carried + got);
    std::size_t whole = carry_.size() & ~std::size_t{1};
    if (got == 0) {
      whole = carry_.size();
    } else if (whole >= 2 && (static_cast<unsigned char>(carry_[whole - (big ? 2 : 1)]) & 0xfc) == 0xd8) {
      whole -= 2;  // the first half of a pair waits for the second
    }
    if (whole == 0 && got > 0) continue;
    const std::string text = utf16_to_utf8(std::string_view(carry_).substr(0, whole), big, &replaced_);
    carry_.erase(0, whole);
    if (!text.empty()) std::memcpy(into, text.data(), text.size());
    return text.size();
  }
}

}  // namespace p2g
