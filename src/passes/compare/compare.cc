#include "src/passes/compare/compare.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "src/model/fraction.h"
#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/totals.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/merge/merge.h"

namespace p2g {
namespace {

struct Middle {
  std::int64_t median = 0, spread = 0;
};

// Three runs know little of how far apart a fourth would be: the fewer there are, the wider their spread is taken.
Wide widened(Wide spread, std::size_t runs) {
  switch (runs) {
    case 2:
      return spread * 3;
    case 3:
      return spread * 2;
    case 4:
      return spread * 3 / 2;
    default:
      return spread;
  }
}

// Of an even number the mean of the two in the middle, half away from zero so that signs do not matter. Reorders.
Middle middle_of(std::vector<std::int64_t>& values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  Middle middle;
  middle.spread = bounded(widened(Wide{values.back()} - values.front(), values.size()));
  if (values.size() % 2 == 1) {
    middle.median = bounded(values[half]);
  } else {
    const Wide sum = Wide{values[half - 1]} + values[half];
    middle.median = bounded((sum + (sum < 0 ? -1 : 1)) / 2);
  }
  return middle;
}

Weight known(Weight weight) { return weight == unknown_weight ? 0 : weight; }

// ---- Scale
// -----------------------------------------------------------------------------------------------------------

Weight median_total(const std::vector<Profile>& runs) {
  std::vector<std::int64_t> totals;
  for (const Profile& run : runs) totals.push_back(run.total);
  return middle_of(totals).median;
}

// Of the runs before a selection was made 100 % of itself; unset when that was not asked for.
std::optional<Weight> median_run_total(const std::vector<Profile>& runs) {
  std::vector<std::int64_t> totals;
  for (const Profile& run : runs) {
    if (!run.run_total) return std::nullopt;
    totals.push_back(*run.run_total);
  }
  return bounded(middle_of(totals).median);
}

void scale_run(Profile& run, Weight target) {
  if (run.total <= 0 || target <= 0 || run.total == target) return;
  const long double factor = static_cast<long double>(target) / static_cast<long double>(run.total);
  const auto scale = [factor](Weight& weight) {
    if (weight == unknown_weight) return;
    const long double exact = static_cast<long double>(weight) * factor;
    constexpr auto most = static_cast<long double>(most_weight);
    weight = std::llround(std::clamp(exact, -most, most));
  };
  run.total = target;
  if (run.run_total) scale(*run.run_total);  // keeps the selection's part of it
  if (run.has_stacks()) {
    for (Weight& self : run.stacks().self) scale(self);
    return;
  }
  for (FunctionCost& cost : run.calls().functions) {
    scale(cost.self);
    scale(cost.cumulative);
  }
  run.calls().edges.change([&](CallCost& call) {
    scale(call.self);
    scale(call.cumulative);
  });
}

// ---- Functions
// -------------------------------------------------------------------------------------------------------

// One run over the common frames.
struct Run {
  std::vector<FunctionCost> totals;
  std::vector<std::uint8_t> present;
};

// `ids`: the run's frames to the common ones; filters may have made a new table.
Run read_run(const Profile& profile, const std::vector<FrameId>& ids, std::size_t frames) {
  Run run{std::vector<FunctionCost>(frames), std::vector<std::uint8_t>(frames, 0)};
  const std::vector<FunctionCost> totals = function_totals(profile);
  for (FrameId id = 0; id < totals.size(); ++id) run.totals[ids[id]] = totals[id];
  if (profile.has_stacks()) {
    for (const FrameId frame : profile.stacks().frame) {
      if (frame != no_frame) run.present[ids[frame]] = 1;
    }
    return run;
  }
  for (FrameId id = 0; id < totals.size(); ++id) {
    const FunctionCost& cost = totals[id];
    if (cost.calls != 0 || cost.self != 0 || cost.cumulative != 0 || cost.primitive_calls != 0) {
      run.present[ids[id]] = 1;
    }
  }
  return run;
}

using Field = std::int64_t FunctionCost::*;
constexpr Field fields[] = {&FunctionCost::self, &FunctionCost::cumulative, &FunctionCost::calls,
                            &FunctionCost::primitive_calls};

void read_side(const std::vector<Run>& runs, FrameId frame, FunctionCost& median, FunctionCost& spread, bool& on_side) {
  std::vector<std::int64_t> values(runs.size());
  for (const Field field : fields) {
    for (std::size_t i = 0; i < runs.size(); ++i) values[i] = runs[i].totals[frame].*field;
    const Middle middle = middle_of(values);
    median.*field = middle.median;
    spread.*field = bounded(Wide{spread.*field} + middle.spread);
  }
  on_side = std::any_of(runs.begin(), runs.end(), [frame](const Run& run) { return run.present[frame] != 0; });
}

// Whether even the nearest runs of both sides differ threefold: no spread, however large, explains that.
bool runs_are_apart(const std::vector<Run>& before, const std::vector<Run>& after, FrameId frame, Field field) {
  constexpr Weight times = 3;
  if (before.size() < 2 || after.size() < 2) return false;
  const auto range = [&](const std::vector<Run>& runs) {
    std::pair<Weight, Weight> ends{most_weight, -most_weight};
    for (const Run& run : runs) {
      ends.first = std::min(ends.first, bounded(run.totals[frame].*field));
      ends.second = std::max(ends.second, bounded(run.totals[frame].*field));
    }
    return ends;
  };
  const auto [old_low, old_high] = range(before);
  const auto [new_low, new_high] = range(after);
  return new_low > Wide{times} * std::max<Weight>(old_high, 0) || old_low > Wide{times} * std::max<Weight>(new_high, 0);
}

Weight total_spread(const std::vector<Run>& runs) {
  std::vector<std::int64_t> totals;
  for (const Run& run : runs) {
    Wide sum = 0;
    for (const FunctionCost& cost : run.totals) sum += cost.self;
    totals.push_back(bounded(sum));
  }
  return middle_of(totals).spread;
}

bool comes_before(const Diff& diff, const FunctionDiff& a, const FunctionDiff& b) {
  if (a.self_moved != b.self_moved) return a.self_moved;
  const Weight self_a = std::abs(a.self_delta());
  const Weight self_b = std::abs(b.self_delta());
  if (self_a != self_b) return self_a > self_b;
  const Weight cumulative_a = std::abs(a.cumulative_delta());
  const Weight cumulative_b = std::abs(b.cumulative_delta());
  if (cumulative_a != cumulative_b) return cumulative_a > cumulative_b;
  return diff.frames.compare(a.frame, b.frame) < 0;
}

// ---- Calls
// -----------------------------------------------------------------------------------------------------------

struct CallSeen {
  FrameId caller, callee;
  std::size_t run;  // those before first
  Weight cumulative;
  std::int64_t calls;
};

void collect_calls(const Profile& profile, const std::vector<FrameId>& ids, std::size_t run,
                   std::vector<CallSeen>& seen) {
  const std::vector<FunctionCost> totals = function_totals(profile);
  const CallGraph graph = to_graph(profile, totals, choose_functions(profile, totals, {}), 0);
  for (const Edge& edge : graph.edges) {
    seen.push_back({ids[graph.functions[edge.caller].frame], ids[graph.functions[edge.callee].frame], run,
                    bounded(known(edge.cumulative)), edge.calls});
  }
}

// Figures of one pair in each of the runs of one side.
struct PairRuns {
  std::vector<std::int64_t> weights, counts;  // 0 in runs that have not seen it
  bool any = false;

