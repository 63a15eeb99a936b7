#include "src/passes/compare/compare.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "src/model/fraction.h"
#include "src/model/graph.h"
#include "src/model/profile.h"
#include "src/model/totals.h"
#include "src/passes/compare/count_calls.h"
#include "src/passes/compare/decide.h"
#include "src/passes/compare/find_shifts.h"
#include "src/passes/compare/measure_clock.h"
#include "src/passes/compare/run_table.h"
#include "src/passes/compare/weigh_changes.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/to_graph.h"

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

void scale_to(Profile& run, Weight target) {
  if (run.total <= 0 || target <= 0 || run.total == target) return;
  scale_run(run, static_cast<long double>(target) / static_cast<long double>(run.total));
  run.total = target;
}

// ---- Functions
// -------------------------------------------------------------------------------------------------------

using Field = std::int64_t FunctionCost::*;
constexpr Field fields[] = {&FunctionCost::self, &FunctionCost::cumulative, &FunctionCost::calls,
                            &FunctionCost::primitive_calls};

// One side of the tables: runs first … last - 1.
void read_side(const RunTables& tables, std::size_t first, std::size_t last, FunctionDiff& function, bool after) {
  std::vector<std::int64_t> values(last - first);
  FunctionCost& medians = after ? function.after : function.before;
  for (const Field field : fields) {
    for (std::size_t r = first; r < last; ++r) values[r - first] = tables.runs[r].totals[function.frame].*field;
    const Middle middle = middle_of(values);
    medians.*field = middle.median;
    function.spread.*field = bounded(Wide{function.spread.*field} + middle.spread);
  }
  bool& on_side = after ? function.is : function.was;
  for (std::size_t r = first; r < last; ++r) on_side = on_side || tables.runs[r].present[function.frame] != 0;
}

Weight total_spread(const RunTables& tables, std::size_t first, std::size_t last) {
  std::vector<std::int64_t> totals;
  for (std::size_t r = first; r < last; ++r) {
    Wide sum = 0;
    for (const FunctionCost& cost : tables.runs[r].totals) sum += cost.self;
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
    // Between functions of which no figure is left, calls that cost nothing may still stand.
    if (function_of[seen[first].caller] == no_index || function_of[seen[first].callee] == no_index) continue;
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

void read_side_facts(const std::vector<Profile>& profiles, Diff& diff, DiffSide& side) {
  for (const Profile& profile : profiles) {
    side.files.insert(side.files.end(), profile.files.begin(), profile.files.end());
    diff.warnings.merge(profile.warnings);
    diff.doubts.add(profile.estimates, diff.frames.unite(profile.frames));
  }
  side.runs = static_cast<std::int64_t>(profiles.size());
  side.run_total = median_run_total(profiles);
}

// Medians and spreads of all functions, in the order of their frames.
std::vector<FunctionDiff> medians_of(const RunTables& tables, std::size_t frames) {
  std::vector<FunctionDiff> functions;
  for (FrameId frame = 0; frame < frames; ++frame) {
    FunctionDiff function;
    function.frame = frame;
    read_side(tables, 0, tables.before, function, false);
    read_side(tables, tables.before, tables.runs.size(), function, true);
    if (function.was || function.is) functions.push_back(std::move(function));
  }
  return functions;
}

// Takes the machine's speed out of the runs; what they measured is kept beside.
void correct_speeds(Diff& diff, MatchedRuns& matched, RunTables& tables) {
  const std::vector<FunctionDiff> measured = medians_of(tables, diff.frames.size());
  for (std::size_t r = 0; r < matched.before.size(); ++r) scale_run(matched.before[r], std::exp(-diff.clock.before[r]));
  for (std::size_t r = 0; r < matched.after.size(); ++r) scale_run(matched.after[r], std::exp(-diff.clock.after[r]));
  tables = read_runs(matched.before, matched.after, diff.frames);
  diff.functions = medians_of(tables, diff.frames.size());
  Wide before = 0;
  Wide after = 0;
  for (std::size_t f = 0; f < diff.functions.size(); ++f) {
    before += measured[f].before.self;
    after += measured[f].after.self;
    diff.functions[f].measured_self = measured[f].after.self;
    diff.functions[f].measured_cumulative = measured[f].after.cumulative;
  }
  diff.before.measured = bounded(before);
  diff.after.measured = bounded(after);
}

void add_up(Diff& diff, const RunTables& tables, std::vector<Identity> identities) {
  identities.resize(diff.frames.size());
  Wide before = 0;
  Wide after = 0;
  for (FunctionDiff& function : diff.functions) {
    function.matched = identities[function.frame].matched;
    function.former = std::move(identities[function.frame].former);
    before += function.before.self;
    after += function.after.self;
  }
  diff.before.total = bounded(before);
  diff.after.total = bounded(after);
  diff.before.spread = total_spread(tables, 0, tables.before);
  diff.after.spread = total_spread(tables, tables.before, tables.runs.size());
}

// What a side may have had though its profile, a picture, does not list it neither came nor went, and is 0 only
// perhaps. Nor does what is no function, but stands for some.
void settle_unlisted(Diff& diff, const RunTables& tables) {
  const auto omits = [&](std::size_t first, std::size_t last) {
    return std::any_of(tables.runs.begin() + static_cast<std::ptrdiff_t>(first),
                       tables.runs.begin() + static_cast<std::ptrdiff_t>(last),
                       [](const Run& run) { return run.omits_below > 0; });
  };
  const bool before_omits = omits(0, tables.before);
  const bool after_omits = omits(tables.before, tables.runs.size());
  bool unlisted = false;
  for (FunctionDiff& function : diff.functions) {
    if (diff.frames.parts(function.frame).kind == FrameKind::hidden) {
      function.was = function.is = true;
    } else if ((!function.was && before_omits) || (!function.is && after_omits)) {
      function.was = function.is = true;
      diff.doubts.mark(function.frame, estimated_self | estimated_cumulative | estimated_calls);
      unlisted = true;
    }
  }
  if (unlisted) diff.doubts.because("a picture does not list all functions");
}

// The largest weight that is not above the share: 0.005 is not a binary fraction, so a product that is that near to a
// whole number is meant to be it.
Weight least_noise(Weight base, double noise_share) {
  const long double band = static_cast<long double>(std::max<Weight>(base, 0)) * static_cast<long double>(noise_share);
  const long double most_noise = std::min(band * (1 + 1e-12L), static_cast<long double>(most_weight));
  return static_cast<Weight>(most_noise);
}

std::vector<CallDiff> read_calls(const MatchedRuns& matched, Diff& diff) {
  std::vector<CallSeen> seen;
  std::size_t run = 0;
  for (const std::vector<Profile>* side : {&matched.before, &matched.after}) {
    for (const Profile& profile : *side) collect_calls(profile, diff.frames.unite(profile.frames), run++, seen);
  }
  std::vector<std::uint32_t> function_of(diff.frames.size(), no_index);
  for (std::uint32_t i = 0; i < diff.functions.size(); ++i) function_of[diff.functions[i].frame] = i;
  return compare_calls(std::move(seen), matched.before.size(), matched.after.size(), function_of);
}

// What a reader wants first; calls follow.
void sort_functions(Diff& diff) {
  std::vector<std::uint32_t> order(diff.functions.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return comes_before(diff, diff.functions[a], diff.functions[b]); });
  std::vector<std::uint32_t> place(order.size());
  std::vector<FunctionDiff> sorted;
  sorted.reserve(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(diff.functions[order[i]]));
  }
  diff.functions = std::move(sorted);
  for (CallDiff& call : diff.calls) {
    call.caller = place[call.caller];
    call.callee = place[call.callee];
  }
  std::sort(diff.calls.begin(), diff.calls.end(), [](const CallDiff& a, const CallDiff& b) {
    return a.caller != b.caller ? a.caller < b.caller : a.callee < b.callee;
  });
}

}  // namespace

