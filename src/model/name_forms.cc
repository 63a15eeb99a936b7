#include "src/model/name_forms.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "src/base/no_index.h"

namespace p2g {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_identifier(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_one_of(char c, std::string_view set) { return set.find(c) != npos; }

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

class BracketMatcher {
 public:
  explicit BracketMatcher(std::string_view text)
      : text_(text), found_{std::vector(text.size(), no_index), std::vector<std::uint8_t>(text.size(), 0)} {}

  Brackets run() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == 'o' && text_.substr(i, 8) == "operator")
        i = skip_operator(i);
      else
        look_at(i);
    }
    return std::move(found_);
  }

 private:
  // Returns the last position of the operator's name, which begins at `at`.
  std::size_t skip_operator(std::size_t at) {
    const std::size_t length = operator_symbol(text_, at);
    std::fill_n(found_.symbol.begin() + static_cast<std::ptrdiff_t>(at + 8), length, std::uint8_t{1});
    return at + 7 + length;
  }

  void look_at(std::size_t at) {
    const char c = text_[at];
    if (c == '(' || c == '<') {
      open_.push_back(static_cast<std::uint32_t>(at));
      open_round_ += c == '(' ? 1 : 0;
    } else if (c == ')' && open_round_ > 0) {
      while (text_[open_.back()] != '(') open_.pop_back();  // a "<" in between was a comparison
      --open_round_;
      close(at);
    } else if (c == '>' && !open_.empty() && text_[open_.back()] == '<' && text_[at - 1] != '-') {  // "->" points
      close(at);
    }
  }

  void close(std::size_t at) {
    found_.partner[open_.back()] = static_cast<std::uint32_t>(at);
    open_.pop_back();
  }

  const std::string_view text_;
  Brackets found_;
  std::vector<std::uint32_t> open_;  // brackets that wait for their partner, the innermost last
  std::size_t open_round_ = 0;       // "(" among them: a ")" without one must not empty the stack
};

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

// Writes what stays of the group that opens at `open`, and returns its last position.
std::size_t strip_group(std::string_view name, const Brackets& brackets, std::size_t open, std::string& result) {
  const std::size_t close = brackets.partner[open];
  if (is_part_of_name(name, open, brackets)) {
    // Its own arguments go: <lambda(int)> is <lambda>.
    const std::string_view group = name.substr(open, close + 1 - open);
    if (const std::size_t arguments = group.find('('); name[open] == '<' && arguments != npos) {
      result.append(group.substr(0, arguments)).push_back('>');
    } else {
      result.append(group);
    }
  } else if (result.ends_with("::") && name[open] == '<') {
    result.resize(result.size() - 2);  // Rust's collect::<Vec<_>>
  } else if (result.ends_with(' ')) {
    result.pop_back();  // operator<< <char>
  } else if (name[open] == '(' && name.substr(close + 1).starts_with(" const")) {
    return close + 6;
  }
  return close;
}

// Where the last components of a name begin. "libc.so.6" and "3.14" are not taken apart.
struct Components {
  std::size_t package = 0;  // behind the last "/"
  std::size_t before_last = 0, last = 0;
};

// Components are separated by / . :: and Go's :. as far as they stand outside of brackets.
Components find_components(std::string_view text) {
  Components found;
  int depth = 0;
  if (text.empty() || text.front() == '<' || text.front() == '[') return found;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if (is_one_of(c, "(<{[")) ++depth;
    // Names may close what they never opened (operator>).
    if (is_one_of(c, ")>}]")) depth = std::max(0, depth - 1);
    const bool ends = c == '/' || c == '.' || (c == ':' && i > 0 && text[i - 1] == ':');
    // A digit goes on with a version or a number; a second separator belongs to the first.
    if (depth > 0 || !ends || is_one_of(text[i + 1], "./:0123456789")) continue;
    found.before_last = found.last;
    found.last = i + 1;
    if (c == '/') found.package = found.last;
  }
  return found;
}

}  // namespace

std::string strip_arguments(std::string_view name) {
  if (name.empty() || name.front() == '<' || name.find_first_of("(<") == npos) return std::string(name);
  const Brackets brackets = BracketMatcher(name).run();
  std::string result;
  result.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (brackets.partner[i] == no_index)
      result.push_back(name[i]);
    else
      i = strip_group(name, brackets, i, result);
  }
  // A name that was all arguments would leave nothing to call it by.
  return result.empty() ? std::string(name) : result;
}

std::vector<std::string> shorter_forms(std::string_view name) {
  std::vector<std::string> forms{std::string(name)};
  const auto add = [&](std::string_view form) {
    if (!form.empty() && form.size() < forms.back().size()) forms.emplace_back(form);
  };
  const std::string stripped = strip_arguments(name);
  add(stripped);
  const std::string_view text = stripped;
  const Components found = find_components(text);
  add(text.substr(found.package));
  add(text.substr(found.before_last));
  add(text.substr(found.last));
  return forms;
}

}  // namespace p2g
