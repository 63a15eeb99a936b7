#include "src/model/name_forms.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "src/base/no_index.h"
#include "src/base/npos.h"

namespace p2g {
namespace {

bool is_identifier(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
// The set is a literal, so this becomes a few comparisons, where find() is a call for each character of each name.
template <std::size_t size>
constexpr bool is_one_of(char c, const char (&set)[size]) {
  for (std::size_t i = 0; i + 1 < size; ++i) {
    if (set[i] == c) return true;
  }
  return false;
}

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

// A path or a library: its last component says all, and the suffix is no function.
bool is_path(std::string_view text) {
  if (text.find(' ') != npos) return false;
  text = text.substr(0, text.find("+0x"));
  const auto is_number = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == ':' || c == '*'; };
  while (!text.empty() && is_number(text.back())) text.remove_suffix(1);
  const std::size_t dot = text.rfind('.');
  if (dot == npos || dot == 0) return false;
  const std::string_view suffix = text.substr(dot + 1);
  for (const std::string_view known :
       {"so",  "dll", "dylib", "exe", "ko", "map", "jar", "wasm", "py", "pyc", "js", "mjs", "cjs",  "ts", "lua", "rb",
        "php", "pl",  "pm",    "go",  "rs", "c",   "cc",  "cpp",  "h",  "erl", "ex", "exs", "java", "kt", "cs"}) {
    if (suffix == known) return true;
  }
  return false;
}

// A request or a query, as those who trace servers name what they measure.
bool is_statement(std::string_view text) {
  for (const std::string_view verb :
       {"GET ", "POST ", "PUT ", "PATCH ", "HEAD ", "OPTIONS ", "DELETE ", "SELECT ", "INSERT ", "UPDATE ", "WITH "}) {
    if (text.starts_with(verb)) return true;
  }
  return false;
}

// Bytes of the separator of components at `i`: / . :: and, of PHP, C#, Windows, DTrace and Ruby, \ -> ! ` #.
std::size_t separator(std::string_view text, std::size_t i) {
  const std::string_view rest = text.substr(i);
  if (rest.starts_with("::") || rest.starts_with("->")) return 2;
  const bool in_a_name = i > 0 && is_identifier(text[i - 1]);
  if (is_one_of(text[i], "\\!`#")) return in_a_name && rest.size() > 1 && is_identifier(rest[1]) ? 1 : 0;
  return is_one_of(text[i], "/.") ? 1 : 0;
}

// Where the components of a name begin, and the first one behind the package.
struct NameComponents {
  std::vector<std::size_t> begin{0};
  std::size_t package = 0;  // behind the last "/"
};

// As far as separators stand outside of brackets. A digit goes on with a version or a number ("libc.so.6", "3.14",
// "func1.2"), a second separator belongs to the first.
NameComponents find_components(std::string_view text) {
  NameComponents found;
  int depth = 0;
  if (text.empty() || text.front() == '[' || is_statement(text)) return found;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char c = text[i];
    const std::size_t length = separator(text, i);
    if (is_one_of(c, "(<{[")) ++depth;
    // Names may close what they never opened (operator>); "->" closes nothing.
    if (is_one_of(c, ")>}]") && (c != '>' || i == 0 || text[i - 1] != '-')) depth = std::max(0, depth - 1);
    const std::size_t next = i + length;
    if (depth > 0 || length == 0 || next >= text.size() || is_one_of(text[next], "./:0123456789")) continue;
    found.begin.push_back(next);
    if (c == '/' || c == '\\') found.package = next;
  }
  return found;
}

bool is_numbered(std::string_view text, std::string_view word) {
  if (!text.starts_with(word) || text.size() == word.size()) return false;
  return text.substr(word.size()).find_first_not_of("0123456789.") == npos;
}

// What says nothing without the function that it is in: closures, lambdas, and methods that only call one.
bool needs_owner(std::string_view component, std::string_view owner) {
  while (!component.empty() && is_one_of(component.back(), ":.")) component.remove_suffix(1);
  if (component.empty() || component.front() == '{' || component.front() == '<') return true;
  if (component.starts_with("(anonymous") || component.starts_with("operator()")) return true;
  for (const std::string_view word : {"func", "gowrap", "deferwrap", "$_", "init."}) {
    if (is_numbered(component, word)) return true;
  }
  if (owner.find('$') == npos) return false;
  for (const std::string_view method :
       {"run", "call", "apply", "accept", "get", "invoke", "invokeStatic", "doInvoke"}) {
    if (component == method) return true;
  }
  return false;
}

// C#'s methods of code that the compiler moved: "Cart+<TotalAsync>d__4.MoveNext" is Cart.TotalAsync, "<Total>b__1_0" a
// lambda in Total, "<Total>g__Add|2_0" the local function Add.
std::string moved_code(std::string_view name) {
  std::size_t open = name.find('<');
  while (open != npos && name.substr(open).starts_with("<>")) open = name.find('<', open + 1);
  const std::size_t close = open == npos ? npos : name.find('>', open);
  if (close == npos || close + 3 >= name.size() || name.substr(close + 2, 2) != "__") return {};
  const char kind = name[close + 1];
  std::string_view owner = name.substr(0, open);
  if (const std::size_t made = owner.find("<>"); made != npos) owner = owner.substr(0, made);
  while (!owner.empty() && is_one_of(owner.back(), "+/.")) owner.remove_suffix(1);
  std::string result(owner);
  if (!result.empty()) result += '.';
  result += name.substr(open + 1, close - open - 1);
  const std::string_view rest = name.substr(close + 4);
  if (kind == 'd') return result;
  if (kind == 'b') return result + ".{lambda}";
  return kind == 'g' ? result + '.' + std::string(rest.substr(0, rest.find('|'))) : std::string();
}

// Ruby's "block in Cart#total" and Swift's "closure #1 in Cart.total": the words stay with every form.
std::string_view leading_words(std::string_view name) {
  for (const std::string_view word : {"block ", "rescue ", "ensure ", "closure #"}) {
    const std::size_t in = name.starts_with(word) ? name.find("in ") : npos;
    if (in != npos) return name.substr(0, in + 3);
  }
  return {};
}

// Swift writes what a function returns behind it.
std::string_view without_result(std::string_view name) {
  int depth = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_one_of(name[i], "(<{[")) ++depth;
    if (is_one_of(name[i], ")>}]") && (i == 0 || name[i - 1] != '-')) depth = std::max(0, depth - 1);
    if (depth == 0 && i > 0 && name.substr(i).starts_with(" -> ")) return name.substr(0, i);
  }
  return name;
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
  const std::string words(leading_words(name));
  const auto add = [&](std::string_view form) {
    if (!form.empty() && words.size() + form.size() < forms.back().size()) forms.push_back(words + std::string(form));
  };
  if (is_path(name)) {
    const std::size_t slash = name.find_last_of("/\\");
    if (slash != npos) add(name.substr(slash + 1));
    return forms;
  }
  std::string stripped = moved_code(name);
  if (stripped.empty()) stripped = strip_arguments(without_result(name.substr(words.size())));
  add(stripped);
  const std::string_view text = stripped;
  const NameComponents found = find_components(text);
  std::size_t last = found.begin.size() - 1;
  const auto component = [&](std::size_t i) {
    return text.substr(found.begin[i], i + 1 < found.begin.size() ? found.begin[i + 1] - found.begin[i] : npos);
  };
  while (last > 0 && needs_owner(component(last), component(last - 1))) --last;
  add(text.substr(std::min(found.package, found.begin[last])));
  if (last > 0) add(text.substr(found.begin[last - 1]));
  add(text.substr(found.begin[last]));
  return forms;
}

}  // namespace p2g
