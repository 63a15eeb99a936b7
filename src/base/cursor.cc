#include "src/base/cursor.h"

#include <algorithm>

#include "src/base/platform.h"

namespace p2g {

Cursor::Cursor(Source& source) : source_(source) {}

void Cursor::fail_at(std::uint64_t byte, std::string message, std::string hint) {
  if (!error_) {
    error_ = Error{ErrorKind::input, std::move(message), source_.name()};
    error_->byte = byte;
    error_->hint = std::move(hint);
  }
  next_ = end_;  // reads after the error find nothing
  source_done_ = true;
}

Error Cursor::take_error() { return std::move(*error_); }

bool Cursor::at_end() {
  if (next_ != end_) return false;
  if (error_ || source_done_) return true;
  base_ = offset();
  grow(0, Source::block_bytes);
  const Result<std::size_t> got = source_.read(block_.get(), capacity_);
  if (!got) {
    error_ = got.error();
    source_done_ = true;
    begin_ = next_ = end_ = nullptr;
    return true;
  }
  begin_ = next_ = block_.get();
  end_ = begin_ + *got;
  source_done_ = *got == 0;
  return *got == 0;
}

// Room for `size` bytes, of which the first `used` are kept.
void Cursor::grow(std::size_t used, std::size_t size) {
  if (capacity_ >= size) return;
  auto larger = unset_bytes(size);
  if (used > 0) std::memcpy(larger.get(), block_.get(), used);
  block_ = std::move(larger);
  capacity_ = size;
}

bool Cursor::available(std::uint64_t size) {
  if (error_) return false;
  // What is left moves to the front; then blocks are added until enough is there. The buffer grows by what has
  // been read, never to `size` at once: the length may be a lie.
  const auto left = static_cast<std::size_t>(end_ - next_);
  base_ = offset();
  if (left > 0) std::memmove(block_.get(), next_, left);
  std::size_t have = left;
  while (have < size && !source_done_) {
    if (!source_.may_hold(have)) {
      begin_ = next_ = end_ = nullptr;
      fail_at(base_, "expected a text, found one that is far longer than the compressed file");
      return false;
    }
    if (capacity_ - have < Source::block_bytes / 2) grow(have, std::max(have + Source::block_bytes, have * 2));
    const Result<std::size_t> got = source_.read(block_.get() + have, capacity_ - have);
    if (!got) {
      error_ = got.error();
      begin_ = next_ = end_ = nullptr;
      source_done_ = true;
      return false;
    }
    source_done_ = *got == 0;
    have += *got;
  }
  begin_ = next_ = block_.get();
  end_ = begin_ + have;
  return have >= size;
}

bool Cursor::refill(std::uint64_t size) {
  if (available(size)) return true;
  const auto have = static_cast<std::uint64_t>(end_ - next_);
  fail_at(offset() + have,
          "expected " + std::to_string(size - have) + " more byte" + (size - have == 1 ? "" : "s") +
              ", found the end of the file",
          "the file is truncated: was the program stopped while it wrote the profile?");
  return false;
}

std::string_view Cursor::bytes(std::uint64_t size) {
  if (static_cast<std::uint64_t>(end_ - next_) < size && !refill(size)) return {};
  const std::string_view view(next_, size);
  next_ += size;
  return view;
}

void Cursor::bound_skipped(std::uint64_t begin) {
  if (source_.may_hold(offset() - begin)) return;
  fail_at(begin, "expected a profile, found something that is far longer than the compressed file");
}

std::string_view Cursor::peek_rest(std::size_t most) {
  available(most);
  return {next_, std::min(most, static_cast<std::size_t>(end_ - next_))};
}

std::uint64_t Cursor::skip_rest(std::uint64_t most) {
  const std::uint64_t begin = offset();
  while (offset() - begin <= most && !at_end()) next_ = end_;
  return offset() - begin;
}

void Cursor::skip(std::uint64_t size) {
  const std::uint64_t begin = offset();
  while (size > 0 && !at_end()) {
    bound_skipped(begin);
    const auto step = std::min<std::uint64_t>(size, static_cast<std::uint64_t>(end_ - next_));
    next_ += step;
    size -= step;
  }
  if (size > 0) need(size);  // sets the truncation error
}

}  // namespace p2g
