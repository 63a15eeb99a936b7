#include "src/model/names.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/base/no_index.h"
#include "src/base/npos.h"
#include "src/base/utf8.h"

namespace p2g {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// "<function f at 0x7f25de6c6830>" without " at 0x7f25de6c6830": addresses differ from run to run.
std::string without_addresses(std::string_view name) {
  constexpr std::string_view mark = " at 0x";
  std::string result;
  while (true) {
    const std::size_t at = name.find(mark);
    if (at == npos) return result.append(name);
    std::size_t end = at + mark.size();
    while (end < name.size() && is_hex(name[end])) ++end;
    result.append(name.substr(0, at));
    if (end == at + mark.size()) result.append(mark);
    name.remove_prefix(end);
  }
}

// Rust's older symbol names end in a hash of the build, `core::fmt::write::h0123456789abcdef`: it tells a reader
// nothing, and as the last component it would be all that is left of a shortened name.
std::string_view without_rust_hash(std::string_view name) {
  constexpr std::size_t hash_size = 3 + 16;  // "::h" and the digits
  if (name.size() <= hash_size) return name;
  const std::string_view hash = name.substr(name.size() - hash_size);
  if (!hash.starts_with("::h") || !std::all_of(hash.begin() + 3, hash.end(), is_hex)) return name;
  return name.substr(0, name.size() - hash_size);
}

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == npos || slash + 1 == path.size() ? path : path.substr(slash + 1);
}

// "pkg/__init__.py" of ".../lib/pkg/__init__.py": alone, the name says nothing.
std::string_view short_file(std::string_view path) {
  const std::string_view name = file_name(path);
  if (!name.starts_with("__init__.") || name.size() == path.size()) return name;
  const std::string_view folder = path.substr(0, path.size() - name.size() - 1);
  return path.substr(folder.size() - file_name(folder).size());
}

// "<frozen importlib._bootstrap>" -> "importlib._bootstrap"; empty for other files.
std::string_view frozen_module(std::string_view file) {
  constexpr std::string_view mark = "<frozen ";
  if (!file.starts_with(mark) || !file.ends_with('>')) return {};
  return file.substr(mark.size(), file.size() - mark.size() - 1);
}

// In stacks, what Python calls its C functions is told by its words alone: no file stands beside it.
bool is_c_function(const FrameParts& parts) {
  const std::string_view name = parts.name;
  if (name.size() <= 2 || name.front() != '<' || name.back() != '>') return false;
  if (parts.file == "~") return true;
  return !parts.has_file && (name.starts_with("<built-in method ") || name.starts_with("<method '"));
}

// What Python's profilers write for functions without Python code.
struct CFunction {
  std::string_view owner;  // module or class
  std::string_view name;
  bool method = false;
};

// 'append' of 'list' objects; nothing when the text has another form.
std::optional<CFunction> parse_quoted(std::string_view text) {
  constexpr std::string_view of = "' of '";
  constexpr std::string_view objects = "' objects";
  const std::size_t open = text.find('\'');
  const std::size_t middle = text.find(of);
  if (middle == npos || open >= middle || !text.ends_with(objects)) return std::nullopt;
  const std::size_t owner = middle + of.size();
  const std::size_t end = text.size() - objects.size();
  // "' of ' objects": one quote would stand for both ends of the owner.
  if (owner > end) return std::nullopt;
  return CFunction{text.substr(owner, end - owner), text.substr(open + 1, middle - open - 1), true};
}

CFunction parse_c_function(std::string_view text) {
  text = text.substr(1, text.size() - 2);
  // <method 'append' of 'list' objects>, <slot wrapper '__init__' of 'object' objects>
  if (const auto quoted = parse_quoted(text)) return *quoted;
  for (const std::string_view kind : {"built-in method ", "built-in function ", "function ", "method "}) {
    if (text.starts_with(kind)) {
      text.remove_prefix(kind.size());
      break;
    }
  }
  if (const std::size_t at = text.find(" at 0x"); at != npos) text = text.substr(0, at);
  // <built-in method __new__ of type object at 0x…>
  if (const std::size_t middle = text.find(" of "); middle != npos) {
    std::string_view owner = text.substr(middle + 4);
    if (owner.ends_with(" object")) owner.remove_suffix(7);
    return {owner, text.substr(0, middle), true};
  }
  // builtins.compile; words with a space in between are no path.
  const std::size_t dot = text.rfind('.');
  if (dot == npos || dot == 0 || dot + 1 == text.size() || text.find(' ') != npos) return {{}, text, false};
  return {text.substr(0, dot), text.substr(dot + 1), false};
}

