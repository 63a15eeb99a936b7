#include "src/passes/graph/group_rules.h"

#include "src/base/embedded.h"
#include "src/base/take_line.h"

namespace p2g {
namespace {

void add_rules(std::string_view text, std::vector<FunctionRule>& rules) {
  const std::string_view name = take_line(text);
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    const std::size_t blank = line.find(' ');
    if (line.starts_with('#') || blank == std::string_view::npos) continue;
    const std::string_view file = line.substr(0, blank);
    rules.push_back({name, file == "*" ? std::string_view() : file, line.substr(blank + 1)});
  }
}

}  // namespace

const std::vector<FunctionRule>& group_rules() {
  static const std::vector<FunctionRule> rules = [] {
    std::vector<FunctionRule> all;
    for (const EmbeddedFile& file : embedded_files())
      if (file.name.ends_with(".group")) add_rules(file.bytes, all);
    return all;
  }();
  return rules;
}

}  // namespace p2g
