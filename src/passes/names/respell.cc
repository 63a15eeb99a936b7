#include "src/passes/names/respell.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/rows.h"
#include "src/model/renumber.h"

namespace p2g {
namespace {

// A text with other words in the places of its name and its file.
std::string respelled_text(std::string_view text, const FrameParts& parts, const Spelling& spelling) {
  std::string result(text);
  const auto replace = [&](std::string_view part, const std::string& by) {
    if (!part.empty()) result.replace(static_cast<std::size_t>(part.data() - text.data()), part.size(), by);
  };
  if (spelling.as_plain && parts.kind != FrameKind::plain && result.ends_with(']')) result.resize(result.size() - 4);
  // The one that stands behind comes first, so that the other one's place stays.
  if (parts.file.data() > parts.name.data()) {
    replace(parts.file, spelling.file);
    replace(parts.name, spelling.name);
  } else {
    replace(parts.name, spelling.name);
    replace(parts.file, spelling.file);
  }
  return result;
}

// As the input has it, with its file where there is one.
std::string written(const Frames& frames, FrameId frame) {
  if (frames.is_text(frame)) return std::string(frames.text(frame));
  const FrameParts parts = frames.parts(frame);
  std::string text(parts.name);
  if (!parts.has_file || parts.file == "~") return text;
  text.append(" (").append(parts.file);
  if (parts.has_line) text.append(":").append(std::to_string(parts.line));
  return text + ')';
}

void keep_spellings(Frames& into, FrameId id, const Frames& from, FrameId frame) {
  if (from.spellings(frame).empty()) into.add_spelling(id, written(from, frame));
  for (const std::string& text : from.spellings(frame)) into.add_spelling(id, text);
}

FrameId add_respelled(Frames& into, const Frames& from, FrameId frame, const Spelling& spelling) {
  const FrameParts parts = from.parts(frame);
  if (from.is_text(frame)) return into.add(respelled_text(from.text(frame), parts, spelling));
  Strings& strings = into.strings();
  Frames::More more{.kind = spelling.as_plain ? FrameKind::plain : parts.kind};
  if (!parts.module.empty()) more.module = strings.intern(parts.module);
  const StringId file = strings.intern(spelling.file);
  return into.add(file, parts.line, strings.intern(spelling.name), more);
}

UnitedFrames build(const Frames& from, const Spellings& spellings) {
  UnitedFrames result;
  std::vector<FrameId>& ids = result.ids.emplace_back();
  for (FrameId id = 0; id < from.size(); ++id) {
    const auto spelling = spellings.find(id);
    const bool same = spelling == spellings.end();
    ids.push_back(same ? result.frames.add(from, id) : add_respelled(result.frames, from, id, spelling->second));
    if (!same) keep_spellings(result.frames, ids.back(), from, id);
  }
  // What was called so all the time is one of the spellings as soon as there are others.
  for (FrameId id = 0; id < from.size(); ++id) {
    const bool same = !spellings.contains(id);
    if (same && !result.frames.spellings(ids[id]).empty()) keep_spellings(result.frames, ids[id], from, id);
  }
  return result;
}

// Frames that get one id with others.
std::vector<std::vector<FrameId>> groups_of(const std::vector<FrameId>& ids, std::size_t frames) {
  const Rows by_id = group_rows(frames, ids.size(), [&](std::uint32_t i) { return ids[i]; });
  std::vector<std::vector<FrameId>> groups;
  for (std::uint32_t id = 0; id < frames; ++id) {
    if (by_id[id].size() > 1) groups.emplace_back(by_id[id].begin(), by_id[id].end());
  }
  return groups;
}

// Whether one of a group leads to another. All questions together look at so many calls at most; what is still open
// then counts as connected, which is no less exact.
class Connections {
 public:
  explicit Connections(const Calls& calls)
      : calls_(calls),
        by_caller_(group_rows(calls.functions.size(), calls.edges.size(),
                              [&](std::uint32_t i) { return calls.edges.caller(i); })),
        seen_by_(calls.functions.size(), no_frame),
        group_of_(calls.functions.size(), 0) {}

  bool connects(const std::vector<FrameId>& group) {
    ++group_;
    for (const FrameId member : group) group_of_[member] = group_;
    for (const FrameId member : group) {
      if (reaches_another(member)) return true;
    }
    return false;
  }

 private:
  bool reaches_another(FrameId from) {
    std::vector<FrameId> open{from};
    seen_by_[from] = from;
    while (!open.empty()) {
      const FrameId caller = open.back();
      open.pop_back();
      for (const std::uint32_t edge : by_caller_[caller]) {
        if (left_ == 0) return true;
        --left_;
        const FrameId callee = calls_.edges.callee(edge);
        if (callee != from && group_of_[callee] == group_) return true;
        if (seen_by_[callee] == from) continue;
        seen_by_[callee] = from;
        open.push_back(callee);
      }
    }
    return false;
  }

  const Calls& calls_;
  Rows by_caller_;
  std::vector<FrameId> seen_by_;
  std::vector<std::uint32_t> group_of_;
  std::uint32_t group_ = 0;
  std::uint64_t left_ = 20'000'000;
};

std::size_t keep_connected(const Calls& calls, const UnitedFrames& united, Spellings& spellings) {
  const std::vector<std::vector<FrameId>> groups = groups_of(united.ids.front(), united.frames.size());
  if (groups.empty()) return 0;
  Connections connections(calls);
  std::size_t kept = 0;
  for (const std::vector<FrameId>& group : groups) {
    if (!connections.connects(group)) continue;
    kept += group.size();
    for (const FrameId frame : group) spellings.erase(frame);
  }
  return kept;
}

}  // namespace

std::size_t respell(Profile& profile, Spellings spellings) {
  if (spellings.empty()) return 0;
  UnitedFrames united = build(profile.frames, spellings);
  std::size_t kept = 0;
  if (!profile.has_stacks() && united.frames.size() < profile.frames.size()) {
    kept = keep_connected(profile.calls(), united, spellings);
    if (kept > 0) united = build(profile.frames, spellings);
  }
  renumber(profile, united.ids.front(), std::move(united.frames));
  return kept;
}

}  // namespace p2g