Diff compare(MatchedRuns& matched, const DiffOptions& options) {
  if (options.normalize) {
    const Weight whole = bounded(median_total(matched.before));
    for (Profile& run : matched.before) scale_to(run, whole);
    for (Profile& run : matched.after) scale_to(run, whole);
  }
  const Profile& first = matched.before.front();
  Diff diff(matched.frames.copy());
  diff.metric = first.metric;
  diff.counted = first.counted();
  diff.normalized = options.normalize;
  diff.filtered = options.filtered;
  diff.chosen = describe(first.offered, first.chosen);
  diff.whole_after = bounded(median_total(matched.after));

  // The machine first: all that follows sees runs of one speed.
  RunTables tables = read_runs(matched.before, matched.after, diff.frames);
  const bool drift = options.drift && !options.normalize;
  diff.clock = options.clock && !options.normalize ? *options.clock : measure_clock(tables, matched, drift);
  correct_speeds(diff, matched, tables);
  add_up(diff, tables, std::move(matched.identities));
  read_side_facts(matched.before, diff, diff.before);
  read_side_facts(matched.after, diff, diff.after);
  settle_unlisted(diff, tables);

  // A selection that is 100 % of itself is what is compared.
  const bool of_whole_run = options.filtered && !diff.before.run_total;
  diff.base = of_whole_run ? bounded(median_total(matched.before)) : diff.before.total;
  diff.noise_share = options.noise_share;
  diff.noise = least_noise(diff.base, options.noise_share);

  // Then what is known of each change, and only then which of them count.
  classify_calls(diff, tables);
  weigh_changes(diff, tables);
  diff.calls = read_calls(matched, diff);
  pass_work_up(diff);
  decide(diff, tables);
  find_shifts(diff);
  sort_functions(diff);
  return diff;
}

}  // namespace p2g
