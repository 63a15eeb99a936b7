#include "src/passes/compare/match.h"

#include <algorithm>
#include <map>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/model/names.h"
#include "src/model/pattern.h"
#include "src/model/renumber.h"
#include "src/model/same_file.h"

namespace p2g {
namespace {

using IdentityId = StringId;
constexpr IdentityId none = Strings::none;

// One side: its functions over all runs, and what each is for comparing.
struct Names {
  Frames frames;
  std::vector<std::vector<FrameId>> of_run;  // run, its frame -> frame here
  std::vector<std::string> file, name;       // comparable
  std::vector<std::string> shown;            // the name as it was written, without addresses
  std::vector<IdentityId> identity;
};

Names collect(const std::vector<Profile>& runs, bool exact_names) {
  std::vector<const Frames*> tables;
  for (const Profile& run : runs) tables.push_back(&run.frames);
  UnitedFrames united = unite_frames(tables);
  Names names;
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
std::vector<std::string> own_files(const Names& names) {
  std::vector<std::string> files;
  for (FrameId id = 0; id < names.frames.size(); ++id) {
    const std::string_view raw = names.frames.parts(id).file;
    if (is_file(raw) && names.file[id].size() == raw.size()) files.push_back(names.file[id]);
  }
  return files;
}

void strip_prefix(Names& names, const std::string& prefix) {
  if (prefix.empty()) return;
  for (std::string& file : names.file) {
    if (file.starts_with(prefix) && file.size() > prefix.size()) file.erase(0, prefix.size());
  }
}

// Numbers the functions of one name in one file from the top; those on one line are one function.
void identify(Names& names, Strings& identities, bool lines_tell) {
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
  names.identity.assign(order.size(), none);
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
    std::string key = names.file[id] + '\0' + names.name[id] + '\0';
    key += std::to_string(static_cast<int>(parts.kind)) + ' ' + std::to_string(ordinal);
    names.identity[id] = identities.intern(key);
  }
}

// The first frame of each identity by name; none where the side has no such function.
std::vector<FrameId> representatives(const Names& names, std::size_t identities) {
  std::vector<FrameId> first(identities, no_frame);
  for (FrameId id = 0; id < names.frames.size(); ++id) {
    FrameId& chosen = first[names.identity[id]];
    if (chosen == no_frame || names.frames.compare(id, chosen) < 0) chosen = id;
  }
  return first;
}

// Both sides, and for each identity before the one that it has become.
struct Pairing {
  std::vector<FrameId> before, after;  // representatives by identity
  std::vector<IdentityId> became;      // itself when nothing says otherwise
  std::vector<Matched> how;            // by identity after
  bool only_before(IdentityId id) const { return before[id] != no_frame && after[id] == no_frame && became[id] == id; }
  bool only_after(IdentityId id) const {
    return before[id] == no_frame && after[id] != no_frame && how[id] == Matched::same;
  }
  void pair(IdentityId from, IdentityId to, Matched matched) {
    became[from] = to;
    how[to] = matched;
  }
};

Error rename_error(const std::string& rename, std::string message, std::string hint) {
  Error error{ErrorKind::usage, "--rename \"" + rename + "\": " + std::move(message), ""};
  error.hint = std::move(hint);
  return error;
}

// The one function that `name` names and that the other side lacks.
Result<IdentityId> find_one(const Names& names, const std::vector<FrameId>& first, const std::string& rename,
                            const std::string& name, bool before, const Pairing& pairing) {
  const std::string side = before ? "before" : "after";
  P2G_TRY_ASSIGN(Patterns pattern, Patterns::parse({name}, "--rename", false));
  P2G_TRY_ASSIGN(const std::vector<std::uint8_t> matching, pattern.match_all(names.frames));
  std::vector<IdentityId> found;
  for (IdentityId id = 0; id < first.size(); ++id) {
    const bool alone = before ? pairing.only_before(id) : pairing.only_after(id);
    if (alone && matching[first[id]] != 0) found.push_back(id);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return fail(rename_error(rename, "every \"" + name + "\" " + side + " is on the other side too",
                             "what has the same name and file on both sides is compared without --rename"));
  }
  return fail(rename_error(rename, "\"" + name + "\" names " + std::to_string(found.size()) + " functions " + side,
                           "say which, with its module or file: module.name or file:line:name"));
}

Result<void> apply_renames(const std::vector<std::string>& renames, const Names& before, const Names& after,
                           Pairing& pairing) {
  for (const std::string& rename : renames) {
    const std::size_t equals = rename.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == rename.size()) {
      return fail(rename_error(rename, "expected OLD=NEW", "for example --rename parse_line=read_line"));
    }
    P2G_TRY_ASSIGN(const IdentityId from,
                   find_one(before, pairing.before, rename, rename.substr(0, equals), true, pairing));
    P2G_TRY_ASSIGN(const IdentityId to,
                   find_one(after, pairing.after, rename, rename.substr(equals + 1), false, pairing));
    pairing.pair(from, to, Matched::renamed);
  }
  return {};
}

// What a moved function keeps. Names that say little (`<lambda>`, `__init__`) need the file's own name besides.
std::string move_key(const Names& names, FrameId frame) {
  const FrameParts parts = names.frames.parts(frame);
  if (!is_file(parts.file)) return {};
  const std::string& name = names.name[frame];
  const bool common = name.starts_with("__") || name.starts_with('<');
  return common ? name + '\0' + std::string(base_name(names.file[frame])) : name;
}

void find_moves(const Names& before, const Names& after, Pairing& pairing) {
  struct Candidates {
    std::vector<IdentityId> from, to;
  };
  std::map<std::string, Candidates> by_key;
  for (IdentityId id = 0; id < pairing.became.size(); ++id) {
    if (pairing.only_before(id)) by_key[move_key(before, pairing.before[id])].from.push_back(id);
    if (pairing.only_after(id)) by_key[move_key(after, pairing.after[id])].to.push_back(id);
  }
  for (const auto& [key, candidates] : by_key) {
    if (key.empty() || candidates.from.size() != 1 || candidates.to.size() != 1) continue;
    pairing.pair(candidates.from.front(), candidates.to.front(), Matched::moved);
  }
}

// Adds a function to the common table. What two functions would share (the same line on either side, though they are
// not the same) gets a line that no file has, which counts as unknown.
FrameId add_function(Frames& frames, const Names& names, FrameId from, bool lines_tell) {
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

std::string described(const Names& names, FrameId frame) {
  const FrameParts parts = names.frames.parts(frame);
  return is_file(parts.file) ? names.name[frame] + " (" + names.file[frame] + ')' : names.name[frame];
}

// Puts the common frames under a side's runs.
void rebuild(std::vector<Profile>& runs, const Names& names, const std::vector<FrameId>& frame_of_identity,
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
  Names old_names = collect(before, options.exact_names);
  Names new_names = collect(after, options.exact_names);
  const BuildPrefixes prefixes = find_build_prefixes(own_files(old_names), own_files(new_names));
  strip_prefix(old_names, prefixes.before);
  strip_prefix(new_names, prefixes.after);

  const auto where_it_begins = [](const Profile& run) { return run.counted() == Counted::calls; };
  const bool lines_tell = std::all_of(before.begin(), before.end(), where_it_begins) &&
                          std::all_of(after.begin(), after.end(), where_it_begins);
  Strings identities;
  identify(old_names, identities, lines_tell);
  identify(new_names, identities, lines_tell);

  Pairing pairing{representatives(old_names, identities.size()), representatives(new_names, identities.size()), {}, {}};
  pairing.how.assign(identities.size(), Matched::same);
  for (IdentityId id = 0; id < identities.size(); ++id) pairing.became.push_back(id);
  P2G_TRY(apply_renames(options.renames, old_names, new_names, pairing));
  find_moves(old_names, new_names, pairing);

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
