#include "src/passes/compare/match.h"

#include <algorithm>
#include <utility>

#include "src/model/names.h"
#include "src/model/renumber.h"
#include "src/model/same_file.h"
#include "src/passes/compare/pair_functions.h"

namespace p2g {
namespace {

SideNames collect(const std::vector<Profile>& runs, bool exact_names) {
  std::vector<const Frames*> tables;
  for (const Profile& run : runs) tables.push_back(&run.frames);
  UnitedFrames united = unite_frames(tables);
  SideNames names;
  names.frames = std::move(united.frames);
  names.of_run = std::move(united.ids);
  for (FrameId id = 0; id < names.frames.size(); ++id) {
    const FrameParts parts = names.frames.parts(id);
    names.file.push_back(comparable_file(parts.file));
    names.shown.push_back(exact_names ? std::string(parts.name) : comparable_name(parts.name));
    names.name.push_back(exact_names ? names.shown.back() : matched_name(parts));
  }
  return names;
}

// Files as they are, but for those that comparable_file() has shortened already.
std::vector<std::string> own_files(const SideNames& names) {
  std::vector<std::string> files;
  for (FrameId id = 0; id < names.frames.size(); ++id) {
    const std::string_view raw = names.frames.parts(id).file;
    if (is_file(raw) && names.file[id].size() == raw.size()) files.push_back(names.file[id]);
  }
  return files;
}

void strip_prefix(SideNames& names, const std::string& prefix) {
  if (prefix.empty()) return;
  for (std::string& file : names.file) {
    if (file.starts_with(prefix) && file.size() > prefix.size()) file.erase(0, prefix.size());
  }
}

// Numbers the functions of one name in one file from the top; those on one line are one function.
void identify(SideNames& names, Strings& identities, bool lines_tell) {
  std::vector<FrameId> order(names.frames.size());
  for (FrameId id = 0; id < order.size(); ++id) order[id] = id;
  const auto same_place = [&](FrameId a, FrameId b) {
    return names.file[a] == names.file[b] && names.name[a] == names.name[b] &&
           names.frames.parts(a).kind == names.frames.parts(b).kind;
  };
  std::sort(order.begin(), order.end(), [&](FrameId a, FrameId b) {
    if (const int by_file = names.file[a].compare(names.file[b]); by_file != 0) return by_file < 0;
    if (const int by_name = names.name[a].compare(names.name[b]); by_name != 0) return by_name < 0;
    const FrameParts x = names.frames.parts(a);
    const FrameParts y = names.frames.parts(b);
    if (x.kind != y.kind) return x.kind < y.kind;
    if (x.line != y.line) return x.line < y.line;
    if (x.column != y.column) return x.column < y.column;
    return names.frames.compare(a, b) < 0;
  });
  names.identity.assign(order.size(), Strings::none);
  std::size_t ordinal = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const FrameId id = order[i];
    const FrameParts parts = names.frames.parts(id);
    if (i == 0 || !same_place(order[i - 1], id)) {
      ordinal = 0;
    } else {
      const FrameParts before = names.frames.parts(order[i - 1]);
      const bool elsewhere = before.line != parts.line || (parts.begins && before.column != parts.column);
      if (elsewhere && (lines_tell || parts.begins)) ++ordinal;
    }
    std::string key = names.file[id];  // first: find_renamed_files() puts another in its place
    key += '\0' + names.name[id] + '\0' + std::to_string(static_cast<int>(parts.kind)) + ' ' + std::to_string(ordinal);
    names.identity[id] = identities.intern(key);
  }
}

// The first frame of each identity by name; no_frame where the side has no such function.
std::vector<FrameId> representatives(const SideNames& names, std::size_t identities) {
  std::vector<FrameId> first(identities, no_frame);
  for (FrameId id = 0; id < names.frames.size(); ++id) {
    FrameId& chosen = first[names.identity[id]];
    if (chosen == no_frame || names.frames.compare(id, chosen) < 0) chosen = id;
  }
  return first;
}

// Adds a function to the common table. What two functions would share (the same line on either side, though they are
// not the same) gets a line that no file has, which counts as unknown.
FrameId add_function(Frames& frames, const SideNames& names, FrameId from, bool lines_tell) {
  const FrameParts parts = names.frames.parts(from);
  if (!names.frames.is_text(from)) {
    const StringId file = frames.strings().intern(parts.file);
    const StringId name = frames.strings().intern(names.shown[from]);
    const auto size = frames.size();
    Frames::More more{.kind = parts.kind};
    if (!parts.module.empty()) more.module = frames.strings().intern(parts.module);
    std::int32_t line = lines_tell ? parts.line : 0;
    FrameId id = frames.add(file, line, name, more);
    for (line = -1; id < size; --line) id = frames.add(file, line, name, more);
    return id;
  }
  // As the input spells it, unless that holds what is left out.
  const std::string_view text = names.frames.text(from);
  std::string spelling(text);
  if ((parts.has_line && !parts.begins) || names.shown[from] != parts.name) {
    spelling = names.shown[from];
    if (parts.has_file) spelling.append(" (").append(parts.file) += ')';
    if (parts.kind != FrameKind::plain && text.ends_with(']')) spelling += text.substr(text.size() - 4);
  }
  const auto size = frames.size();
  FrameId id = frames.add(spelling);
  while (id < size) id = frames.add(spelling += '\'');
  return id;
}

std::string described(const SideNames& names, FrameId frame) {
  const FrameParts parts = names.frames.parts(frame);
  return is_file(parts.file) ? names.name[frame] + " (" + names.file[frame] + ')' : names.name[frame];
}

// Puts the common frames under a side's runs.
void rebuild(std::vector<Profile>& runs, const SideNames& names, const std::vector<FrameId>& frame_of_identity,
             const Frames& frames) {
  for (std::size_t r = 0; r < runs.size(); ++r) {
    std::vector<FrameId> ids = names.of_run[r];
    for (FrameId& id : ids) id = frame_of_identity[names.identity[id]];
    renumber(runs[r], ids, frames.copy());
  }
}

}  // namespace

