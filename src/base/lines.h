// Text input line by line, in blocks that are used again: memory grows with the longest line, not with the file.
//
// Takes off a UTF-8 byte order mark, converts UTF-16 that has one, accepts LF and CRLF and a last line without
// either. The line before the current one stays readable, because neighbours in stack files share most of their bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/base/result.h"
#include "src/base/source.h"
#include "src/base/text_blocks.h"

namespace p2g {

class LineReader {
 public:
  // A longer line is an error: nothing that writes lines writes such ones.
  static constexpr std::size_t max_line_bytes = std::size_t{128} << 20;

  explicit LineReader(Source& source);

  // Goes to the next line; false at the end and on an error. Views into earlier lines, except previous(), end here.
  // A line with a NUL may be cut short and is then the last: it is no text, and nobody shall wait for its end.
  bool next() {
    const char* end = next_ == end_ ? nullptr : find_newline(next_);
    if (end == nullptr && !(end = look_further())) return false;
    previous_ = line_;
    previous_end_ = line_end_;
    line_ = next_;
    next_ = end + (end != end_ ? 1 : 0);
    line_end_ = end - (end != line_ && end[-1] == '\r' ? 1 : 0);
    ++number_;
    return true;
  }
  std::string_view line() const { return view(line_, line_end_); }
  // The line before line(), empty for the first.
  std::string_view previous() const { return view(previous_, previous_end_); }
  bool has_newline() const { return next_ != line_ && next_[-1] == '\n'; }  // false only for a last line
  std::uint64_t number() const { return number_; }                          // of line(), from 1
  // What is in memory behind line(): whole lines, and what has been read of the one after them.
  std::string_view ahead() const { return view(next_, end_); }
  // Goes on behind the first `bytes` of ahead(), which are so many whole lines. Then line() is empty until next().
  void skip(std::size_t bytes, std::uint64_t lines) {
    next_ += bytes;
    number_ += lines;
    line_ = line_end_ = next_;
  }
  // Bytes of UTF-8 handed out in full lines so far.
  std::uint64_t bytes() const { return bytes_before_ + static_cast<std::uint64_t>(next_ - buffer_.get()); }

  // What went wrong, when next() ended early.
  std::optional<Error> take_error() { return std::move(error_); }
  // Ill-formed UTF-16 that became U+FFFD.
  std::uint64_t replaced() const { return blocks_.replaced(); }

 private:
  static std::string_view view(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
  }
  const char* find_newline(const char* from) const {
    return static_cast<const char*>(std::memchr(from, '\n', static_cast<std::size_t>(end_ - from)));
  }
  const char* look_further();
  bool refill();
  void make_room();

  Source& source_;
  TextBlocks blocks_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  // All point into buffer_: previous_ <= line_ <= next_ <= end_.
  const char* previous_ = nullptr;
  const char* previous_end_ = nullptr;
  const char* line_ = nullptr;
  const char* line_end_ = nullptr;
  const char* next_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t number_ = 0;
  std::uint64_t bytes_before_ = 0;
  bool done_ = false;
  std::optional<Error> error_;
};

}  // namespace p2g