  PairRuns(std::span<const CallSeen> seen, std::size_t first_run, std::size_t runs) : weights(runs), counts(runs) {
    for (const CallSeen& call : seen) {
      if (call.run < first_run || call.run - first_run >= runs) continue;
      weights[call.run - first_run] = call.cumulative;
      counts[call.run - first_run] = call.calls;
      any = true;
    }
  }
};

std::vector<CallDiff> compare_calls(std::vector<CallSeen> seen, std::size_t runs_before, std::size_t runs_after,
                                    const std::vector<std::uint32_t>& function_of) {
  std::sort(seen.begin(), seen.end(), [](const CallSeen& a, const CallSeen& b) {
    if (a.caller != b.caller) return a.caller < b.caller;
    if (a.callee != b.callee) return a.callee < b.callee;
    return a.run < b.run;
  });
  std::vector<CallDiff> calls;
  for (std::size_t first = 0, last = 0; first < seen.size(); first = last) {
    while (last < seen.size() && seen[last].caller == seen[first].caller && seen[last].callee == seen[first].callee) {
      ++last;
    }
    const std::span<const CallSeen> pair(seen.data() + first, last - first);
    PairRuns before(pair, 0, runs_before), after(pair, runs_before, runs_after);
    calls.push_back({.caller = function_of[seen[first].caller],
                     .callee = function_of[seen[first].callee],
                     .before = middle_of(before.weights).median,
                     .after = middle_of(after.weights).median,
                     .calls_before = middle_of(before.counts).median,
                     .calls_after = middle_of(after.counts).median,
                     .was = before.any,
                     .is = after.any});
  }
  std::sort(calls.begin(), calls.end(), [](const CallDiff& a, const CallDiff& b) {
    return a.caller != b.caller ? a.caller < b.caller : a.callee < b.callee;
  });
  return calls;
}

// ---- All together
// ----------------------------------------------------------------------------------------------------

// One side's runs over the common frames.
struct SideRuns {
  std::vector<Run> runs;
  std::vector<CallSeen> calls;
};

SideRuns read_side_runs(const std::vector<Profile>& profiles, std::size_t first_run, Diff& diff, DiffSide& side) {
  std::vector<std::vector<FrameId>> ids;
  // A filter may have added a function of its own, for what it hides: all frames are known before any run is read.
  for (const Profile& profile : profiles) ids.push_back(diff.frames.unite(profile.frames));
  SideRuns result;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    side.files.insert(side.files.end(), profiles[i].files.begin(), profiles[i].files.end());
    result.runs.push_back(read_run(profiles[i], ids[i], diff.frames.size()));
    collect_calls(profiles[i], ids[i], first_run + i, result.calls);
    diff.warnings.merge(profiles[i].warnings);
    diff.doubts.because(profiles[i].estimates.reason);
  }
  side.runs = static_cast<std::int64_t>(profiles.size());
  side.spread = total_spread(result.runs);
  return result;
}

// Everything about functions but what depends on the base: whether they moved, and their order.
void compare_functions(Diff& diff, std::vector<Identity> identities, const std::vector<Run>& before,
                       const std::vector<Run>& after) {
  identities.resize(diff.frames.size());
  Wide total_before = 0;
  Wide total_after = 0;
  for (FrameId frame = 0; frame < diff.frames.size(); ++frame) {
    FunctionDiff function;
    function.frame = frame;
    read_side(before, frame, function.before, function.spread, function.was);
    read_side(after, frame, function.after, function.spread, function.is);
    if (!function.was && !function.is) continue;
    // Still to be held against the least noise, which needs the total.
    function.self_moved = runs_are_apart(before, after, frame, &FunctionCost::self);
    function.cumulative_moved = runs_are_apart(before, after, frame, &FunctionCost::cumulative);
    function.matched = identities[frame].matched;
    function.former = std::move(identities[frame].former);
    total_before += function.before.self;
    total_after += function.after.self;
    diff.functions.push_back(std::move(function));
  }
  diff.before.total = bounded(total_before);
  diff.after.total = bounded(total_after);
}

void apply_noise(Diff& diff, double noise_share) {
  diff.noise_share = noise_share;
  // The largest weight that is not above the share: 0.005 is not a binary fraction, so a product that is that near to a
  // whole number is meant to be it.
  const long double band =
      static_cast<long double>(std::max<Weight>(diff.base, 0)) * static_cast<long double>(noise_share);
  const long double most_noise = std::min(band * (1 + 1e-12L), static_cast<long double>(most_weight));
  diff.noise = static_cast<Weight>(most_noise);
  for (FunctionDiff& function : diff.functions) {
    const auto moved = [&](Weight delta, Weight explained, bool apart) {
      return std::abs(delta) > explained || (apart && std::abs(delta) > diff.noise);
    };
    function.self_moved = moved(function.self_delta(), diff.self_band(function), function.self_moved);
    function.cumulative_moved =
        moved(function.cumulative_delta(), diff.cumulative_band(function), function.cumulative_moved);
  }
}

}  // namespace

