#include "renderers/formats/html/code_range.h"

#include <algorithm>
#include <cstddef>

#include "src/base/take_line.h"
#include "src/base/words.h"

namespace p2g::report {
namespace {

// A function whose beginning is farther from its lines is too long to be shown whole anyway.
constexpr std::int32_t farthest = 400;
constexpr std::int32_t most_decorators = 10;

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Where the word stands whole.
std::size_t find_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word(line[at - 1])) && (end == line.size() || !is_word(line[end]))) return at;
  }
  return std::string_view::npos;
}

bool defines(std::string_view line, std::string_view name, bool is_python) {
  const std::size_t at = find_word(line, name);
  if (at == std::string_view::npos) return false;
  const std::string_view text = trim_begin(line);
  if (is_python) return text.starts_with("def ") || text.starts_with("async def ") || text.starts_with("class ");
  const std::string_view after = trim_begin(line.substr(at + name.size()));
  const bool has_arguments = after.starts_with('(') || after.starts_with('<');
  return has_arguments && !trim_line_end(line).ends_with(';');
}

std::size_t indentation(std::string_view line) { return line.size() - trim_begin(line).size(); }

bool is_empty(std::string_view line) { return trim_line(line).empty(); }

// From the line with "def": what is indented further, with empty lines between.
std::int32_t end_by_indentation(const std::vector<std::string_view>& lines, std::int32_t begin) {
  const auto at = [&](std::int32_t line) { return lines[static_cast<std::size_t>(line - 1)]; };
  const auto count = static_cast<std::int32_t>(lines.size());
  const std::size_t base = indentation(at(begin));
  std::int32_t end = begin;
  for (std::int32_t line = begin + 1; line <= count; ++line) {
    if (is_empty(at(line))) continue;
    const bool closes = trim_begin(at(line)).starts_with(')');  // of arguments that take several lines
    if (indentation(at(line)) <= base && !closes) break;
    end = line;
  }
  return end;
}

// Up to the brace that closes the first; 0 where none does. Braces in texts and comments count, too: an estimate.
std::int32_t end_by_braces(const std::vector<std::string_view>& lines, std::int32_t begin) {
  constexpr std::int32_t longest_head = 12;
  const auto count = static_cast<std::int32_t>(lines.size());
  std::int64_t depth = 0;
  bool has_begun = false;
  for (std::int32_t line = begin; line <= count; ++line) {
    for (const char c : lines[static_cast<std::size_t>(line - 1)]) {
      if (c == '{') has_begun = true;
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (has_begun && depth <= 0) return line;
    }
    if (!has_begun && line - begin > longest_head) return 0;
  }
  return 0;
}

std::int32_t find_begin(const std::vector<std::string_view>& lines, std::string_view name, std::int32_t near,
                        bool is_python) {
  const auto at = [&](std::int32_t line) { return lines[static_cast<std::size_t>(line - 1)]; };
  // Python begins a decorated function at its first decorator.
  if (is_python && trim_begin(at(near)).starts_with('@')) {
    const auto last = std::min(near + most_decorators, static_cast<std::int32_t>(lines.size()));
    for (std::int32_t line = near + 1; line <= last; ++line) {
      if (defines(at(line), name, is_python)) return line;
    }
  }
  for (std::int32_t line = near; line > 0 && near - line < farthest; --line) {
    if (defines(at(line), name, is_python)) return line;
  }
  return 0;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty()) {
    std::string_view line = take_line(text);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

std::string_view written_name(std::string_view name) {
  if (name.ends_with(')')) {
    std::size_t depth = 0;
    std::size_t at = name.size();
    while (at-- > 0) {
      if (name[at] == ')') ++depth;
      if (name[at] == '(' && --depth == 0) break;
    }
    if (at < name.size()) name = name.substr(0, at);
  }
  std::size_t begin = name.size();
  while (begin > 0 && is_word(name[begin - 1])) --begin;
  return name.substr(begin);
}

CodeRange find_code(const std::vector<std::string_view>& lines, std::string_view name, std::int32_t near,
                    bool is_python) {
  name = written_name(name);
  if (name.empty() || near < 1 || static_cast<std::size_t>(near) > lines.size()) return {};
  const std::int32_t head = find_begin(lines, name, near, is_python);
  if (head == 0) return {};
  const std::int32_t end = is_python ? end_by_indentation(lines, head) : end_by_braces(lines, head);
  const std::int32_t begin = std::min(head, near);
  return end < near ? CodeRange() : CodeRange{begin, end};
}

}  // namespace p2g::report
