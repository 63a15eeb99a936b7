// Filters for call profiles, in the order that filter_internal.h gives. See select_calls.h for what each can know.
#include <algorithm>
#include <utility>

#include "src/base/components.h"
#include "src/base/rows.h"
#include "src/model/fraction.h"
#include "src/passes/select/filter_internal.h"
#include "src/passes/select/select_calls.h"

namespace p2g {
namespace {

// The heaviest function of each component, no_frame where none is present.
std::vector<FrameId> heaviest_of(const Components& components, const CallSelection& selection) {
  const auto heavier = [&](FrameId a, FrameId b) {
    const Weight cost_a = selection.calls.functions[a].cumulative;
    const Weight cost_b = selection.calls.functions[b].cumulative;
    return cost_a != cost_b ? cost_a > cost_b : selection.frames->compare(a, b) < 0;
  };
  std::vector<FrameId> heaviest(components.count, no_frame);
  for (FrameId f = 0; f < selection.present.size(); ++f) {
    if (selection.present[f] == 0) continue;
    FrameId& best = heaviest[components.of[f]];
    if (best == no_frame || heavier(f, best)) best = f;
  }
  return heaviest;
}

// Where the program comes in: functions with calls that no caller made. A call cycle that nothing enters from outside
// (a profile that lost its roots) is entered at its heaviest function, or nothing below it would have a depth.
std::vector<FrameId> find_entries(const CallSelection& selection, const Rows& callees) {
  const Components components = strong_components(callees);
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  std::vector<std::uint8_t> entered(components.count, 0);
  for (const CallCost& edge : selection.calls.edges) {
    if (components.of[edge.caller] != components.of[edge.callee]) entered[components.of[edge.callee]] = 1;
  }
  std::vector<FrameId> entries;
  for (FrameId f = 0; f < outside.size(); ++f) {
    if (selection.present[f] == 0 || outside[f] <= 0) continue;
    entries.push_back(f);
    entered[components.of[f]] = 1;
  }
  const std::vector<FrameId> heaviest = heaviest_of(components, selection);
  for (std::uint32_t c = 0; c < components.count; ++c) {
    if (entered[c] == 0 && heaviest[c] != no_frame) entries.push_back(heaviest[c]);
  }
  return entries;
}

// Marks functions that are more than `depth` calls below where the program comes in, on their shortest way.
Marks deeper_than(const CallSelection& selection, int depth) {
  const CallList& edges = selection.calls.edges;
  const std::size_t size = selection.present.size();
  const Rows callees = group_rows(
      size, edges.size(), [&](std::uint32_t e) { return edges.caller(e); },
      [&](std::uint32_t e) { return edges.callee(e); });
  std::vector<FrameId> queue = find_entries(selection, callees);
  std::vector<std::int32_t> level(size, -1);
  for (const FrameId f : queue) level[f] = 0;
  for (std::size_t at = 0; at < queue.size(); ++at) {
    for (const FrameId callee : callees[queue[at]]) {
      if (level[callee] >= 0) continue;
      level[callee] = level[queue[at]] + 1;
      queue.push_back(callee);
    }
  }
  Marks marks(size, 0);
  for (FrameId f = 0; f < size; ++f) marks[f] = selection.present[f] != 0 && level[f] > depth ? 1 : 0;
  return marks;
}

// Indirect recursion cannot be folded: no call profile tells which call of a cycle was the inner one.
void fold_direct_recursion(CallSelection& selection) {
  std::vector<Weight> received(selection.calls.functions.size(), 0);
  for (const CallCost& edge : selection.calls.edges) {
    if (edge.caller != edge.callee) continue;
    // Its calls go too, or the function would seem to be called from outside.
    if (selection.calls.counted == Counted::calls) selection.calls.functions[edge.callee].calls -= edge.calls;
    if (edge.self != unknown_weight) received[edge.callee] = bounded(Wide{received[edge.callee]} + edge.self);
  }
  selection.calls.edges.change_or_remove([](CallCost& edge) { return edge.caller != edge.callee; });
  spread_over_callers(selection, received);
}

// A profile of the present functions only: a call profile has one function a frame.
Profile only_present(Profile profile, CallSelection selection) {
  Frames frames;
  Calls calls;
  calls.counted = selection.calls.counted;
  std::vector<FrameId> renamed(selection.present.size(), no_frame);
  const auto add = [&](FrameId frame, const FunctionCost& cost) {
    if (frame >= calls.functions.size()) calls.functions.resize(frame + std::size_t{1});
    calls.functions[frame] += cost;
  };
  for (FrameId f = 0; f < renamed.size(); ++f) {
    if (selection.present[f] == 0) continue;
    renamed[f] = frames.add(profile.frames, f);
    add(renamed[f], selection.calls.functions[f]);
  }
  if (selection.unowned != 0 || selection.unowned_samples != 0) {
    Strings& strings = frames.strings();
    const StringId file = strings.intern("~");
    const FrameId hidden = frames.add(file, 0, strings.intern("(hidden)"));
    add(hidden, {selection.unowned, selection.unowned, selection.unowned_samples, selection.unowned_samples});
  }
  calls.edges = std::move(selection.calls.edges);
  calls.edges.change([&](CallCost& edge) {
    edge.caller = renamed[edge.caller];
    edge.callee = renamed[edge.callee];
  });
  profile.frames = std::move(frames);
  profile.data = std::move(calls);
  return profile;
}

}  // namespace

Result<Profile> filter_calls(Profile profile, const FilterOptions& options, const FrameMarks& marks) {
  if (options.reverse) {
    Error error{ErrorKind::usage, "a call profile keeps no stacks that could be reversed", ""};
    error.hint = "record stacks (folded) to see them from leaf to root";
    return fail(std::move(error));
  }
  CallSelection selection;
  selection.frames = &profile.frames;
  selection.calls = std::move(profile.calls());
  selection.present.assign(profile.frames.size(), 1);

  // Whole stacks first, then from where to where, then single frames: what is hidden may still be named as a root.
  if (!marks.ignore.empty()) keep_without(selection, marks.ignore);
  if (!marks.focus.empty()) keep_with(selection, marks.focus);
  if (!marks.root.empty()) keep_below(selection, marks.root);
  if (!marks.leaf.empty()) keep_above(selection, marks.leaf);
  if (!marks.removed.empty()) remove_functions(selection, marks.removed);
  if (options.fold_recursion) fold_direct_recursion(selection);
  if (options.depth >= 0) remove_functions(selection, deeper_than(selection, options.depth));

  const std::uint64_t apportioned = selection.apportioned;
  Profile result = only_present(std::move(profile), selection);
  if (apportioned > 0) {
    result.warnings.add("apportioned",
                        "the profile has no stacks: the cost of a function that the filter takes only in part is split "
                        "by its callers' figures",
                        apportioned);
  }
  return result;
}

}  // namespace p2g