Diff compare(MatchedRuns& matched, const DiffOptions& options) {
  const Weight whole = bounded(median_total(matched.before));
  if (options.normalize) {
    for (Profile& run : matched.before) scale_run(run, whole);
    for (Profile& run : matched.after) scale_run(run, whole);
  }
  const Profile& first = matched.before.front();
  Diff diff(std::move(matched.frames));
  diff.metric = first.metric;
  diff.counted = first.counted();
  diff.normalized = options.normalize;
  diff.chosen = describe(first.offered, first.chosen);

  for (const Profile& run : matched.after) diff.frames.unite(run.frames);
  SideRuns before = read_side_runs(matched.before, 0, diff, diff.before);
  SideRuns after = read_side_runs(matched.after, matched.before.size(), diff, diff.after);
  compare_functions(diff, std::move(matched.identities), before.runs, after.runs);
  diff.filtered = options.filtered;
  diff.before.run_total = median_run_total(matched.before);
  diff.after.run_total = median_run_total(matched.after);
  // A selection that is 100 % of itself is what is compared.
  diff.base = options.filtered && !diff.before.run_total ? whole : diff.before.total;
  apply_noise(diff, options.noise_share);

  std::sort(diff.functions.begin(), diff.functions.end(),
            [&](const FunctionDiff& a, const FunctionDiff& b) { return comes_before(diff, a, b); });
  std::vector<std::uint32_t> function_of(diff.frames.size(), 0);
  for (std::uint32_t i = 0; i < diff.functions.size(); ++i) function_of[diff.functions[i].frame] = i;
  before.calls.insert(before.calls.end(), after.calls.begin(), after.calls.end());
  diff.calls = compare_calls(std::move(before.calls), before.runs.size(), after.runs.size(), function_of);
  return diff;
}

}  // namespace p2g
