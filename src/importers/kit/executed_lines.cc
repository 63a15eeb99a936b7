#include "src/importers/kit/executed_lines.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/base/words.h"
#include "src/model/renumber.h"

namespace p2g {
namespace {

bool is_python_file(std::string_view file) {
  // <frozen importlib._bootstrap>, <string>, <stdin>, <decorator-gen-7>; but <anonymous> is V8's.
  if (file.starts_with('<')) return file != "<anonymous>";
  for (const std::string_view suffix : {".py", ".pyx", ".pyw", ".pxd", ".pxi"}) {
    if (file.ends_with(suffix)) return true;
  }
  return false;
}

// `name (file.py:12)` and `file.py:name:12`, not flameprof's `file.py:12:name`. What most names are not is seen at
// once.
bool ends_with_line(std::string_view text) {
  if (text.size() < 4) return false;
  if (text.back() == ')') return is_digit(text[text.size() - 2]);
  return is_digit(text.back()) && text.find_first_not_of("0123456789", text.rfind(':') + 1) == std::string_view::npos;
}

// "name (file.py)" of a frame's text with a line; empty where the text is the function.
std::string function_of_line(std::string_view text) {
  if (!ends_with_line(text)) return {};
  const FrameParts parts = parse_frame_text(text);
  if (!parts.has_line || parts.kind != FrameKind::plain || !is_python_file(parts.file)) return {};
  std::string function(parts.name);
  function.append(" (").append(parts.file) += ')';
  return function;
}

// By frame: the line that was being executed in it, 0 where nobody knows.
void note_lines(Profile& profile, const std::vector<std::int32_t>& line_of) {
  const Stacks& stacks = profile.stacks();
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::int32_t line = line_of[stacks.frame[node]];
    if (line > 0 && stacks.self[node] > 0) profile.lines.costs.push_back({node, 0, line, stacks.self[node]});
  }
}

}  // namespace

bool lines_are_executed(const Frames& frames) {
  struct Function {
    std::int32_t line = 0;  // of the frame that was seen first
    bool at_several = false;
  };
  std::unordered_map<std::string, Function> functions;  // looked up and counted, the order is of no matter
  bool has_modules = false;
  for (FrameId id = 0; id < frames.size(); ++id) {
    std::string text = function_of_line(frames.text(id));
    if (text.empty()) continue;
    const FrameParts parts = frames.parts(id);
    if (parts.name == "<module>") {
      if (parts.line > 1) return true;
      has_modules = true;
    }
    if (parts.name.starts_with('<')) continue;  // <lambda>, <genexpr>: a file has many
    const auto [found, is_new] = functions.try_emplace(std::move(text), Function{parts.line});
    if (!is_new && found->second.line != parts.line) found->second.at_several = true;
  }
  if (has_modules) return false;
  const auto several =
      std::count_if(functions.begin(), functions.end(), [](const auto& each) { return each.second.at_several; });
  return several > 0 && static_cast<std::size_t>(several) * 4 >= functions.size();
}

void join_executed_lines(Profile& profile, bool with_lines) {
  const Frames& frames = profile.frames;
  Frames functions;
  std::vector<FrameId> ids(frames.size());
  std::vector<std::int32_t> lines(frames.size(), 0);
  bool joins = false;
  for (FrameId id = 0; id < frames.size(); ++id) {
    const std::string function = function_of_line(frames.text(id));
    joins = joins || !function.empty();
    if (with_lines && !function.empty()) lines[id] = frames.parts(id).line;
    ids[id] = function.empty() ? functions.add(frames, id) : functions.add(function);
  }
  if (with_lines) note_lines(profile, lines);
  if (joins) renumber(profile, ids, std::move(functions));
}

}  // namespace p2g
