#include "src/model/stack_heads.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace p2g {
namespace {

bool is_id(std::string_view text) {
  if (text.starts_with("0x")) text.remove_prefix(2);
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// `process 12:"python app.py"`, P12: the id and what follows it.
void name_process(std::string_view text, Slice& slice) {
  slice.process = text;
  text.remove_prefix(text.starts_with("process ") ? 8 : 1);
  const std::string_view id = text.substr(0, text.find_first_of(": "));
  if (is_id(id)) slice.pid = id;
}

// `thread (34)`, `thread (0x7F12): worker`, `thread (worker)`, tid:34, T34 and T0:34.
void name_thread(std::string_view text, Slice& slice) {
  slice.thread = text;
  if (!text.starts_with("thread (")) {
    slice.tid = text.substr(text.rfind(text.starts_with("tid:") ? ':' : 'T') + 1);
    return;
  }
  text.remove_prefix(8);
  const std::size_t close = text.find("): ");
  const std::string_view inside = text.substr(0, close == std::string_view::npos ? text.rfind(')') : close);
  if (is_id(inside)) slice.tid = inside;
  slice.thread = close == std::string_view::npos ? inside : text.substr(close + 3);
  if (slice.thread.empty()) slice.thread = slice.tid.empty() ? "(no name)" : slice.tid;  // `thread ()`
}

FrameKind head_kind(const Profile& profile, std::uint32_t node) {
  return process_or_thread(profile.frames.text(profile.stacks().frame[node]));
}

}  // namespace

// Most files have no heads, and pay for this look only: the children of the root are found by a search of the column.
bool has_stack_heads(const Profile& profile) {
  const std::vector<std::uint32_t>& parent = profile.stacks().parent;
  const auto next = [&](auto from) { return std::find(from, parent.end(), 0U); };
  for (auto at = next(parent.begin() + 1); at != parent.end(); at = next(at + 1)) {
    if (head_kind(profile, static_cast<std::uint32_t>(at - parent.begin())) != FrameKind::plain) return true;
  }
  return false;
}

// A node has the slice of its parent, unless it goes on with the head of its stack.
StackHeads find_stack_heads(const Profile& profile) {
  const Stacks& stacks = profile.stacks();
  StackHeads found;
  std::map<std::pair<FrameId, FrameId>, std::uint32_t> number;
  const auto number_of = [&](const StackHeads::Head& head) {
    const auto [known, is_new] =
        number.try_emplace({head.process, head.thread}, static_cast<std::uint32_t>(found.heads.size()));
    if (is_new) found.heads.push_back(head);
    return known->second;
  };
  found.of_node.resize(stacks.size());
  found.of_node[0] = number_of({});
  found.is_head.assign(stacks.size(), false);
  found.is_head[0] = true;
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t parent = stacks.parent[node];
    found.of_node[node] = found.of_node[parent];
    if (!found.is_head[parent]) continue;
    StackHeads::Head head = found.heads[found.of_node[parent]];
    const FrameKind kind = head.thread == no_frame ? head_kind(profile, node) : FrameKind::plain;
    if (kind == FrameKind::plain || (kind == FrameKind::process && head.process != no_frame)) continue;
    (kind == FrameKind::thread ? head.thread : head.process) = stacks.frame[node];
    found.is_head[node] = true;
    found.of_node[node] = number_of(head);
  }
  return found;
}

Slice slice_of(const Frames& frames, const StackHeads::Head& head) {
  Slice slice;
  if (head.process != no_frame) name_process(frames.text(head.process), slice);
  if (head.thread != no_frame) name_thread(frames.text(head.thread), slice);
  if (head.process == no_frame && head.thread == no_frame) slice.thread = "(no thread)";
  return slice;
}

}  // namespace p2g
