#include "src/passes/compare/pair_functions.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/model/names.h"
#include "src/model/pattern.h"
#include "src/model/same_file.h"

namespace p2g {
namespace {

Error rename_error(const std::string& rename, std::string message, std::string hint) {
  Error error{ErrorKind::usage, "--rename \"" + rename + "\": " + std::move(message), ""};
  error.hint = std::move(hint);
  return error;
}

// The one function that `name` names and that the other side lacks.
Result<IdentityId> find_one(const SideNames& names, const std::vector<FrameId>& first, const std::string& rename,
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

Result<void> apply_renames(const std::vector<std::string>& renames, const SideNames& before, const SideNames& after,
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

// What a moved function keeps. SideNames that say little (`<lambda>`, `__init__`) need the file's own name besides.
std::string move_key(const SideNames& names, FrameId frame) {
  const FrameParts parts = names.frames.parts(frame);
  if (!is_file(parts.file)) return {};
  const std::string& name = names.name[frame];
  const bool common = name.starts_with("__") || name.starts_with('<');
  return common ? name + '\0' + std::string(base_name(names.file[frame])) : name;
}

void find_moves(const SideNames& before, const SideNames& after, Pairing& pairing) {
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

// Files that are gone and whose functions, as far as they were found again, are all in one file that is new, with none
// from elsewhere: file before -> file after.
std::map<std::string, std::string> find_renamed_files(const SideNames& before, const SideNames& after,
                                                      const Pairing& pairing) {
  std::map<std::string, std::string> forth, back;  // "" when there are several
  std::set<std::string> kept;
  const auto note = [](std::map<std::string, std::string>& files, const std::string& from, const std::string& to) {
    const auto [known, is_new] = files.emplace(from, to);
    if (!is_new && known->second != to) known->second.clear();
  };
  for (IdentityId id = 0; id < pairing.became.size(); ++id) {
    const FrameId from = pairing.before[id];
    if (from == no_frame) continue;
    const IdentityId became = pairing.became[id];
    if (became == id && pairing.after[id] != no_frame) kept.insert(before.file[from]);
    if (became == id) continue;
    note(forth, before.file[from], after.file[pairing.after[became]]);
    note(back, after.file[pairing.after[became]], before.file[from]);
  }
  std::erase_if(forth, [&](const auto& files) {
    const auto& [from, to] = files;
    return to.empty() || kept.contains(from) || kept.contains(to) || back[to] != from;
  });
  return forth;
}

// What is called the same in every file (`<module>`, `__init__`) moved with its file.
void follow_files(const SideNames& before, const SideNames& after, const Strings& identities, Pairing& pairing) {
  const std::map<std::string, std::string> renamed = find_renamed_files(before, after, pairing);
  if (renamed.empty()) return;
  for (IdentityId id = 0; id < pairing.became.size(); ++id) {
    if (!pairing.only_before(id)) continue;
    const std::string& file = before.file[pairing.before[id]];
    const auto found = renamed.find(file);
    if (found == renamed.end()) continue;
    const IdentityId there = identities.find(found->second + std::string(identities[id].substr(file.size())));
    if (there != Strings::none && pairing.only_after(there)) pairing.pair(id, there, Matched::moved);
  }
}

}  // namespace

Result<void> pair_functions(const SideNames& before, const SideNames& after, const Strings& identities,
                            const std::vector<std::string>& renames, Pairing& pairing) {
  pairing.how.assign(identities.size(), Matched::same);
  for (IdentityId id = 0; id < identities.size(); ++id) pairing.became.push_back(id);
  P2G_TRY(apply_renames(renames, before, after, pairing));
  find_moves(before, after, pairing);
  follow_files(before, after, identities, pairing);
  return {};
}

}  // namespace p2g
