// Functions that are known by name and file: tables of them are data, so that a line adds one.
#pragma once

#include <string_view>
#include <vector>

#include "src/model/frame.h"

namespace p2g {

// A function is of the kind when its file ends with `file` (behind a slash or whole, one * is anything; empty: any
// file or none; no_file: none) and its name is one of `names`, words that may end in * for what begins like them. Names
// may be qualified ("java.lang.Thread.run"). A name in <> or () with blanks has a rule of its own.
struct FunctionRule {
  std::string_view kind;
  std::string_view file;
  std::string_view names;
};
inline constexpr std::string_view no_file = "-";

// Tells which kind a function is of: the first rule that matches. The rules outlive it.
class FunctionMatcher {
 public:
  explicit FunctionMatcher(const std::vector<FunctionRule>& rules);
  // Empty: none.
  std::string_view kind_of(const FrameParts& parts) const;

 private:
  struct Name {
    std::string_view text;
    std::size_t rule;
  };
  static bool is_file_of(const FunctionRule& rule, std::string_view file);
  const std::vector<FunctionRule>& rules_;
  std::vector<Name> exact_, beginnings_;  // by text; by rule
};

}  // namespace p2g
