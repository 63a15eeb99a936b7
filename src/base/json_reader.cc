#include "src/base/json_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <utility>

#include "src/base/platform.h"
#include "src/base/utf8.h"
#include "src/base/wide.h"
#include "src/base/words.h"

namespace p2g {
namespace {

// What numbers and words are made of.
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.';
}

// Bytes that matter to somebody who only looks for the end of a value.
constexpr std::array<bool, 256> structural = [] {
  std::array<bool, 256> table{};
  for (const char c : {'"', '{', '}', '[', ']'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

// Four hexadecimal digits, or none.
std::optional<char32_t> hex4(std::string_view text) {
  unsigned value = 0;
  if (text.size() < 4) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, value, 16);
  if (error != std::errc() || end != text.data() + 4) return std::nullopt;
  return static_cast<char32_t>(value);
}

// What stands for itself behind a backslash, or for a control character.
char simple_escape(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    default:
      return c;
  }
}

constexpr std::string_view cut_hint = "the file is cut off: was it written and copied to its end?";

}  // namespace

JsonReader::JsonReader(Source& source)
    : source_(&source), blocks_(source), file_(source.name()), capacity_(Source::block_bytes) {
  buffer_ = unset_bytes(capacity_);
  next_ = end_ = buffer_.get();
}

JsonReader::JsonReader(std::string_view text, const JsonReader& outer)
    : source_(outer.source_),
      file_(outer.file_),
      capacity_(text.size() + 1),
      done_(true),
      outer_place_(outer.error_here({})) {
  buffer_ = unset_bytes(capacity_);
  std::copy(text.begin(), text.end(), buffer_.get());
  next_ = buffer_.get();
  end_ = next_ + text.size();
}

// ---- Places and errors ---------------------------------------------------------------------------------------------

Error JsonReader::error_here(std::string message, std::string hint) const {
  Error error{ErrorKind::input, std::move(message), file_};
  error.hint = std::move(hint);
  if (outer_place_) {
    error.line = outer_place_->line;
    error.column = outer_place_->column;
    return error;
  }
  const char* const from = buffer_.get();
  const auto lines = static_cast<std::uint64_t>(std::count(from, next_, '\n'));
  std::uint64_t begin = line_begin_;
  for (const char* at = next_; at != from; --at) {
    if (at[-1] != '\n') continue;
    begin = bytes_before_ + static_cast<std::uint64_t>(at - from);
    break;
  }
  error.line = lines_before_ + lines + 1;
  error.column = bytes() - begin + 1;
  return error;
}

void JsonReader::fail_here(std::string message, std::string hint) {
  if (!error_) error_ = error_here(std::move(message), std::move(hint));
  value_due_ = false;
}

void JsonReader::fail_unexpected(const char* expected) {
  if (error_) return;
  is_cut_ = next_ == end_;
  if (is_cut_) {
    fail_here(std::string("ends early, expected ") + expected, std::string(cut_hint));
  } else {
    fail_here(std::string("expected ") + expected);
  }
}

// ---- The buffer ----------------------------------------------------------------------------------------------------

const char* JsonReader::kept_from() const {
  if (held_ != nullptr) return held_;
  return token_ != nullptr ? token_ : next_;
}

// Counts the lines of what the buffer is about to lose.
void JsonReader::leave(const char* from, const char* to) {
  const auto size = static_cast<std::size_t>(to - from);
  lines_before_ += static_cast<std::uint64_t>(std::count(from, to, '\n'));
  const std::size_t last = std::string_view(from, size).rfind('\n');
  if (last != std::string_view::npos) line_begin_ = bytes_before_ + last + 1;
  bytes_before_ += size;
}

// Moves what is still needed to the front. The buffer grows only when that fills half of it.
void JsonReader::make_room(std::size_t kept) {
  const char* const old = end_ - kept;
  leave(buffer_.get(), old);
  if (kept > capacity_ / 2) {
    auto larger = unset_bytes(capacity_ * 2);
    std::memcpy(larger.get(), old, kept);
    buffer_ = std::move(larger);
    capacity_ *= 2;
  } else if (kept > 0) {
    std::memmove(buffer_.get(), old, kept);
  }
  const auto moved = [&](const char* p) { return p == nullptr ? p : buffer_.get() + (p - old); };
  next_ = moved(next_);
  end_ = moved(end_);
  token_ = moved(token_);
  held_ = moved(held_);
}

// Appends at least one byte; false when there is none.
bool JsonReader::refill() {
  if (done_ || error_) return false;
  const auto kept = static_cast<std::size_t>(end_ - kept_from());
  if (!source_->may_hold(kept)) {
    fail_here("text is far longer than the compressed file");
    return false;
  }
  make_room(kept);
  Result<std::size_t> got = blocks_->read(buffer_.get() + kept, capacity_ - kept);
  if (!got) {
    error_ = std::move(got).error();
    done_ = true;
    return false;
  }
  done_ = *got == 0;
  end_ += *got;
  return !done_;
}

// The next byte that is no white space, not consumed; NUL at the end.
char JsonReader::look() {
  while (true) {
    while (next_ != end_ && (*next_ == ' ' || *next_ == '\n' || *next_ == '\r' || *next_ == '\t')) ++next_;
    if (next_ != end_) return *next_;
    if (!refill()) return '\0';
  }
}

void JsonReader::hold() {
  look();
  held_ = next_;
}

std::string_view JsonReader::take_held() {
  const char* const from = std::exchange(held_, nullptr);
  return from == nullptr || error_ ? std::string_view()
                                   : std::string_view(from, static_cast<std::size_t>(next_ - from));
}

// ---- Structure -----------------------------------------------------------------------------------------------------

JsonReader::Kind JsonReader::peek() {
  if (error_ || !value_due_) return Kind::none;
  switch (look()) {
    case '{':
      return Kind::object;
    case '[':
      return Kind::array;
    case '"':
      return Kind::text;
    case 't':
      return Kind::yes;
    case 'f':
      return Kind::no;
    case 'n':
      return Kind::null;
    default:
      return next_ != end_ && is_word(*next_) ? Kind::number : Kind::none;
  }
}

bool JsonReader::begin_object() { return begin('{', true); }
bool JsonReader::begin_array() { return begin('[', false); }

bool JsonReader::begin(char open, bool is_object) {
  if (error_ || !value_due_) return false;
  if (look() != open) {
    skip();
    return false;
  }
  ++next_;
  in_object_.push_back(is_object);
  is_first_ = true;
  value_due_ = false;
  return true;
}

// Behind a value, or at the beginning: passes the comma that has to be there. False at the end, which is passed, too.
bool JsonReader::pass_comma(char close) {
  if (error_ || in_object_.empty()) return false;
  if (value_due_) skip();
  const bool is_first = std::exchange(is_first_, false);
  char c = look();
  if (c != close && !is_first) {
    if (c != ',') {
      fail_unexpected(close == '}' ? "\",\" or \"}\" behind a member" : "\",\" or \"]\" behind an element");
      return false;
    }
    ++next_;
    c = look();
  }
  if (error_) return false;
  if (c != close) return true;
  ++next_;
  in_object_.pop_back();
  return false;
}

bool JsonReader::next_key() {
  if (!pass_comma('}')) return false;
  if (look() != '"') {
    fail_unexpected("a key in quotes");
    return false;
  }
  key_ = unescape(raw_text());
  if (error_) return false;
  if (look() != ':') {
    fail_unexpected("\":\" behind a key");
    return false;
  }
  ++next_;
  value_due_ = true;
  return true;
}

bool JsonReader::next_item() {
  if (!pass_comma(']')) return false;
  value_due_ = true;
  return true;
}

// ---- Values --------------------------------------------------------------------------------------------------------

// The text at next_ as it is written, without its quotes; it is passed.
std::string_view JsonReader::raw_text() {
  token_ = next_;
  std::size_t searched = 1;  // from the token
  while (true) {
    const char* from = token_ + searched;
    const auto* quote = static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
    if (quote != nullptr) {
      std::size_t slashes = 0;
      while (quote[-1 - static_cast<std::ptrdiff_t>(slashes)] == '\\') ++slashes;
      searched = static_cast<std::size_t>(quote - token_) + 1;
      if (slashes % 2 == 1) continue;
      const std::string_view raw(token_ + 1, searched - 2);
      next_ = quote + 1;
      token_ = nullptr;
      return raw;
    }
    searched = static_cast<std::size_t>(end_ - token_);
    if (!refill()) break;
  }
  next_ = end_;
  token_ = nullptr;
  fail_unexpected("the end of a text (\")");
  return {};
}

// A number or a word at next_; it is passed.
std::string_view JsonReader::raw_word() {
  token_ = next_;
  while (true) {
    while (next_ != end_ && is_word(*next_)) ++next_;
    if (next_ != end_ || !refill()) break;
  }
  const char* const from = std::exchange(token_, nullptr);
  const std::string_view word(from, static_cast<std::size_t>(next_ - from));
  if (word.empty()) fail_unexpected("a value");
  return word;
}

std::string_view JsonReader::unescape(std::string_view raw) {
  if (raw.find('\\') == std::string_view::npos) return raw;
  scratch_.clear();
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t slash = std::min(raw.find('\\', at), raw.size());
    scratch_ += raw.substr(at, slash - at);
    at = slash < raw.size() ? unescape_one(raw, slash) : slash;
  }
  return scratch_;
}

