// What functions of one profile are called: without what a compiler or a virtual machine added (stable_name.h), with
// the user's own rewriting, without template arguments.
#pragma once

#include <cstddef>
#include <vector>

#include "src/model/profile.h"
#include "src/model/rewrite.h"

namespace p2g {

struct NameRules {
  bool exact = false;             // --exact-names: as the input has them, but for what the user asks for
  bool strip = false;             // -s: names are shown without arguments
  bool merge_stripped = false;    // --merge-stripped: and functions that are called the same then are one
  std::vector<Rewrite> rewrites;  // --rename-re, in order, on the bare name

  bool asked() const { return merge_stripped || !rewrites.empty(); }
};

// Returns how many functions kept their name because they call one another (respell.h).
std::size_t rename_frames(Profile& profile, const NameRules& rules);

// Shows names without template and call arguments. No frames become one.
void show_stripped(Frames& frames);

}  // namespace p2g
