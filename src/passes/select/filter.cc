// Reads what the user gave to select functions, once, and hands it to the half that knows the kind of profile.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/model/fraction.h"
#include "src/model/pattern.h"
#include "src/model/totals.h"
#include "src/passes/select/filter_internal.h"
#include "src/passes/select/match_files.h"

namespace p2g {
namespace {

Result<FrameMarks::Column> match(const Frames& frames, const std::vector<std::string>& texts, std::string_view option,
                                 bool plain_is_regex) {
  if (texts.empty()) return FrameMarks::Column{};
  P2G_TRY_ASSIGN(Patterns patterns, Patterns::parse(texts, option, plain_is_regex));
  return patterns.match_all(frames);
}

// A pass where an empty column stands for "not given".
void remove_unless(FrameMarks::Column& removed, const FrameMarks::Column& let_through, std::size_t frames) {
  if (let_through.empty()) return;
  removed.resize(frames, 0);
  for (std::size_t id = 0; id < frames; ++id) removed[id] |= let_through[id] ^ 1;
}

Result<FrameMarks> make_marks(const Profile& profile, const FilterOptions& options) {
  const Frames& frames = profile.frames;
  FrameMarks marks;
  FrameMarks::Column show;
  const auto fill = [&](FrameMarks::Column& column, const std::vector<std::string>& texts, std::string_view option,
                        bool plain_is_regex) -> Result<void> {
    P2G_TRY_ASSIGN(column, match(frames, texts, option, plain_is_regex));
    return {};
  };
  P2G_TRY(fill(marks.root, options.root, "--root", false));
  P2G_TRY(fill(marks.leaf, options.leaf, "--leaf", false));
  P2G_TRY(fill(marks.focus, options.focus, "--focus", true));
  P2G_TRY(fill(marks.ignore, options.ignore, "--ignore", true));
  P2G_TRY(fill(marks.removed, options.hide, "--hide", true));
  P2G_TRY(fill(show, options.show, "--show", true));
  remove_unless(marks.removed, show, frames.size());
  if (!options.path.empty()) {
    P2G_TRY_ASSIGN(const FrameMarks::Column below, match_paths(profile, options.path, options.surroundings));
    remove_unless(marks.removed, below, frames.size());
  }
  if (options.mine) {
    P2G_TRY_ASSIGN(const FrameMarks::Column own, match_own(profile));
    remove_unless(marks.removed, own, frames.size());
  }
  return marks;
}

// What is left. Estimates of self costs may add up to less than a function's cumulative cost, which is exact: nothing
// is more than all.
Weight cost_of_selection(const Profile& profile) {
  Wide total = 0;
  if (profile.has_stacks()) {
    for (const Weight self : profile.stacks().self) total += self;
  } else {
    Wide largest = 0;
    for (const FunctionCost& function : profile.calls().functions) {
      total += function.self;
      largest = std::max<Wide>(largest, function.cumulative);
    }
    total = std::max<Wide>(total, std::min<Wide>(largest, profile.total));
  }
  return bounded(total);
}

// Stacks with one of these functions: of a call profile at least the heaviest, at most all of them one after the other
// and at most the run. What is left below them may add up to more where calls have no times.
Weight cost_of_asked(const Profile& profile, const std::vector<FunctionCost>& totals,
                     const std::vector<FrameId>& functions) {
  const Weight whole = cost_of_selection(profile);
  if (profile.has_stacks() || functions.empty()) return whole;
  Wide sum = 0;
  for (const FrameId id : functions) sum += std::max<Weight>(totals[id].cumulative, 0);
  const Weight least = totals[functions.front()].cumulative;
  return bounded(std::max<Wide>(least, std::min<Wide>({whole, sum, std::max<Weight>(profile.total, 0)})));
}

// Functions that --focus, --root or --leaf name, of those that are left. Frames may have got other ids.
Result<void> note_asked(Profile& profile, const FilterOptions& options) {
  std::vector<std::uint8_t> matching(profile.frames.size(), 0);
  Asked asked;
  const auto look_for = [&](const std::vector<std::string>& texts, std::string_view option,
                            bool plain_is_regex) -> Result<void> {
    for (const std::string& text : texts)
      asked.typed.append(asked.typed.empty() ? "" : " ").append(option) += ' ' + text;
    P2G_TRY_ASSIGN(const Patterns patterns, Patterns::parse(texts, option, plain_is_regex));
    if (patterns.empty()) return {};
    for (FrameId id = 0; id < matching.size(); ++id) {
      if (matching[id] == 0 && patterns.matches(profile.frames, id)) matching[id] = 1;
    }
    return {};
  };
  P2G_TRY(look_for(options.focus, "--focus", true));
  P2G_TRY(look_for(options.root, "--root", false));
  P2G_TRY(look_for(options.leaf, "--leaf", false));
  const std::vector<FunctionCost> totals = function_totals(profile);
  for (FrameId id = 0; id < matching.size(); ++id) {
    const bool there = totals[id].cumulative != 0 || totals[id].calls != 0;
    if (matching[id] != 0 && there) asked.functions.push_back(id);
  }
  std::sort(asked.functions.begin(), asked.functions.end(), [&](FrameId a, FrameId b) {
    const Weight x = totals[a].cumulative;
    const Weight y = totals[b].cumulative;
    return x != y ? x > y : profile.frames.compare(a, b) < 0;
  });
  asked.cost = cost_of_asked(profile, totals, asked.functions);
  asked.run = profile.total;
  profile.asked = std::move(asked);
  return {};
}

// Calls do not tell which lines a selection leaves: those of the functions that are left stay as they were in the run.
void keep_lines_of_run(Profile& profile, LineCosts lines, Frames before) {
  if (lines.empty()) return;
  std::vector<std::uint32_t> places(before.size(), no_index);
  for (FrameId id = 0; id < profile.frames.size(); ++id) {
    const FrameId known = before.add(profile.frames, id);
    if (known < places.size()) places[known] = id;
  }
  move_lines(lines, places);
  lines.of_run = true;
  profile.lines = std::move(lines);
}

}  // namespace

bool FilterOptions::empty() const {
  return root.empty() && leaf.empty() && depth < 0 && focus.empty() && ignore.empty() && hide.empty() && show.empty() &&
         path.empty() && !mine && !fold_recursion && !reverse;
}

Result<Profile> filter(Profile profile, const FilterOptions& options) {
  if (options.empty()) return profile;
  P2G_TRY_ASSIGN(const FrameMarks marks, make_marks(profile, options));
  profile.parts.clear();  // they are sums that nothing can be taken out of
  if (profile.has_stacks()) {
    P2G_TRY_ASSIGN(profile, filter_stacks(std::move(profile), options, marks));
  } else {
    LineCosts lines = std::move(profile.lines);
    Frames before = lines.empty() ? Frames() : profile.frames.copy();
    P2G_TRY_ASSIGN(profile, filter_calls(std::move(profile), options, marks));
    keep_lines_of_run(profile, std::move(lines), std::move(before));
  }
  profile.selected = true;
  if (!options.focus.empty() || !options.root.empty() || !options.leaf.empty()) P2G_TRY(note_asked(profile, options));
  if (options.relative) {
    profile.run_total = profile.total;
    profile.total = cost_of_selection(profile);
  }
  return profile;
}

}  // namespace p2g
