#include "src/importers/kit/separators.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "src/model/renumber.h"

namespace p2g {
namespace {

// Whether a frame is in no stack the first or the last.
bool is_always_between(const Stacks& stacks, FrameId frame) {
  std::vector<bool> has_child(stacks.size(), false);
  for (std::size_t node = 1; node < stacks.size(); ++node) has_child[stacks.parent[node]] = true;
  bool found = false;
  for (std::size_t node = 1; node < stacks.size(); ++node) {
    if (stacks.frame[node] != frame) continue;
    if (stacks.parent[node] == 0 || stacks.self[node] != 0 || !has_child[node]) return false;
    found = true;
  }
  return found;
}

std::vector<FrameId> find_separators(const Profile& profile) {
  std::vector<FrameId> found;
  for (FrameId frame = 0; frame < profile.frames.size(); ++frame) {
    const std::string_view text = profile.frames.text(frame);
    if ((text == "-" || text == "--") && is_always_between(profile.stacks(), frame)) found.push_back(frame);
  }
  return found;
}

}  // namespace

void remove_separators(Profile& profile) {
  const std::vector<FrameId> separators = find_separators(profile);
  if (separators.empty()) return;  // nearly always
  Frames frames;
  std::vector<FrameId> ids(profile.frames.size(), no_frame);
  for (FrameId frame = 0; frame < ids.size(); ++frame) {
    const bool stays = std::find(separators.begin(), separators.end(), frame) == separators.end();
    if (stays) ids[frame] = frames.add(profile.frames.text(frame));
  }
  renumber(profile, ids, std::move(frames));
}

}  // namespace p2g
