// JSON (RFC 8259) read as it comes: who reads asks for what it expects next, and nothing is kept but what it takes.
//
//   if (json.begin_object())
//     while (json.next_key())
//       if (json.key() == "samples") …                 // a value that nobody takes is passed over
//
// - The input goes through one block that is used again. It grows only for a text, a number or a span (hold()) that is
//   larger than it, so memory is bounded by the longest of those, and nesting costs one bit a level and no recursion.
// - Errors stick: after the first one every loop ends and every value is absent. Look at take_error() at the end.
// - Numbers are never a double: decimal() has all digits that the input has.
// - What is passed over is checked for brackets and ends of texts only.
// - Tolerated, because programs write it: a comma before a closing bracket, NaN and Infinity (numbers without a value),
//   control characters in texts, text behind the end.
//
// A line is counted from 1, a column in bytes of UTF-8.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/decimal.h"
#include "src/base/result.h"
#include "src/base/source.h"
#include "src/base/text_blocks.h"

namespace p2g {

class JsonReader {
 public:
  enum class Kind : std::uint8_t { object, array, text, number, yes, no, null, none };

  explicit JsonReader(Source& source);
  // A part that was copied out of another (hold()), for which errors are told at that one's `place`.
  JsonReader(std::string_view text, const JsonReader& outer);
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  bool ok() const { return !error_; }
  // Whether the error is that the input ends inside of a value: it was cut off.
  bool is_cut() const { return is_cut_; }
  std::optional<Error> take_error() { return std::move(error_); }
  // Sets an error at the present place unless one is set already.
  void fail_here(std::string message, std::string hint = {});
  // An error of the present place, for what turns out later.
  Error error_here(std::string message, std::string hint = {}) const;

  // What comes next; none at the end and after an error.
  Kind peek();
  // Enters what comes next; false, and it is passed over, when it is something else.
  bool begin_object();
  bool begin_array();
  // To the next member, whose name is then key(); false at the end, which is passed.
  bool next_key();
  bool next_item();
  const std::string& key() const { return key_; }

  // A text with its escapes resolved, until the next call. Empty, and passed over, when there is another value.
  std::string_view text();
  // The value of a number, or of a text that is one; nothing, and passed over, for all else and for 10^18 and above.
  std::optional<Decimal> decimal();
  // The same for those without a fraction.
  std::optional<std::int64_t> integer();
  // The same in units of 10^-decimals, rounded half away from zero; nothing where it has no room.
  std::optional<std::int64_t> scaled(int decimals);
  bool boolean();  // false for all but true
  void skip();
  // A number or text as it is written, without quotes; empty for all else.
  std::string_view scalar();

  // From here on the bytes of the input are kept, until take_held() gives them: what stands between the two calls.
  void hold();
  std::string_view take_held();

  // Bytes of UTF-8 that have been passed.
  std::uint64_t bytes() const { return bytes_before_ + static_cast<std::uint64_t>(next_ - buffer_.get()); }
  const std::string& file() const { return file_; }
  // How much may be kept of what is read (Source::most_items()).
  std::uint64_t most_items() const { return source_->most_items(); }
  // Ill-formed UTF-16 that became U+FFFD.
  std::uint64_t replaced() const { return blocks_ ? blocks_->replaced() : 0; }

 private:
  // A whole number of at most 18 digits that stands in the buffer with what ends it: nearly all are.
  bool take_whole(std::int64_t& value);
  bool begin(char open, bool is_object);
  bool next_element(char close);
  bool pass_comma(char close);
  char look();
  bool refill();
  void make_room(std::size_t kept);
  void leave(const char* from, const char* to);
  const char* kept_from() const;
  std::string_view raw_text();
  std::string_view raw_word();
  std::string_view unescape(std::string_view raw);
  std::size_t unescape_one(std::string_view raw, std::size_t at);
  void skip_text();
  void skip_nested();
  void close(char bracket);
  void fail_unexpected(const char* expected);

  Source* source_;
  std::optional<TextBlocks> blocks_;
  std::string file_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  const char* next_ = nullptr;
  const char* end_ = nullptr;
  const char* token_ = nullptr;  // where what is being read began; null in between
  const char* held_ = nullptr;
  bool done_ = false;

  std::vector<bool> in_object_;  // of each level that is open
  bool is_first_ = true;         // nothing was read of the innermost one
  bool value_due_ = true;        // a value stands at next_ that nobody took yet
  std::string key_;
  std::string scratch_;

  std::uint64_t bytes_before_ = 0;  // of the input, before the buffer
  std::uint64_t lines_before_ = 0;
  std::uint64_t line_begin_ = 0;  // offset of the line that the buffer begins in
  std::optional<Error> outer_place_;
  std::optional<Error> error_;
  bool is_cut_ = false;
};

}  // namespace p2g
