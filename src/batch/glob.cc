#include "src/batch/glob.h"

#include <cstddef>

namespace p2g {
namespace {

struct ClassMatch {
  std::size_t size = 0;  // of the class in the pattern; 0: the bracket is no class, but a letter
  bool matches = false;
};

// Of "[a-z]" at the beginning of a pattern.
ClassMatch match_class(std::string_view pattern, char letter) {
  const bool negated = pattern.size() > 1 && (pattern[1] == '!' || pattern[1] == '^');
  const std::size_t first = negated ? 2 : 1;
  bool found = false;
  const auto value = static_cast<unsigned char>(letter);
  for (std::size_t i = first; i < pattern.size(); ++i) {
    if (pattern[i] == ']' && i > first) return {i + 1, found != negated};
    const auto low = static_cast<unsigned char>(pattern[i]);
    auto high = low;
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      i += 2;
      high = static_cast<unsigned char>(pattern[i]);
    }
    found = found || (low <= value && value <= high);
  }
  return {};
}

// How many bytes of the pattern match one letter; 0 when it does not.
std::size_t match_one(std::string_view pattern, char letter) {
  if (pattern.empty()) return 0;
  if (pattern.front() == '[') {
    const ClassMatch match = match_class(pattern, letter);
    if (match.size > 0) return match.matches ? match.size : 0;
  }
  return pattern.front() == '?' || pattern.front() == letter ? 1 : 0;
}

}  // namespace

bool is_glob(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

// Of several stars only the last has to be tried again: what comes before it is found as early as possible.
bool glob_matches(std::string_view pattern, std::string_view name) {
  if (name.starts_with('.') && !pattern.starts_with('.')) return false;
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t behind_star = std::string_view::npos;
  std::size_t tried = 0;  // from here on the star ends
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      behind_star = ++p;
      tried = n;
    } else if (const std::size_t size = match_one(pattern.substr(p), name[n]); size > 0) {
      p += size;
      ++n;
    } else if (behind_star != std::string_view::npos) {
      p = behind_star;
      n = ++tried;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace p2g
