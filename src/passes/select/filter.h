// What of a profile was asked for. Stacks: filter_stacks.cc, calls: filter_calls.cc.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/model/profile.h"

namespace p2g {

// Where a path is typed: what "src", ".." and "~" are there. Empty: nobody knows.
struct Surroundings {
  std::string folder;  // absolute
  std::string home;
};

struct FilterOptions {
  std::vector<std::string> root;    // -z: only what runs below a match
  std::vector<std::string> leaf;    // -l: only what leads to a match
  int depth = -1;                   // levels below the roots that are kept; deeper cost goes to the caller
  std::vector<std::string> focus;   // keep only stacks with a match
  std::vector<std::string> ignore;  // drop stacks with a match
  std::vector<std::string> hide;    // remove matching frames, their cost goes to the caller
  std::vector<std::string> show;    // remove frames that do not match, their cost goes to the caller
  std::vector<std::string> path;    // -p: keep only functions of these files or packages, the rest goes to callers
  bool mine = false;                // the same for files of one's own, told by their names
  Surroundings surroundings;        // of `path`
  bool fold_recursion = false;      // a frame that is already on the stack is folded into its first occurrence
  bool reverse = false;             // stacks from leaf to root (stacks only)
  bool relative = false;            // what is left is 100 %; alone it changes nothing
  bool empty() const;
};

// Profile::total stays what it was: shares are of the unfiltered run, unless options.relative says otherwise. A pattern
// that matches no function is a usage error that names the nearest names. For call profiles the result is what the file
// can determine; what is apportioned is counted under the warning kind "apportioned".
Result<Profile> filter(Profile profile, const FilterOptions& options);

}  // namespace p2g
