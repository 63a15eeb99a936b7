#include "src/importers/austin/mojo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace p2g::austin {
namespace {

constexpr std::size_t longest_text = std::size_t{1} << 20U;

}  // namespace

bool is_mojo(std::string_view head) { return head.starts_with("MOJ"); }

MojoLines::MojoLines(Source& source) : source_(source), cursor_(source) {
  cursor_.skip(3);
  version_ = number_field();
  if (cursor_.ok() && (version_ < 1 || version_ > 3)) {
    cursor_.fail_at(3, fmt::format("version {} of MOJO is not known", version_), "mojo2austin FILE run.austin");
  }
  set_line("# austin: MOJO");
}

bool MojoLines::next() {
  if (number_ > 0) has_line_ = false;
  while (!has_line_ && cursor_.ok() && !cursor_.at_end()) {
    read_event();
    bound();
  }
  if (!has_line_ && in_sample_) end_sample();
  ++number_;
  return has_line_ && cursor_.ok();
}

std::optional<Error> MojoLines::take_error() {
  if (cursor_.ok()) return std::nullopt;
  return cursor_.take_error();
}

void MojoLines::set_line(std::string line) {
  line_ = std::move(line);
  has_line_ = true;
}

void MojoLines::bound() {
  if (stack_.size() > longest_line || !source_.may_hold(stack_.size())) {
    cursor_.fail_at(cursor_.offset(), "stack has more frames than any program");
  }
  if (std::max(strings_.size(), frames_.size()) > source_.most_items()) {
    cursor_.fail_at(cursor_.offset(), "more names than a compressed file of this size may have");
  }
}

// ---- Fields --------------------------------------------------------------------------------------------------------

// Bits beyond 64 have no meaning: addresses are cut.
std::int64_t MojoLines::number_field() {
  const std::uint64_t at = cursor_.offset();
  std::uint8_t byte = cursor_.u8();
  const bool is_negative = (byte & 0x40U) != 0;
  std::uint64_t value = byte & 0x3fU;
  for (unsigned shift = 6; (byte & 0x80U) != 0 && cursor_.ok(); shift += 7) {
    if (shift > 63) {
      cursor_.fail_at(at, "number of more than 64 bits");
      return 0;
    }
    byte = cursor_.u8();
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
  }
  const auto whole = static_cast<std::int64_t>(value & 0x7fffffffffffffffU);
  return is_negative ? -whole : whole;
}

// What divides frames and lines of the text cannot be part of a name there.
std::string MojoLines::text_field() {
  const std::uint64_t at = cursor_.offset();
  std::string out;
  while (cursor_.ok()) {
    const auto c = static_cast<char>(cursor_.u8());
    if (c == '\0') break;
    out += c == ';' ? ':' : c == '\n' || c == '\r' ? ' ' : c;
    if (out.size() > longest_text) cursor_.fail_at(at, "text of more than a megabyte");
  }
  return out;
}

std::string MojoLines::name_of(std::int64_t key) const {
  const auto known = strings_.find({pid_, key});
  return known != strings_.end() ? known->second : "<unknown>";
}

void MojoLines::add_to(std::int64_t& sum) {
  const std::uint64_t at = cursor_.offset();
  if (__builtin_add_overflow(sum, number_field(), &sum)) cursor_.fail_at(at, "figures of a sample have no room");
}

// ---- Events --------------------------------------------------------------------------------------------------------

void MojoLines::read_metadata() {
  const std::string key = text_field();
  const std::string value = text_field();
  if (key != "mode") return;
  mode_ = value;
  set_line("# mode: " + value);
}

void MojoLines::begin_sample() {
  if (in_sample_) end_sample();
  pid_ = number_field();
  const std::int64_t interpreter = version_ >= 3 ? number_field() : 0;
  stack_ = fmt::format("P{};T{}:{}", pid_, interpreter, text_field());
  in_sample_ = true;
}

void MojoLines::define_frame() {
  const std::int64_t key = number_field();
  const std::string file = name_of(number_field());
  const std::string scope = name_of(number_field());
  const std::int64_t line = number_field();
  if (version_ >= 2) {
    for (int i = 0; i < 3; ++i) number_field();
  }
  frames_[{pid_, key}] = fmt::format("{}:{}:{}", file, scope, std::max<std::int64_t>(line, 0));
}

void MojoLines::append(std::string_view frame) { stack_.append(";").append(frame); }

void MojoLines::append_known(std::int64_t key, std::uint64_t at) {
  const auto known = frames_.find({pid_, key});
  if (known != frames_.end()) return append(known->second);
  cursor_.fail_at(at, fmt::format("frame {} of process {} was not defined before", key, pid_));
}

void MojoLines::end_sample() {
  if (mode_ == "full") {
    set_line(fmt::format("{} {},{},{}", stack_, us_, is_idle_ ? 1 : 0, bytes_));
  } else {
    set_line(fmt::format("{} {}", stack_, mode_ == "memory" ? bytes_ : us_));
  }
  in_sample_ = is_idle_ = false;
  us_ = bytes_ = 0;
  stack_.clear();
}

void MojoLines::read_event() {
  const std::uint64_t at = cursor_.offset();
  const std::uint8_t event = cursor_.u8();
  switch (event) {
    case 1:
      return read_metadata();
    case 2:
      return begin_sample();
    case 3:
      return define_frame();
    case 4:
      return append(":INVALID:");
    case 5:
      return append_known(number_field(), at);
    case 6:
      return append("kernel:" + text_field() + ":0");
    case 7:
      return append(":GC:");
    case 8:
      is_idle_ = true;
      return;
    case 9:
      return add_to(us_);
    case 10:
      return add_to(bytes_);
    case 11: {
      const std::int64_t key = number_field();
      strings_[{pid_, key}] = text_field();
      return;
    }
    case 12:
      number_field();
      return;
    default:
      cursor_.fail_at(at, fmt::format("event {} is none of austin's", event));
  }
}

}  // namespace p2g::austin
