#include "src/importers/kit/executed_lines.h"

#include "src/model/frame.h"

namespace p2g {
namespace {

bool is_python_file(std::string_view file) {
  // <frozen importlib._bootstrap>, <string>, <stdin>, <decorator-gen-7>; but <anonymous> is V8's.
  if (file.starts_with('<')) return file != "<anonymous>";
  for (const std::string_view suffix : {".py", ".pyx", ".pyw", ".pxd", ".pxi"}) {
    if (file.ends_with(suffix)) return true;
  }
  return false;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `name (file.py:12)` and `file.py:name:12`, not flameprof's `file.py:12:name`. What most names are not is seen at
// once.
bool ends_with_line(std::string_view text) {
  if (text.size() < 4) return false;
  if (text.back() == ')') return is_digit(text[text.size() - 2]);
  return is_digit(text.back()) && text.find_first_not_of("0123456789", text.rfind(':') + 1) == std::string_view::npos;
}

}  // namespace

std::string function_of_line(std::string_view text) {
  if (!ends_with_line(text)) return {};
  const FrameParts parts = parse_frame_text(text);
  if (!parts.has_line || parts.kind != FrameKind::plain || !is_python_file(parts.file)) return {};
  std::string function(parts.name);
  function.append(" (").append(parts.file) += ')';
  return function;
}

}  // namespace p2g
