#include "renderers/formats/md/text.h"

#include <algorithm>

#include "src/base/text.h"

namespace p2g {

namespace {

// cmark takes a fence of more than 80 backticks for text, and then what it encloses is markup.
constexpr std::size_t longest_run = 32;

// Without control characters and with no run of backticks that is longer than that.
std::string span_text(std::string_view text) {
  std::string safe;
  std::size_t run = 0;
  for (const char c : to_terminal(text)) {
    run = c == '`' ? run + 1 : 0;
    if (run <= longest_run) {
      safe += c;
    } else {
      safe += "\\x60";
    }
  }
  return safe;
}

}  // namespace

void append_code(std::string& out, std::string_view text, bool in_cell) {
  const std::string safe = span_text(text);
  if (safe.empty()) return;
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : safe) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  // One space at either end goes, if there is one at both: unless there is nothing but spaces.
  const bool spaces = safe.front() == ' ' && safe.back() == ' ' && safe.find_first_not_of(' ') != std::string::npos;
  const bool pad = safe.front() == '`' || safe.back() == '`' || spaces;
  out.append(fence).append(pad ? " " : "");
  std::size_t backslashes = 0;
  for (const char c : safe) {
    if (c == '\\') {
      ++backslashes;
      continue;
    }
    const bool pipe = in_cell && c == '|';
    out.append(pipe ? 2 * backslashes + 1 : backslashes, '\\') += c;
    backslashes = 0;
  }
  out.append(backslashes, '\\');
  out.append(pad ? " " : "").append(fence);
}

}  // namespace p2g
