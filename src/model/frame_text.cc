// A frame's text taken apart: what profilers and their converters write for a function in folded stacks.
#include <algorithm>
#include <charconv>

#include "src/base/words.h"
#include "src/model/frame.h"

namespace p2g {
namespace {

bool is_alphanumeric(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A line number, or -1. More than nine digits are an address or an id, not a line.
std::int32_t line_number(std::string_view text) {
  if (!is_number(text) || text.size() > 9) return -1;
  std::int32_t line = 0;
  std::from_chars(text.data(), text.data() + text.size(), line);
  return line;
}

// Whether a text can only be meant as a file. What C++, Java and Go put into parentheses and between colons (types,
// arguments, namespaces) must not pass.
bool looks_like_file(std::string_view text) {
  if (text.empty()) return false;
  if (text == "~") return true;  // pstats' file of C functions
  if (text.front() == '<' && text.back() == '>') return true;
  // One loop for all: names are many, and most are no files.
  bool slash = false;
  bool brackets = false;
  bool colons = text.back() == ':';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    slash = slash || c == '/' || c == '\\';
    brackets = brackets || c == '(' || c == ')' || c == ',' || c == '*' || c == '&' || c == ';';
    colons = colons || (c == ':' && text[i + 1] == ':');  // not the last, see above
  }
  if (colons || (brackets && !slash)) return false;
  if (slash) return true;
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == text.size() || text.size() - dot > 8) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), is_alphanumeric);
}

void set_file(FrameParts& parts, std::string_view name, std::string_view file, std::int32_t line) {
  parts.name = name;
  parts.file = file;
  parts.has_file = true;
  parts.line = line;
  parts.has_line = line > 0;
}

// FlameGraph's suffixes, and the two that async-profiler adds.
FrameKind take_annotation(std::string_view& text) {
  if (text.size() <= 4 || !text.ends_with(']') || text.substr(text.size() - 4, 2) != "_[") return FrameKind::plain;
  FrameKind kind;
  switch (text[text.size() - 2]) {
    case 'k':
      kind = FrameKind::kernel;
      break;
    case 'j':
    case '1':
      kind = FrameKind::jit;
      break;
    case 'i':
      kind = FrameKind::inlined;
      break;
    case 'w':
      kind = FrameKind::waker;
      break;
    case '0':
      kind = FrameKind::interpreted;
      break;
    default:
      return FrameKind::plain;
  }
  text.remove_suffix(4);
  return kind;
}

// austin writes P123 and T456 or T0:456; one digit alone is more likely somebody's function.
bool is_austin_id(std::string_view text) {
  text.remove_prefix(1);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return text.size() >= 2 && is_number(text);
  return is_number(text.substr(0, colon)) && is_number(text.substr(colon + 1));
}

// Position of the '(' that closes with the last character, which is ')'.
std::size_t matching_parenthesis(std::string_view text) {
  int open = 0;
  for (std::size_t i = text.size(); i-- > 0;) {
    if (text[i] == ')') ++open;
    if (text[i] == '(' && --open == 0) return i;
  }
  return std::string_view::npos;
}

struct Place {
  std::int32_t line = -1;  // -1 when there is none
  std::int32_t column = 0;
};

// "file:12" or "file:12:5" (line and column, as JavaScript has them).
Place take_line(std::string_view& file) {
  Place place;
  for (int i = 0; i < 2; ++i) {
    const std::size_t colon = file.rfind(':');
    if (colon == std::string_view::npos || colon == 0) break;
    const std::int32_t number = line_number(file.substr(colon + 1));
    if (number < 0) break;
    place = {number, std::max(place.line, 0)};
    file = file.substr(0, colon);
  }
  return place;
}

// py-spy: "name (pkg/file.py:12)", "name (file.py)"; Java's stack traces: "a.B.m(B.java:12)".
bool split_parentheses(std::string_view text, FrameParts& parts) {
  if (!text.ends_with(')')) return false;
  const std::size_t open = matching_parenthesis(text);
  if (open == std::string_view::npos || open == 0) return false;
  std::string_view file = text.substr(open + 1, text.size() - open - 2);
  const std::int32_t line = take_line(file).line;
  const bool space = text[open - 1] == ' ';
  if (!looks_like_file(file) || (line < 0 && !space)) return false;
  const std::string_view name = text.substr(0, space ? open - 1 : open);
  if (name.empty()) return false;
  set_file(parts, name, file, std::max(line, 0));
  return true;
}

