#include "src/base/lines.h"

#include <algorithm>

#include "src/base/text.h"

namespace p2g {

LineReader::LineReader(Source& source) : source_(source), capacity_(Source::block_bytes) {
  buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
  previous_ = previous_end_ = line_ = line_end_ = next_ = end_ = buffer_.get();
  std::size_t mark_bytes = 0;
  if (source.head().starts_with("\xef\xbb\xbf")) {
    mark_bytes = 3;
  } else if (source.head().starts_with("\xff\xfe")) {
    mark_bytes = 2;
    encoding_ = Encoding::utf16_little;
  } else if (source.head().starts_with("\xfe\xff")) {
    mark_bytes = 2;
    encoding_ = Encoding::utf16_big;
  }
  if (mark_bytes > 0) {
    if (Result<std::size_t> got = source_.read(buffer_.get(), mark_bytes); !got) error_ = std::move(got).error();
  }
}

// The end of the line that begins at next_, reading on until there is one; null at the end of the input.
const char* LineReader::look_further() {
  while (true) {
    const std::size_t searched = static_cast<std::size_t>(end_ - next_);
    if (searched > 0 && std::memchr(next_, '\0', searched) != nullptr) done_ = true;
    if (!refill()) break;
    if (const char* end = find_newline(next_ + searched)) return end;
  }
  return next_ != end_ && !error_ ? end_ : nullptr;
}

// Appends at least one byte; false when there is none.
bool LineReader::refill() {
  if (done_ || error_) return false;
  if (static_cast<std::size_t>(end_ - next_) > max_line_bytes) {
    error_ = Error{ErrorKind::input, "line is longer than 128 MiB", source_.name(), number_ + 1};
    return false;
  }
  if (!source_.may_hold(static_cast<std::uint64_t>(end_ - next_))) {
    error_ = Error{ErrorKind::input, "line is far longer than the compressed file", source_.name(), number_ + 1};
    return false;
  }
  make_room();
  char* const into = buffer_.get() + (end_ - buffer_.get());
  const std::size_t got = read_some(into, capacity_ - static_cast<std::size_t>(end_ - buffer_.get()));
  end_ += got;
  if (got == 0) done_ = true;
  return got > 0;
}

// Moves the last full line and the partial one to the front. The buffer grows only when both fill half of it.
void LineReader::make_room() {
  const std::size_t kept = static_cast<std::size_t>(end_ - line_);
  const char* const old = line_;
  bytes_before_ += static_cast<std::uint64_t>(line_ - buffer_.get());
  if (kept > capacity_ / 2) {
    auto larger = std::make_unique_for_overwrite<char[]>(capacity_ * 2);
    std::memcpy(larger.get(), old, kept);
    buffer_ = std::move(larger);
    capacity_ *= 2;
  } else {
    std::memmove(buffer_.get(), old, kept);
  }
  const auto moved = [&](const char* p) { return buffer_.get() + (p - old); };
  line_end_ = moved(line_end_);
  next_ = moved(next_);
  end_ = moved(end_);
  line_ = buffer_.get();
  previous_ = previous_end_ = line_;  // next() takes line_ as the previous one
}

std::size_t LineReader::read_some(char* into, std::size_t room) {
  if (encoding_ != Encoding::utf8) return read_utf16(into, room);
  Result<std::size_t> got = source_.read(into, room);
  if (got) return *got;
  error_ = std::move(got).error();
  return 0;
}

std::size_t LineReader::read_utf16(char* into, std::size_t room) {
  const bool big = encoding_ == Encoding::utf16_big;
  while (true) {
    // Two bytes become at most three, so half of the room is enough for what is read and carried.
    const std::size_t carried = carry_.size();
    carry_.resize(carried + std::max<std::size_t>(2, (room / 2 - carried) & ~std::size_t{1}));
    Result<std::size_t> got = source_.read(carry_.data() + carried, carry_.size() - carried);
    if (!got) {
      error_ = std::move(got).error();
      return 0;
    }
    carry_.resize(carried + *got);
    std::size_t whole = carry_.size() & ~std::size_t{1};
    if (*got == 0) {
      whole = carry_.size();
    } else if (whole >= 2 && (static_cast<unsigned char>(carry_[whole - (big ? 2 : 1)]) & 0xfc) == 0xd8) {
      whole -= 2;  // the first half of a pair waits for the second
    }
    if (whole == 0 && *got > 0) continue;
    const std::string text = utf16_to_utf8(std::string_view(carry_).substr(0, whole), big, &replaced_);
    carry_.erase(0, whole);
    std::memcpy(into, text.data(), text.size());
    return text.size();
  }
}

}  // namespace p2g
