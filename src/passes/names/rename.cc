#include "src/passes/names/rename.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

#include "src/model/name_forms.h"
#include "src/model/stable_name.h"
#include "src/passes/names/respell.h"

namespace p2g {
namespace {

constexpr std::string_view cold = ".cold";

// The part of a function that GCC moves out of the way is called like a member "cold" of it. It is one only if there is
// such a function: "Store.cold" is somebody's own name.
void join_cold_parts(const Frames& frames, Spellings& spellings) {
  std::vector<FrameId> parts_of_others;
  for (FrameId id = 0; id < frames.size(); ++id) {
    if (frames.text(id).find(cold) == std::string_view::npos) continue;
    if (frames.parts(id).name.ends_with(cold)) parts_of_others.push_back(id);
  }
  if (parts_of_others.empty()) return;
  std::unordered_set<std::string_view> names;  // looked up, never walked
  for (FrameId id = 0; id < frames.size(); ++id) names.insert(frames.parts(id).name);
  for (const FrameId id : parts_of_others) {
    const FrameParts parts = frames.parts(id);
    const std::string_view whole = parts.name.substr(0, parts.name.size() - cold.size());
    if (whole.empty() || !names.contains(whole)) continue;
    spellings.insert_or_assign(id, Spelling{stable_name(whole, NameScope::any_run), std::string(parts.file)});
  }
}

// Python's functions are called as they were written. Addresses that stand in some of their names tell one object of a
// run from another: they are left to those who compare runs, and out of labels (display_name()).
bool is_made(const Frames& frames, FrameId frame, bool is_python) {
  return !is_python && may_differ(frames.text(frame), NameScope::any_run) &&
         (frames.is_text(frame) || frames.parts(frame).file != "~");
}

void rename(std::string& name, const NameRules& rules) {
  if (rules.merge_stripped) name = strip_arguments(name);
  for (const Rewrite& rewrite : rules.rewrites) {
    // ";" would tear a stack where it is printed.
    if (rewrite.apply(name)) std::replace(name.begin(), name.end(), ';', ':');
  }
}

}  // namespace

std::size_t rename_frames(Profile& profile, const NameRules& rules) {
  const Frames& frames = profile.frames;
  Spellings spellings;
  const bool is_python = profile.format == "pstats";
  if (!rules.exact && !is_python) join_cold_parts(frames, spellings);
  for (FrameId id = 0; id < frames.size(); ++id) {
    const bool made = !rules.exact && is_made(frames, id, is_python);
    if (!made && !rules.asked()) continue;
    const FrameParts parts = frames.parts(id);
    const auto known = spellings.find(id);
    std::string name = known != spellings.end() ? known->second.name : std::string(parts.name);
    if (made) name = stable_name(name, NameScope::any_run);
    rename(name, rules);
    if (name != parts.name) spellings.insert_or_assign(id, Spelling{std::move(name), std::string(parts.file)});
  }
  return respell(profile, std::move(spellings));
}

void show_stripped(Frames& frames) {
  for (FrameId id = 0; id < frames.size(); ++id) {
    const std::string_view name = frames.parts(id).name;
    if (std::string stripped = strip_arguments(name); stripped != name) frames.show_as(id, stripped);
  }
}

}  // namespace p2g