// Tachyon and austin: "pkg/file.py:name:12".
bool split_line_last(std::string_view text, FrameParts& parts) {
  const std::size_t last = text.rfind(':');
  if (last == std::string_view::npos || last == 0) return false;
  const std::int32_t line = line_number(text.substr(last + 1));
  const std::size_t first = text.rfind(':', last - 1);
  if (line < 0 || first == std::string_view::npos) return false;
  const std::string_view name = text.substr(first + 1, last - first - 1);
  if (name.empty() || is_number(name) || !looks_like_file(text.substr(0, first))) return false;
  set_file(parts, name, text.substr(0, first), line);
  return true;
}

// flameprof: "/path/file.py:12:name".
bool split_line_middle(std::string_view text, FrameParts& parts) {
  for (std::size_t first = text.find(':'); first != std::string_view::npos; first = text.find(':', first + 1)) {
    const std::size_t second = text.find(':', first + 1);
    if (second == std::string_view::npos) return false;
    const std::int32_t line = line_number(text.substr(first + 1, second - first - 1));
    if (line < 0) continue;
    const std::string_view name = text.substr(second + 1);
    if (name.empty() || name.front() == ':' || is_number(name) || !looks_like_file(text.substr(0, first))) return false;
    set_file(parts, name, text.substr(0, first), line);
    return true;
  }
  return false;
}

bool starts_path(std::string_view text) {
  for (const std::string_view begin : {"/", "./", "../", "file://", "node:", "http://", "https://", "webpack"}) {
    if (text.starts_with(begin)) return text.size() > begin.size() && text[begin.size()] != ' ';
  }
  const bool drive = text.size() > 3 && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
  return drive && is_alphanumeric(text[0]) && !is_digit(text[0]);
}

// V8's, for which Chrome and Node have the line and the column of the definition.
bool is_script(std::string_view file) {
  if (file.starts_with("node:")) return true;
  const std::size_t dot = file.rfind('.');
  const std::string_view suffix = dot == std::string_view::npos ? std::string_view() : file.substr(dot);
  return suffix == ".js" || suffix == ".mjs" || suffix == ".cjs" || suffix == ".ts" || suffix == ".jsx";
}

// V8: "name /a/file.js:12:5"; rbspy: "name - /a/file.rb:12"; "name [/a/file.rb:12]"; Lua, Firefox: "name@/a/file:12".
// The path has to look like one from its beginning and to end in a line: "GET /orders/:id" is a name.
bool split_before_path(std::string_view text, FrameParts& parts) {
  const bool bracketed = text.ends_with(']');
  if (bracketed) text.remove_suffix(1);
  if (text.empty() || !is_digit(text.back())) return false;
  for (std::size_t at = text.find_first_of(" @", 1); at != std::string_view::npos;
       at = text.find_first_of(" @", at + 1)) {
    std::string_view file = text.substr(at + 1);
    if (bracketed != file.starts_with('[')) continue;
    if (bracketed) file.remove_prefix(1);
    if (!starts_path(file)) continue;
    const Place place = take_line(file);
    if (place.line < 0) return false;
    std::string_view name = text.substr(0, at);
    if (name.ends_with(" -")) name.remove_suffix(2);
    set_file(parts, name, file, place.line);
    parts.begins = place.column > 0 || is_script(file);
    parts.column = place.column;
    return true;
  }
  return false;
}

// CPython under perf: "py::name:/a/file.py".
bool split_perf_trampoline(std::string_view text, FrameParts& parts) {
  if (!text.starts_with("py::")) return false;
  text.remove_prefix(4);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !looks_like_file(text.substr(colon + 1))) return false;
  set_file(parts, text.substr(0, colon), text.substr(colon + 1), 0);
  return true;
}

}  // namespace

FrameKind process_or_thread(std::string_view text) {
  // "*" stands for ids that differ from run to run (stable_name.h).
  if (text.starts_with("process ") && text.size() > 8 && (is_digit(text[8]) || text[8] == '*'))
    return FrameKind::process;
  if (text == "P*") return FrameKind::process;
  if (text == "T*" || text == "tid:*") return FrameKind::thread;
  if (text.starts_with("thread (")) return FrameKind::thread;
  if (text.starts_with("tid:") && is_number(text.substr(4))) return FrameKind::thread;
  if (text.starts_with('P') && is_austin_id(text)) return FrameKind::process;
  if (text.starts_with('T') && is_austin_id(text)) return FrameKind::thread;
  return FrameKind::plain;
}

FrameParts parse_frame_text(std::string_view text) {
  FrameParts parts;
  parts.kind = take_annotation(text);
  parts.name = text;
  if (text == hidden_frame_text) {
    parts.kind = FrameKind::hidden;
  } else if (const FrameKind kind = process_or_thread(text); kind != FrameKind::plain) {
    parts.kind = kind;
  } else if (!split_parentheses(text, parts) && !split_before_path(text, parts) &&
             !split_perf_trampoline(text, parts) && !split_line_last(text, parts)) {
    split_line_middle(text, parts);
  }
  return parts;
}

}  // namespace p2g
