// Which machinery is known by name: event loops, test runners, frameworks. Data, so that a line adds one.
#pragma once

#include <string_view>
#include <vector>

#include "src/model/frame.h"

namespace p2g {

// A function is of the group when its file ends with `file` (behind a slash or whole, one * is anything; empty: any
// file or none) and its name is one of `names`, words that may end in * for what begins like them. Names may be
// qualified
// ("java.lang.Thread.run"). Names with blanks have a rule of their own.
struct GroupRule {
  std::string_view group;
  std::string_view file;
  std::string_view names;
};
const std::vector<GroupRule>& group_rules();

// Tells which group a function is of: the first rule that matches.
class GroupMatcher {
 public:
  GroupMatcher();
  // Empty: none.
  std::string_view group_of(const FrameParts& parts) const;

 private:
  struct Name {
    std::string_view text;
    std::size_t rule;
  };
  static bool is_file_of(const GroupRule& rule, std::string_view file);
  std::vector<Name> exact_, beginnings_;  // by text; by rule
};

}  // namespace p2g
