// Filters for call profiles, in the order that filter_internal.h gives. call_selection.h says what each can know.
#include <algorithm>
#include <utility>

#include "src/passes/select/filter_internal.h"
#include "src/passes/select/hide_calls.h"
#include "src/passes/select/select_calls.h"

namespace p2g {
namespace {

// The share of the total up to which a figure may be in doubt without a mark: less than the last digit of the
// percentages that are shown.
constexpr Weight negligible_part = 2000;

void tell_estimates(Profile& profile) {
  if (profile.estimates.empty()) return;
  const std::vector<std::uint8_t>& marks = profile.estimates.functions;
  const auto functions = std::count_if(marks.begin(), marks.end(), [](std::uint8_t mark) { return mark != 0; });
  profile.estimates.because("a " + profile.format + " profile keeps no call stacks, which this selection asks for");
  profile.warnings.add("apportioned",
                       "the profile has no stacks: what the selection takes of a function that several ways lead to is "
                       "an estimate, and marked",
                       static_cast<std::uint64_t>(functions) + (functions == 0 ? profile.estimates.calls.size() : 0));
}

}  // namespace

Result<Profile> filter_calls(Profile profile, const FilterOptions& options, const FrameMarks& marks) {
  if (options.reverse) {
    Error error{ErrorKind::usage, "a call profile keeps no stacks that could be reversed", ""};
    error.hint = "record stacks (folded) to see them from leaf to root";
    return fail(std::move(error));
  }
  CallSelection selection = begin_selection(profile);
  // Whole stacks first, then from where to where, then single frames: what is hidden may still be named as a root.
  if (!marks.ignore.empty()) keep_without(selection, marks.ignore);
  if (!marks.focus.empty()) keep_with(selection, marks.focus);
  if (!marks.root.empty()) keep_below(selection, marks.root);
  if (!marks.leaf.empty()) keep_above(selection, marks.leaf);
  if (!marks.removed.empty()) {
    hide_functions(selection, marks.removed, options.fold_recursion || options.depth >= 0);
  }
  if (options.fold_recursion) fold_recursion(selection);
  if (options.depth >= 0) cut_depth(selection, static_cast<std::uint32_t>(options.depth) + 1);

  if (options.relative) {  // what is hidden whole is no part of what is 100 %
    selection.unowned = Figure();
    selection.unowned_samples = 0;
  }
  const Weight negligible = std::max<Weight>(profile.total, 0) / negligible_part;
  Profile result = end_selection(std::move(profile), selection, negligible);
  tell_estimates(result);
  return result;
}

}  // namespace p2g
