#include "src/base/lines.h"

#include <utility>

#include "src/base/platform.h"

namespace p2g {

LineReader::LineReader(Source& source) : source_(source), blocks_(source), capacity_(Source::block_bytes) {
  buffer_ = unset_bytes(capacity_);
  previous_ = previous_end_ = line_ = line_end_ = next_ = end_ = buffer_.get();
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
  Result<std::size_t> got = blocks_.read(into, capacity_ - static_cast<std::size_t>(end_ - buffer_.get()));
  if (!got) {
    error_ = std::move(got).error();
    return false;
  }
  end_ += *got;
  if (*got == 0) done_ = true;
  return *got > 0;
}

// Moves the last full line and the partial one to the front. The buffer grows only when both fill half of it.
void LineReader::make_room() {
  const std::size_t kept = static_cast<std::size_t>(end_ - line_);
  const char* const old = line_;
  bytes_before_ += static_cast<std::uint64_t>(line_ - buffer_.get());
  if (kept > capacity_ / 2) {
    auto larger = unset_bytes(capacity_ * 2);
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

}  // namespace p2g
