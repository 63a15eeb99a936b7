// What filter.cc, filter_stacks.cc and filter_calls.cc share: patterns are parsed and matched once, both kinds of
// profile then work on marks.
#pragma once

#include <cstdint>
#include <vector>

#include "src/base/result.h"
#include "src/model/profile.h"
#include "src/passes/select/filter.h"

namespace p2g {

// One byte a frame (index FrameId), 1 where a pattern of the option matches; a column is empty when the option was not
// given, which is not the same as all zeros.
struct FrameMarks {
  using Column = std::vector<std::uint8_t>;
  Column root, leaf, focus, ignore;
  // What --hide takes away, what --show and --path do not let through: in one column, because all three mean "the
  // frame goes, its cost goes to the caller".
  Column removed;

  static bool at(const Column& column, FrameId frame) { return !column.empty() && column[frame] != 0; }
};

// Both keep Profile::total. filter_stacks keeps frames and their ids; filter_calls, whose profiles have one function a
// frame, makes a new table of the functions that are left. Of `options` only depth, fold_recursion and reverse are left
// to look at. Options apply in this order: ignore, focus, root, leaf, removed, fold_recursion, reverse, depth; patterns
// have been matched against the frames as the file has them, so a hidden frame can still be a root.
Result<Profile> filter_stacks(Profile profile, const FilterOptions& options, const FrameMarks& marks);
Result<Profile> filter_calls(Profile profile, const FilterOptions& options, const FrameMarks& marks);

}  // namespace p2g
