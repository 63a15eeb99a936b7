// Inside filter_calls.cc: --hide, --show and --path for call profiles. Functions go, their cost stays.
#pragma once

#include <vector>

#include "src/passes/select/call_selection.h"

namespace p2g {

// Takes the marked functions out. Their cost goes to those who stay and called them (`unowned` where nobody did), and
// what they called is then called by those. The sum of self costs, `unowned` included, stays what it was; cumulative
// costs of functions that stay are not touched. With `note_possible` calls that only may have been made are there, too
// (SelectedCall::is_only_possible), for a step that follows.
void hide_functions(CallSelection& selection, const Marks& marks, bool note_possible);

// For each call from a marked function to one that is not: who most likely stands behind it, if it is one and the same
// each time: the function without a mark that was the last one above (no_frame: none, the program begins among the
// marked ones). unknown_source for all other calls.
constexpr FrameId unknown_source = no_frame - 1;
std::vector<FrameId> likely_sources(CallSelection& selection, const Marks& marks);

}  // namespace p2g
