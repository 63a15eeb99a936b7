#include "md_text_common.h"

#include <algorithm>

#include "base/text.h"

namespace p2g {

void append_code(std::string& out, std::string_view text, bool in_cell) {
  const std::string safe = to_terminal(text);
  if (safe.empty()) return;
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : safe) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const bool pad = safe.front() == '`' || safe.back() == '`';
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
