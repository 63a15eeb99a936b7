// The table of contents: what happens between a job and its finished outputs, in order, and why now.
#include "src/pipeline.h"

#include <algorithm>
#include <utility>

#include "renderers/formats/p2g/write_profile.h"
#include "src/analysis/analysis.h"
#include "src/analysis/comparison.h"
#include "src/explain_function.h"
#include "src/gate/limits.h"
#include "src/job.h"
#include "src/list_functions.h"
#include "src/list_profiles.h"
#include "src/model/fraction.h"
#include "src/passes/compare/match.h"
#include "src/passes/compare/measure_clock.h"
#include "src/passes/graph/to_calls.h"
#include "src/passes/merge/merge.h"
#include "src/passes/names/settle.h"
#include "src/passes/select/filter.h"
#include "src/reading.h"
#include "src/reading_shards.h"
#include "src/spread.h"
#include "src/stopwatch.h"
#include "src/writing.h"

namespace p2g {
namespace {

Result<void> select(Profile& profile, const FilterOptions& options, Outcome& outcome) {
  if (options.empty()) return {};
  Stopwatch watch(outcome, "filter");
  const bool had_functions = profile.frames.size() > 0;
  P2G_TRY_ASSIGN(profile, filter(std::move(profile), options));
  const bool lost_all = had_functions && profile.frames.size() == 0;
  if (lost_all) profile.warnings.add("no-functions", "the profile has no functions");
  watch.done({});
  return {};
}

Result<void> select(std::vector<Profile>& runs, const FilterOptions& options) {
  if (options.empty()) return {};
  for (Profile& run : runs) {
    P2G_TRY_ASSIGN(run, filter(std::move(run), options));
  }
  return {};
}

// Stacks that are written as data look exact; of a profile without stacks they are not.
void note_estimates(const Job& job, const Analysis& analysis, Outcome& outcome) {
  for (const Output& output : job.outputs) {
    if (output.format->prints != Content::tree) continue;
    if (!analysis.tree(tree_options(output.options.flame, true)).estimated) continue;
    outcome.warnings.add("estimated", "the profile keeps no call stacks: stacks below shared functions are estimates");
    return;
  }
}

Result<void> refuse_imperfect(const Job& job, const Warnings& warnings, const std::vector<std::string>& files) {
  if (!job.strict || warnings.empty()) return {};
  return fail(strict_error(warnings.list().front(), ErrorKind::input, files.empty() ? "" : files.front()));
}

// Limits about figures after say little about functions that only the side before has.
Warnings warnings_of(const Verdict& verdict) {
  Warnings warnings;
  for (const LimitResult& result : verdict) {
    if (result.of_gone) warnings.add("limit-gone", result.limit + ": no function after matches");
  }
  return warnings;
}

// One list, sides behind each other, and apart again.
std::vector<Profile> joined(std::vector<Profile> before, std::vector<Profile> after) {
  std::move(after.begin(), after.end(), std::back_inserter(before));
  return before;
}
std::vector<Profile> split_off(std::vector<Profile>& runs, std::size_t first) {
  const auto begin = runs.begin() + static_cast<std::ptrdiff_t>(first);
  std::vector<Profile> rest(std::make_move_iterator(begin), std::make_move_iterator(runs.end()));
  runs.erase(begin, runs.end());
  return rest;
}

// A comparison keeps room for differences of sums: what would be cut to it is refused, or both sides would look the
// same.
Result<void> refuse_too_large(const std::vector<Profile>& runs) {
  for (const Profile& run : runs) {
    bool fits = run.total <= most_weight;
    if (!run.has_stacks()) {
      for (const FunctionCost& function : run.calls().functions) fits = fits && function.cumulative <= most_weight;
    }
    if (fits) continue;
    const std::string file = run.files.empty() ? std::string() : run.files.front();
    Error error{ErrorKind::input, "is too large to be compared: at most " + run.metric.amount(most_weight), file};
    error.hint = "it can be drawn alone; compare in a larger unit";
    return fail(std::move(error));
  }
  return {};
}

// All runs have the same frames, each a copy of its own.
void show_stripped(MatchedRuns& matched) {
  show_stripped(matched.frames);
  for (std::vector<Profile>* side : {&matched.before, &matched.after}) {
    for (Profile& run : *side) show_stripped(run.frames);
  }
}

// The picture of a call graph has no stacks, even where its profile had: they compare as calls.
void to_one_kind(std::vector<Profile>& runs) {
  const bool as_calls = std::any_of(runs.begin(), runs.end(), [](const Profile& run) {
    return !run.has_stacks() && run.counted() == Counted::nothing;
  });
  if (!as_calls) return;
  for (Profile& run : runs) to_calls(run);
}

// Each file as a run of its own, or all of them as one.
Result<std::vector<Profile>> read_side(const std::vector<std::string>& files, const Inputs& inputs, const Hooks& hooks,
                                       Outcome& outcome) {
  if (!inputs.merge_sides || files.size() == 1) return read_runs(files, inputs, hooks, outcome);
  Inputs one_run = inputs;
  one_run.files = files;
  one_run.names.strip = false;  // names are stripped once functions are matched
  one_run.keep_parts = false;
  P2G_TRY_ASSIGN(Profile sum, read_merged(one_run, hooks, outcome));
  std::vector<Profile> runs;
  runs.push_back(std::move(sum));
  return runs;
}

// Both sides' runs with the same functions, each still a run of its own: what differs between runs of one side is
// noise.
Result<MatchedRuns> read_sides(const Job& job, const Hooks& hooks, Outcome& outcome) {
  const Inputs& inputs = job.inputs;
  P2G_TRY_ASSIGN(std::vector<Profile> before, read_side(inputs.before, inputs, hooks, outcome));
  P2G_TRY_ASSIGN(std::vector<Profile> after, read_side(inputs.after, inputs, hooks, outcome));
  const std::size_t runs_before = before.size();
  std::vector<Profile> runs = joined(std::move(before), std::move(after));
  to_one_kind(runs);
  // Halves of a sample must have room once there is something to take the middle of.
  const int least_decimals = runs.size() > 2 ? 1 : 0;
  P2G_TRY(to_common_scale(runs, least_decimals));
  P2G_TRY(refuse_too_large(runs));
  if (!inputs.names.exact) settle_names(runs);
  std::vector<Profile> after_runs = split_off(runs, runs_before);
  P2G_TRY_ASSIGN(MatchedRuns matched, match_functions(std::move(runs), std::move(after_runs), job.match));
  if (inputs.names.strip) show_stripped(matched);
  return matched;
}

Result<void> list_offers(const Job& job, const Hooks& hooks, Outcome& outcome) {
  P2G_TRY_ASSIGN(const std::vector<Profile> profiles, read_runs(job.inputs.files, job.inputs, hooks, outcome));
  P2G_TRY_ASSIGN(std::vector<Sink> sinks, open_outputs(job.outputs));
  return list_profiles(profiles, job.outputs.front().format->any_view, sinks.front());
}

Result<void> draw_one(const Job& job, const Hooks& hooks, Outcome& outcome) {
  // Bytes become one profile: several files of one run are summed here, before anybody chooses anything.
  P2G_TRY_ASSIGN(Profile profile, read_merged(job.inputs, hooks, outcome));

  // Filters change the profile itself, so that every view and format sees the same selection.
  P2G_TRY(select(profile, job.filter, outcome));
  profile.warnings.merge(job.warnings);

  // Outputs are opened before the expensive part, so that an unwritable folder is known at once.
  P2G_TRY_ASSIGN(std::vector<Sink> sinks, open_outputs(job.outputs));
  if (job.list_functions) return list_functions(profile, *job.list_functions, sinks.front());

  // From here on graphs, trees and tables are made when somebody asks for them, once for all outputs.
  const Analysis analysis(std::move(profile));
  if (!job.explain.empty()) return explain_function(analysis, job.explain, !job.filter.empty(), sinks.front());
  const std::size_t computing = outcome.stages.size();

  // Limits are decided before anything is written, because the outputs say what tripped.
  if (!job.limits.empty()) {
    P2G_TRY_ASSIGN(outcome.verdict, check_limits(job.limits, Figures(analysis.profile(), !job.filter.empty())));
  }

  // All that the profile lacks is known now: --strict refuses it before it is drawn.
  note_estimates(job, analysis, outcome);
  if (job.summarize) outcome.summary = summarize(analysis);
  if (job.say_all) {
    for (const Observation& each : analysis.observations()) outcome.observations.push_back(each.text);
  }
  outcome.warnings.merge(analysis.profile().warnings);
  P2G_TRY(refuse_imperfect(job, outcome.warnings, analysis.profile().files));

  // Every output is finished before the first takes its place, so that there are all of them or none.
  const Documents documents(job, analysis, outcome.verdict);
  P2G_TRY(write_outputs(job, documents, sinks, hooks, outcome));
  add_stage(outcome, computing, analysis.effort());
  P2G_TRY(commit_outputs(sinks, outcome));
  outcome.warnings.merge(job.theme.warnings);
  return {};
}

// Nothing is chosen of a sum that goes on to be summed.
Result<void> sum_shards(const Job& job, const Hooks& hooks, Outcome& outcome) {
  P2G_TRY_ASSIGN(ShardSum sum, read_shards(job.inputs, hooks, outcome));
  outcome.warnings.merge(sum.profile.warnings);
  P2G_TRY(refuse_imperfect(job, outcome.warnings, job.inputs.files));
  P2G_TRY_ASSIGN(std::vector<Sink> sinks, open_outputs(job.outputs));
  P2G_TRY(write_profile(sum.profile, sum.inputs, sinks.front()));
  return commit_outputs(sinks, outcome);
}

Result<void> compare_sides(const Job& job, const Hooks& hooks, Outcome& outcome) {
  // Functions are matched before filters choose, so that a pattern finds a function that only one side has.
  P2G_TRY_ASSIGN(MatchedRuns runs, read_sides(job, hooks, outcome));
  // The machine is measured with all functions, whatever is shown of them.
  ComparisonOptions how = job.compare;
  if (!job.filter.empty()) how.diff.clock = measure_clock(runs, how.diff.drift);
  P2G_TRY(select(runs.before, job.filter));
  P2G_TRY(select(runs.after, job.filter));

  // Outputs are opened before the expensive part, so that an unwritable folder is known at once.
  P2G_TRY_ASSIGN(std::vector<Sink> sinks, open_outputs(job.outputs));

  // The tree of both sides is made when a picture asks for it.
  Stopwatch watch(outcome, "compare");
  Comparison comparison(std::move(runs), how);
  const Diff& diff = comparison.diff();
  watch.done({{"functions", count_of(diff.functions.size())}, {"calls", count_of(diff.calls.size())}});

  // The gate is decided before anything is written, because the outputs say what tripped.
  P2G_TRY_ASSIGN(outcome.verdict, check_limits(job.limits, diff));
  comparison.add_warnings(job.warnings);
  comparison.add_warnings(warnings_of(outcome.verdict));
  P2G_TRY(refuse_imperfect(job, diff.warnings, {}));
  if (job.summarize) outcome.summary = summarize(diff);

  // Every output is finished before the first takes its place, so that there are all of them or none.
  const Documents documents(job, comparison, outcome.verdict);
  P2G_TRY(write_outputs(job, documents, sinks, hooks, outcome));
  P2G_TRY(commit_outputs(sinks, outcome));
  outcome.warnings.merge(diff.warnings);
  outcome.warnings.merge(job.theme.warnings);
  return {};
}

}  // namespace

Result<Outcome> run(const Options& options, const Hooks& hooks) {
  // What is asked for is settled first: a misspelt type must not cost the reading of a gigabyte.
  P2G_TRY_ASSIGN(const Job job, make_job(options));
  return run_job(job, hooks);
}

Result<Outcome> run_job(const Job& job, const Hooks& hooks) {
  Outcome outcome;
  outcome.notes = job.notes;
  if (job.list_profiles) {
    P2G_TRY(list_offers(job, hooks, outcome));
  } else if (job.shards) {
    P2G_TRY(sum_shards(job, hooks, outcome));
  } else if (job.spread) {
    P2G_TRY_ASSIGN(std::vector<Sink> sinks, open_outputs(job.outputs));
    P2G_TRY(write_spread(job, hooks, outcome, sinks.front()));
  } else {
    P2G_TRY(job.inputs.compares() ? compare_sides(job, hooks, outcome) : draw_one(job, hooks, outcome));
  }
  return outcome;
}

}  // namespace p2g
