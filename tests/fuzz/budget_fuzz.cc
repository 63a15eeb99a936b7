// Budgets: any text is a list of limits, each of which the grammar of the gate takes, or a usage error that points at
// a place in the text.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check.h"
#include "src/base/diagnostics.h"
#include "src/gate/budget.h"

namespace p2g {
namespace {

void check_error(const Error& error, std::string_view text) {
  require(error.kind == ErrorKind::usage && !error.message.empty() && error.file == "fuzz.toml", "a usage error");
  format_error(error);
  if (!error.line) return;
  for (std::uint64_t line = *error.line; line > 1; --line) take_until(text, "\n");
  require(text.starts_with(error.excerpt), "the excerpt is the line that is named");
  require(error.column.value_or(1) >= 1, "columns count from 1");
}

}  // namespace
}  // namespace p2g

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = p2g::text_of(data, size);
  const p2g::Result<std::vector<p2g::Limit>> limits = p2g::parse_budget(text, "fuzz.toml");
  if (!limits) {
    p2g::check_error(limits.error(), text);
    return 0;
  }
  for (const p2g::Limit& limit : *limits) {
    const p2g::Result<p2g::Limit> again = p2g::parse_limit(limit.text, "fuzz.toml", limit.required);
    p2g::require(again && again->value == limit.value && again->pattern == limit.pattern, "each limit is one alone");
  }
  return 0;
}
