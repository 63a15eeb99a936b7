#include "src/passes/graph/function_rules.h"

#include <algorithm>

#include "src/base/npos.h"

namespace p2g {
namespace {

// A name with blanks is a rule of its own.
std::vector<std::string_view> words_of(std::string_view names) {
  if (!names.empty() && (names.front() == '<' || names.front() == '(') && names.find(' ') != npos) return {names};
  std::vector<std::string_view> words;
  while (!names.empty()) {
    const std::size_t end = std::min(names.find(' '), names.size());
    if (end > 0) words.push_back(names.substr(0, end));
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return words;
}

// Whether `text` ends like `pattern`, in which one * stands for anything.
bool ends_like(std::string_view text, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == npos) {
    if (!text.ends_with(pattern)) return false;
    return text.size() == pattern.size() || text[text.size() - pattern.size() - 1] == '/';
  }
  const std::string_view head = pattern.substr(0, star), tail = pattern.substr(star + 1);
  if (!text.ends_with(tail)) return false;
  const std::size_t at = text.rfind(head);
  return at != npos && at + head.size() + tail.size() <= text.size() && (at == 0 || text[at - 1] == '/');
}

}  // namespace

FunctionMatcher::FunctionMatcher(const std::vector<FunctionRule>& rules) : rules_(rules) {
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) {
    for (std::string_view word : words_of(rules_[rule].names)) {
      const bool begins = word.ends_with('*');
      if (begins) word.remove_suffix(1);
      (begins ? beginnings_ : exact_).push_back({word, rule});
    }
  }
  std::stable_sort(exact_.begin(), exact_.end(), [](const Name& a, const Name& b) { return a.text < b.text; });
}

bool FunctionMatcher::is_file_of(const FunctionRule& rule, std::string_view file) {
  if (rule.file == no_file) return file.empty();
  return rule.file.empty() || ends_like(file, rule.file);
}

std::string_view FunctionMatcher::kind_of(const FrameParts& parts) const {
  std::size_t found = rules_.size();
  const auto first = std::lower_bound(exact_.begin(), exact_.end(), parts.name,
                                      [](const Name& name, std::string_view text) { return name.text < text; });
  for (auto name = first; name != exact_.end() && name->text == parts.name; ++name) {
    if (is_file_of(rules_[name->rule], parts.file)) found = std::min(found, name->rule);
  }
  for (const Name& name : beginnings_) {
    if (name.rule < found && parts.name.starts_with(name.text) && is_file_of(rules_[name.rule], parts.file))
      found = name.rule;
  }
  return found < rules_.size() ? rules_[found].kind : std::string_view();
}

}  // namespace p2g