// The sampling profiler's own frames, which are no functions.
bool is_marker(std::string_view name) { return name == "<GC>" || name == "<native>" || name == "<profiler>"; }

DisplayName display_c_function(std::string_view text) {
  if (is_marker(text)) return {std::string(text), {}};
  const CFunction function = parse_c_function(text);
  DisplayName result;
  if (function.method && !function.owner.empty()) result.name = std::string(function.owner) + '.';
  result.name += function.name;
  if (result.name.empty()) result.name = text;
  if (!function.owner.empty()) result.where = std::string(function.owner) + " · ";
  result.where += function.method ? "C method" : "C function";
  return result;
}

}  // namespace

namespace {

// SVG draws several blanks as one, into the width of all: the label would be stretched.
std::string with_single_blanks(std::string text) {
  const auto both_blank = [](char a, char b) { return (a == ' ' || a == '\t') && (b == ' ' || b == '\t'); };
  text.erase(std::unique(text.begin(), text.end(), both_blank), text.end());
  return text;
}

}  // namespace

std::string comparable_name(std::string_view name) { return without_addresses(without_rust_hash(name)); }

std::string matched_name(const FrameParts& parts) {
  const bool is_c = parts.file == "~" && parts.name.starts_with('<');
  return comparable_name(is_c ? display_name(parts).name : std::string(parts.name));
}

DisplayName display_name(const FrameParts& parts) {
  if (parts.kind == FrameKind::hidden) return {std::string(parts.name), "functions that are not shown"};
  if (is_c_function(parts)) return display_c_function(parts.name);
  DisplayName result;
  result.name = with_single_blanks(comparable_name(parts.name));
  if (parts.file == "~") {
    result.where = "C function";
  } else if (parts.has_file) {
    const std::string_view frozen = frozen_module(parts.file);
    result.where = frozen.empty() ? short_file(parts.file) : frozen;
    if (parts.has_line) result.where += ':' + std::to_string(parts.line);
  } else if (!parts.module.empty()) {
    result.where = file_name(parts.module);
  }
  return result;
}

std::string module_name(const FrameParts& parts) {
  if (is_c_function(parts)) {
    if (is_marker(parts.name)) return {};
    const CFunction function = parse_c_function(parts.name);
    return function.method ? std::string() : std::string(function.owner);
  }
  if (parts.file.empty() || parts.file == "~") return {};
  if (const std::string_view frozen = frozen_module(parts.file); !frozen.empty()) return std::string(frozen);
  std::string_view name = file_name(parts.file);
  if (name.starts_with("__init__.") && name.size() < parts.file.size()) {
    return std::string(file_name(parts.file.substr(0, parts.file.size() - name.size() - 1)));
  }
  if (const std::size_t dot = name.rfind('.'); dot != npos && dot > 0 && name.front() != '<')
    name = name.substr(0, dot);
  return std::string(name);
}

std::string standard_name(const Frames& frames, FrameId frame) {
  const FrameParts parts = frames.parts(frame);
  if (frames.is_text(frame) && !parts.has_file) {
    // With -s less than the text is shown.
    const std::string_view text = frames.text(frame);
    return std::string(parse_frame_text(text).name == parts.name ? text : parts.name);
  }
  if (parts.file == "~" && parts.line == 0) {
    if (parts.name.size() < 2 || parts.name.front() != '<' || parts.name.back() != '>') return std::string(parts.name);
    return '{' + std::string(parts.name.substr(1, parts.name.size() - 2)) + '}';
  }
  if (parts.file.empty() && !frames.prints_places()) return std::string(parts.name);
  // pstats says 0 where there is no line; a text has none to say.
  const bool has_place = parts.has_line || !frames.is_text(frame);
  return std::string(parts.file) + (has_place ? ':' + std::to_string(parts.line) : "") + '(' + std::string(parts.name) +
         ')';
}

std::string function_text(const FrameParts& parts) {
  DisplayName display = display_name(parts);
  if (display.where.empty() || is_c_function(parts)) return std::move(display.name);
  return display.name + " (" + display.where + ')';
}

std::string functions_text(const Frames& frames, const std::vector<FrameId>& functions) {
  constexpr std::size_t most_named = 3;
  constexpr std::size_t longest_name_bytes = 200;
  std::string text;
  for (std::size_t i = 0; i < std::min(functions.size(), most_named); ++i) {
    if (i > 0) text += i + 1 == functions.size() ? " and " : ", ";
    text += shorten_middle(function_text(frames.parts(functions[i])), longest_name_bytes);
  }
  if (functions.size() > most_named) text += " and " + std::to_string(functions.size() - most_named) + " more";
  return text;
}

}  // namespace p2g
