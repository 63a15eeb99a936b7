// Which function of one run is which function of another: never by line, because an edit above moves every line below.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/model/diff.h"
#include "src/model/profile.h"

namespace p2g {

struct MatchOptions {
  std::vector<std::string> renames;  // "OLD=NEW": a name before and the name that it has after; each finds one function
  bool exact_names = false;          // with addresses and hashes, which differ from run to run
};

// How a function was found again; index is the FrameId.
struct Identity {
  Matched matched = Matched::same;
  std::string former;  // "name (file)" before, when renamed or moved
};

// All runs with the same functions under the same ids: each has a copy of `frames`, which shares its strings. Functions
// are there as the side after names them, what only the side before has as that names it; names are without addresses.
struct MatchedRuns {
  Frames frames;
  std::vector<Identity> identities;
  std::vector<Profile> before, after;
};

// Functions are the same when comparable file (same_file.h), comparable name and ordinal agree: the ordinal counts
// functions of one name in one file from the top. In sampled profiles and in stacks a line says where a function was,
// not where it begins; there the lines of a name are one function. Then renames, then moves: a name that only one
// function of each side is left with, in another file. All runs have been brought to one scale (to_common_scale).
Result<MatchedRuns> match_functions(std::vector<Profile> before, std::vector<Profile> after,
                                    const MatchOptions& options);

}  // namespace p2g
