#include "src/model/names.h"

#include <algorithm>
#include <vector>

#include "src/base/no_index.h"

namespace p2g {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_identifier(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// ---- Display names ---------------------------------------------------------------------------------------------

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

bool is_c_function(const FrameParts& parts) {
  return parts.file == "~" && parts.name.size() > 2 && parts.name.front() == '<' && parts.name.back() == '>';
}

// What Python's profilers write for functions without Python code.
struct CFunction {
  std::string_view owner;  // module or class
  std::string_view name;
  bool method = false;
};

CFunction parse_c_function(std::string_view text) {
  text = text.substr(1, text.size() - 2);
  // <method 'append' of 'list' objects>, <slot wrapper '__init__' of 'object' objects>
  const std::size_t open = text.find('\'');
  constexpr std::string_view of = "' of '";
  if (const std::size_t middle = text.find(of); open < middle && text.ends_with("' objects")) {
    const std::size_t owner = middle + of.size();
    if (owner <= text.size() - 9) {
      return {text.substr(owner, text.size() - 9 - owner), text.substr(open + 1, middle - open - 1), true};
    }
  }
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

// ---- Arguments ----------------------------------------------------------------------------------------------------

// Length of the operator symbol that "operator" at `at` ends with ("operator<<" has 2), longest first; 0 when it is no
// operator or a named one (operator new, operator bool).
std::size_t operator_symbol(std::string_view text, std::size_t at) {
  if (at > 0 && is_identifier(text[at - 1])) return 0;
  const std::string_view rest = text.substr(at + 8);
  for (const std::string_view symbol : {"<=>", "<<=", ">>=", "->*", "->", "<<", ">>", "<=", ">=", "()", "<", ">"}) {
    if (rest.starts_with(symbol)) return symbol.size();
  }
  return 0;
}

// For each bracket its partner's position, for all else no_index. "<" and ">" that compare, shift or point are not
// brackets; what has no partner is text. One pass with a stack, so that two megabytes of "(" cost no more than any
// other text.
struct Brackets {
  std::vector<std::uint32_t> partner;
  std::vector<std::uint8_t> symbol;  // part of an operator's name
};

Brackets match_brackets(std::string_view text) {
  Brackets result{std::vector<std::uint32_t>(text.size(), no_index), std::vector<std::uint8_t>(text.size(), 0)};
  std::vector<std::uint32_t> open;
  std::size_t open_round = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == 'o' && text.substr(i, 8) == "operator") {
      const std::size_t length = operator_symbol(text, i);
      std::fill_n(result.symbol.begin() + static_cast<std::ptrdiff_t>(i + 8), length, std::uint8_t{1});
      i += 7 + length;
      continue;
    }
    const char c = text[i];
    if (c == '(' || c == '<') {
      open.push_back(static_cast<std::uint32_t>(i));
      open_round += c == '(' ? 1 : 0;
    } else if (c == ')' && open_round > 0) {
      while (text[open.back()] != '(') open.pop_back();  // a "<" in between was a comparison
    } else if (c == '>' && (open.empty() || text[open.back()] != '<' || text[i - 1] == '-')) {
      continue;
    }
    if ((c == ')' && open_round > 0) || (c == '>' && !open.empty())) {
      open_round -= c == ')' ? 1 : 0;
      result.partner[open.back()] = static_cast<std::uint32_t>(i);
      open.pop_back();
    }
  }
  return result;
}

// Groups that are names by themselves, not arguments of one: <lambda(int)>, Java's .<init>, Python's .<locals>, Go's
// (*T), (anonymous namespace).
bool is_part_of_name(std::string_view text, std::size_t open, const Brackets& brackets) {
  if (open == 0) return true;
  const char before = text[open - 1];
  if (text[open] == '(') {
    return !(is_identifier(before) || before == ')' || before == '>' || before == ']' || before == '}' ||
             brackets.symbol[open - 1] != 0);
  }
  if (before == '.') return true;
  return before == ':' && (text.substr(open).starts_with("<lambda") || text.substr(open).starts_with("<unnamed"));
}

}  // namespace