// The escape at `at`; returns where it ends. What is no half of a pair becomes U+FFFD.
std::size_t JsonReader::unescape_one(std::string_view raw, std::size_t at) {
  const char kind = raw[at + 1];  // raw_text() ends at no backslash
  if (kind != 'u') {
    scratch_ += simple_escape(kind);
    return at + 2;
  }
  std::optional<char32_t> code = hex4(raw.substr(at + 2));
  if (!code) {
    append_utf8(scratch_, replacement_character);
    return at + 2;
  }
  std::size_t end = at + 6;
  if (*code >= 0xd800 && *code < 0xdc00 && raw.substr(end).starts_with("\\u")) {
    const std::optional<char32_t> low = hex4(raw.substr(end + 2));
    if (low && *low >= 0xdc00 && *low < 0xe000) {
      code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
      end += 6;
    }
  }
  if ((*code >= 0xd800 && *code < 0xe000) || *code == 0) code = replacement_character;
  append_utf8(scratch_, *code);
  return end;
}

std::string_view JsonReader::text() {
  if (peek() != Kind::text) {
    skip();
    return {};
  }
  value_due_ = false;
  return unescape(raw_text());
}

std::string_view JsonReader::scalar() {
  const Kind kind = peek();
  if (kind == Kind::text) return text();
  if (kind != Kind::number) {
    skip();
    return {};
  }
  value_due_ = false;
  return raw_word();
}