Result<MatchedRuns> match_functions(std::vector<Profile> before, std::vector<Profile> after,
                                    const MatchOptions& options) {
  SideNames old_names = collect(before, options.exact_names);
  SideNames new_names = collect(after, options.exact_names);
  const BuildPrefixes prefixes = find_build_prefixes(own_files(old_names), own_files(new_names));
  strip_prefix(old_names, prefixes.before);
  strip_prefix(new_names, prefixes.after);

  const auto where_it_begins = [](const Profile& run) { return run.counted() == Counted::calls; };
  const bool lines_tell = std::all_of(before.begin(), before.end(), where_it_begins) &&
                          std::all_of(after.begin(), after.end(), where_it_begins);
  Strings identities;
  identify(old_names, identities, lines_tell);
  identify(new_names, identities, lines_tell);

  Pairing pairing;
  pairing.before = representatives(old_names, identities.size());
  pairing.after = representatives(new_names, identities.size());
  P2G_TRY(pair_functions(old_names, new_names, identities, options.renames, pairing));

  MatchedRuns matched;
  std::vector<FrameId> frame_of(identities.size(), no_frame);
  for (IdentityId id = 0; id < identities.size(); ++id) {
    if (pairing.after[id] == no_frame) continue;
    frame_of[id] = add_function(matched.frames, new_names, pairing.after[id], lines_tell);
    matched.identities.push_back({pairing.how[id], {}});
  }
  for (IdentityId id = 0; id < identities.size(); ++id) {
    if (pairing.before[id] == no_frame || pairing.after[id] != no_frame) continue;
    if (pairing.became[id] != id) {
      frame_of[id] = frame_of[pairing.became[id]];
      matched.identities[frame_of[id]].former = described(old_names, pairing.before[id]);
    } else {
      frame_of[id] = add_function(matched.frames, old_names, pairing.before[id], lines_tell);
      matched.identities.emplace_back();
    }
  }
  rebuild(before, old_names, frame_of, matched.frames);
  rebuild(after, new_names, frame_of, matched.frames);
  matched.before = std::move(before);
  matched.after = std::move(after);
  return matched;
}

}  // namespace p2g