std::string comparable_name(std::string_view name) { return without_addresses(without_rust_hash(name)); }

DisplayName display_name(const FrameParts& parts) {
  if (is_c_function(parts)) return display_c_function(parts.name);
  DisplayName result;
  result.name = comparable_name(parts.name);
  if (parts.file == "~") {
    result.where = "C function";
  } else if (parts.has_file) {
    const std::string_view frozen = frozen_module(parts.file);
    result.where = frozen.empty() ? short_file(parts.file) : frozen;
    if (parts.has_line) result.where += ':' + std::to_string(parts.line);
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
  if (frames.form() == Frames::Form::texts && !parts.has_file) return std::string(frames.text(frame));
  if (parts.file == "~" && parts.line == 0) {
    if (parts.name.size() < 2 || parts.name.front() != '<' || parts.name.back() != '>') return std::string(parts.name);
    return '{' + std::string(parts.name.substr(1, parts.name.size() - 2)) + '}';
  }
  return std::string(parts.file) + ':' + std::to_string(parts.line) + '(' + std::string(parts.name) + ')';
}

std::string strip_arguments(std::string_view name) {
  if (name.empty() || name.front() == '<' || name.find_first_of("(<") == npos) return std::string(name);
  const Brackets brackets = match_brackets(name);
  std::string result;
  result.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (brackets.partner[i] == no_index) {
      result.push_back(name[i]);
      continue;
    }
    const std::size_t close = brackets.partner[i];
    if (is_part_of_name(name, i, brackets)) {
      // Its own arguments go: <lambda(int)> is <lambda>.
      std::string_view inside = name.substr(i, close + 1 - i);
      if (const std::size_t arguments = inside.find('('); name[i] == '<' && arguments != npos) {
        result.append(inside.substr(0, arguments)).push_back('>');
      } else {
        result.append(inside);
      }
    } else if (result.ends_with("::") && name[i] == '<') {
      result.resize(result.size() - 2);  // Rust's collect::<Vec<_>>
    } else if (result.ends_with(' ')) {
      result.pop_back();  // operator<< <char>
    } else if (name[i] == '(' && name.substr(close + 1).starts_with(" const")) {
      i = close + 6;
      continue;
    }
    i = close;
  }
  return result.empty() ? std::string(name) : result;
}

std::string function_text(const FrameParts& parts) {
  DisplayName display = display_name(parts);
  if (display.where.empty() || is_c_function(parts)) return std::move(display.name);
  return display.name + " (" + display.where + ')';
}

std::vector<std::string> shorter_forms(std::string_view name) {
  std::vector<std::string> forms{std::string(name)};
  const auto add = [&](std::string_view form) {
    if (!form.empty() && form.size() < forms.back().size()) forms.emplace_back(form);
  };
  const std::string stripped = strip_arguments(name);
  add(stripped);
  // Starts of the components a/b, a.b, a::b, a:.b outside of brackets; "libc.so.6" and "3.14" are not taken apart.
  const std::string_view text = stripped;
  std::size_t last = 0;
  std::size_t before_last = 0;
  std::size_t package = 0;
  int depth = 0;
  if (!text.empty() && text.front() != '<' && text.front() != '[') {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      const char c = text[i];
      if (c == '(' || c == '<' || c == '{' || c == '[') ++depth;
      if (c == ')' || c == '>' || c == '}' || c == ']') depth = std::max(0, depth - 1);
      const bool ends = c == '/' || c == '.' || (c == ':' && i > 0 && text[i - 1] == ':');
      const char next = text[i + 1];
      if (depth > 0 || !ends || next == '.' || next == ':' || next == '/' || (next >= '0' && next <= '9')) continue;
      before_last = last;
      last = i + 1;
      if (c == '/') package = last;
    }
  }
  add(text.substr(package));
  add(text.substr(before_last));
  add(text.substr(last));
  return forms;
}

}  // namespace p2g