bool JsonReader::take_whole(std::int64_t& value) {
  constexpr std::ptrdiff_t longest = 18;
  if (!value_due_ || error_) return false;
  if (look() == '"' || end_ - next_ <= longest + 2) return false;
  const bool is_negative = *next_ == '-';
  const char* const begin = next_ + (is_negative ? 1 : 0);
  const char* at = begin;
  std::int64_t whole = 0;
  for (; is_digit(*at) && at - begin < longest; ++at) whole = whole * 10 + (*at - '0');
  if (at == begin || is_word(*at)) return false;
  value = is_negative ? -whole : whole;
  next_ = at;
  value_due_ = false;
  return true;
}

std::optional<Decimal> JsonReader::decimal() {
  Decimal whole;
  if (take_whole(whole.whole)) {
    whole.negative = whole.whole < 0;
    whole.whole = whole.negative ? -whole.whole : whole.whole;
    return whole;
  }
  const std::string_view word = scalar();
  Decimal value;
  if (word.empty() || parse_decimal(word, value) != DecimalStatus::good) return std::nullopt;
  return value;
}

std::optional<std::int64_t> JsonReader::integer() {
  std::int64_t whole = 0;
  if (take_whole(whole)) return whole;
  const std::string_view word = scalar();
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), whole);
  if (error == std::errc() && end == word.data() + word.size()) return whole;
  Decimal value;
  if (word.empty() || parse_decimal(word, value) != DecimalStatus::good || value.fraction != 0) return std::nullopt;
  return value.negative ? -value.whole : value.whole;
}

std::optional<std::int64_t> JsonReader::scaled(int decimals) {
  const std::optional<Decimal> number = decimal();
  if (!number) return std::nullopt;
  const Decimal& value = *number;
  if (value.fraction == 0 && value.whole < Decimal::one / 1'000'000'000 && decimals <= 9) {
    std::int64_t whole = value.whole;
    for (int i = 0; i < decimals; ++i) whole *= 10;
    return value.negative ? -whole : whole;
  }
  Wide power = 1;
  for (int i = 0; i < decimals; ++i) power *= 10;
  const Wide unit = Decimal::one / power;
  const Wide sum = value.whole * power + (value.fraction + unit / 2) / unit;
  if (sum > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return value.negative ? -static_cast<std::int64_t>(sum) : static_cast<std::int64_t>(sum);
}

bool JsonReader::boolean() {
  const bool is_true = peek() == Kind::yes;
  skip();
  return is_true;
}

// ---- Passing over --------------------------------------------------------------------------------------------------

void JsonReader::skip() {
  if (error_ || !value_due_) return;
  value_due_ = false;
  const char c = look();
  if (error_) return;
  if (c == '"') {
    skip_text();
  } else if (c == '{' || c == '[') {
    skip_nested();
  } else {
    raw_word();
  }
}

// Keeps nothing: texts that nobody wants may be larger than memory.
void JsonReader::skip_text() {
  ++next_;
  bool is_escaped = false;
  while (true) {
    for (; next_ != end_; ++next_) {
      if (is_escaped) {
        is_escaped = false;
      } else if (*next_ == '\\') {
        is_escaped = true;
      } else if (*next_ == '"') {
        ++next_;
        return;
      }
    }
    if (!refill()) break;
  }
  fail_unexpected("the end of a text (\")");
}

void JsonReader::skip_nested() {
  const std::size_t outside = in_object_.size();
  while (!error_) {
    while (next_ != end_ && !structural[static_cast<unsigned char>(*next_)]) ++next_;
    if (next_ == end_) {
      if (refill()) continue;
      fail_unexpected(in_object_.back() ? "\"}\"" : "\"]\"");
      return;
    }
    const char c = *next_;
    if (c == '"') {
      skip_text();
      continue;
    }
    if (c == '{' || c == '[') {
      in_object_.push_back(c == '{');
      ++next_;
      continue;
    }
    close(c);
    if (in_object_.size() == outside) return;
  }
}

void JsonReader::close(char bracket) {
  if (in_object_.back() != (bracket == '}')) return fail_unexpected(in_object_.back() ? "\"}\"" : "\"]\"");
  in_object_.pop_back();
  ++next_;
}

}  // namespace p2g
