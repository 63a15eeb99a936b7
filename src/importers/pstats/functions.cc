#include "src/importers/pstats/functions.h"

#include <cmath>
#include <string>

namespace p2g {

FrameId PstatsFunctions::read(const MarshalItem& head) {
  if (head.meaning == meaning) return static_cast<FrameId>(head.payload);
  if (head.type != MarshalType::tuple || head.by_reference || head.payload != 3) {
    in_.fail_expected(head, "a function as (file, line, name)", std::string(pstats_hint));
    return 0;
  }
  const StringId file = read_text("a file name");
  const std::int64_t line = read_integer(in_, in_.next(), "a line number");
  const StringId name = read_text("a function name");
  if (!in_.ok()) return 0;
  const FrameId frame = add(head.byte, file, line, name);
  in_.remember(head, meaning, frame);
  return frame;
}

// By reference, half of a file can be every function's name: a megabyte must not be printed as gigabytes.
inline void PstatsFunctions::bound_texts(std::uint64_t byte, StringId file, StringId name) {
  constexpr std::size_t usual_bytes = 4096;
  constexpr std::uint64_t always_good = 16U << 20U;
  const Strings& strings = frames_.strings();
  const std::size_t bytes = strings[file].size() + strings[name].size();
  if (bytes <= usual_bytes) return;
  long_texts_bytes_ += bytes;
  if (long_texts_bytes_ > always_good + in_.cursor().offset()) {
    in_.cursor().fail_at(byte, "expected fewer functions that share a long name");
  }
}

FrameId PstatsFunctions::add(std::uint64_t byte, StringId file, std::int64_t line, StringId name) {
  const bool is_near = line == static_cast<std::int32_t>(line);
  if (!is_near) ++far_lines_;
  const std::size_t known = frames_.size();
  const FrameId frame = frames_.add(file, is_near ? static_cast<std::int32_t>(line) : 0, name);
  if (frames_.size() > known) bound_texts(byte, file, name);
  return frame;
}

StringId PstatsFunctions::read_text(std::string_view what) {
  const MarshalItem item = in_.next();
  if (item.type == MarshalType::text) return item.text();
  if (item.type != MarshalType::code) {
    in_.fail_expected(item, what);
    return Strings::none;
  }
  const StringId name = in_.code_name(item);
  if (!in_.ok()) return Strings::none;
  const auto [known, is_new] = code_names_.try_emplace(name, Strings::none);
  if (is_new) {
    Strings& strings = frames_.strings();
    known->second = strings.intern("<code object " + std::string(strings[name]) + ">");
  }
  return known->second;
}

std::int64_t read_integer(MarshalReader& in, const MarshalItem& item, std::string_view what) {
  if (item.type == MarshalType::integer || item.type == MarshalType::boolean) return item.payload;
  const double value = item.type == MarshalType::real ? item.real() : 0.5;
  if (value == std::floor(value) && std::abs(value) <= static_cast<double>(MarshalReader::largest_integer)) {
    return static_cast<std::int64_t>(value);
  }
  in.fail_expected(item, what);
  return 0;
}

}  // namespace p2g
