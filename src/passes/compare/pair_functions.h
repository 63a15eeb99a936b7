// Which function of one side became which of the other, when names and files alone do not say it: by --rename, by a
// move into another file, by the renaming of a file.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/base/strings.h"
#include "src/model/diff.h"
#include "src/model/frame.h"

namespace p2g {

// What a function is for comparing, on both sides: "file NUL name NUL kind ordinal" in one table.
using IdentityId = StringId;

// One side: its functions over all runs, and what each is for comparing.
struct SideNames {
  Frames frames;
  std::vector<std::vector<FrameId>> of_run;  // run, its frame -> frame here
  std::vector<std::string> file, name;       // comparable
  std::vector<std::string> shown;            // the name as it was written, without addresses
  std::vector<IdentityId> identity;
};

// Both sides, and for each identity before the one that it has become.
struct Pairing {
  std::vector<FrameId> before, after;  // representatives by identity; no_frame where a side lacks it
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

// Fills became and how. Errors: usage, a rename that names no function or several.
Result<void> pair_functions(const SideNames& before, const SideNames& after, const Strings& identities,
                            const std::vector<std::string>& renames, Pairing& pairing);

}  // namespace p2g
