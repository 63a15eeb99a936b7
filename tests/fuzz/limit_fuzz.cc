// The grammar of the gate takes any text; what it understood can be written and is understood as the same, and is
// decided on a profile without surprises.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "src/base/diagnostics.h"
#include "src/gate/limits.h"
#include "src/importers/importer.h"

namespace p2g {
extern const Importer importer_folded;

namespace {

std::string canonical(const Limit& limit) {
  static constexpr std::array<const char*, 6> subjects = {"total", "new", "speed", "self", "cumulative", "calls"};
  static constexpr std::array<const char*, 4> comparisons = {">", ">=", "<", "<="};
  static constexpr std::array<const char*, 5> units = {"", "%", "s", "B", "samples"};
  std::string out = subjects[static_cast<std::size_t>(limit.subject)];
  if (limit.subject >= Limit::Subject::self) out += '(' + limit.pattern + ')';
  out += comparisons[static_cast<std::size_t>(limit.comparison)];
  if (limit.change) out += std::signbit(limit.value) ? '-' : '+';
  std::array<char, 1200> digits{};  // the largest double has 309, the smallest 1074 of them
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(limit.value), std::chars_format::fixed);
  require(end.ec == std::errc(), "a value is written");
  out.append(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
  return out + units[static_cast<std::size_t>(limit.unit)];
}

const Profile& profile() {
  static const Profile read = [] {
    Source source = Source::from_memory("fuzz", "main;parse;read (io.py:3) 30\nmain;parse 20\nmain;write 50.5\n");
    return std::move(*importer_folded.read(source, {}));
  }();
  return read;
}

void check_error(const Error& error, std::string_view text) {
  require(error.kind == ErrorKind::usage && !error.message.empty() && !error.hint.empty(), "a usage error with a hint");
  require(error.excerpt == text && error.column.has_value(), "the error shows where");
  require(*error.column >= 1 && *error.column <= text.size() + 1, "the caret is below the text");
  format_error(error);
}

void check_verdict(const Limit& limit) {
  const Result<Verdict> verdict = check_limits({limit}, profile());
  if (!verdict) {
    require(verdict.error().kind == ErrorKind::usage && !verdict.error().message.empty(), "only usage may be wrong");
    return;
  }
  require(verdict->size() == 1 && verdict->front().limit == limit.text, "one verdict a limit");
  for (const Trip& trip : verdict->front().trips) require(!trip.what.empty() && !trip.text.empty(), "trips say what");
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using p2g::require;
  const std::string_view text = p2g::text_of(data, size);
  const p2g::Result<p2g::Limit> limit = p2g::parse_limit(text, "--fail-on");
  if (!limit) {
    p2g::check_error(limit.error(), text);
    return 0;
  }
  require(std::isfinite(limit->value) && (limit->change || limit->value >= 0), "the value is a number");
  require(limit->pattern.empty() == (limit->subject < p2g::Limit::Subject::self), "functions have a pattern");
  const std::string written = p2g::canonical(*limit);
  const p2g::Result<p2g::Limit> again = p2g::parse_limit(written, "--fail-on");
  require(again.has_value(), "what was written is understood");
  require(again->subject == limit->subject && again->pattern == limit->pattern, "it is about the same");
  require(again->comparison == limit->comparison && again->unit == limit->unit, "it compares the same");
  require(again->change == limit->change && again->value == limit->value, "its value is the same");
  p2g::check_verdict(*limit);
  return 0;
}
