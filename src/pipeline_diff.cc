// The table of contents for `prof2graph diff`: what happens between two sides and the finished file, and why now.
#include "src/pipeline_diff.h"

#include <utility>

#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/gate/limits.h"
#include "src/model/profile.h"
#include "src/passes/compare/compare.h"
#include "src/passes/compare/diff_rows.h"
#include "src/passes/compare/unite_trees.h"
#include "src/passes/merge/merge.h"
#include "src/passes/select/filter.h"
#include "src/reading.h"
#include "src/stopwatch.h"
#include "src/writing.h"

namespace p2g {
namespace {

// One list, sides behind each other, and apart again.
std::vector<Profile> joined(std::vector<Profile> before, std::vector<Profile> after) {
  for (Profile& run : after) before.push_back(std::move(run));
  return before;
}
std::vector<Profile> split_off(std::vector<Profile>& runs, std::size_t first) {
  std::vector<Profile> rest;
  for (std::size_t i = first; i < runs.size(); ++i) rest.push_back(std::move(runs[i]));
  runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(first), runs.end());
  return rest;
}

Result<void> filter_all(std::vector<Profile>& runs, const FilterOptions& options) {
  for (Profile& run : runs) {
    P2G_TRY_ASSIGN(run, filter(std::move(run), options));
  }
  return {};
}

// Halves of a sample must have room once there is something to take the middle of.
int least_decimals(const Options& options) { return options.files.size() > 2 ? 1 : 0; }

Result<void> write_output(const Plan& plan, const DiffModel& model, Outcome& outcome, Sink& sink) {
  const PictureOptions& picture = plan.options.picture;
  if (plan.format->write_diff != nullptr) {
    Stopwatch watch(outcome, "write");
    P2G_TRY(plan.format->write_diff(model, picture, sink));
    watch.done({});
    return {};
  }
  const auto draw = [&](DrawStats& stats) { return plan.view->draw_diff(model, picture, plan.theme, stats); };
  return write_picture(plan, draw, outcome, sink);
}

}  // namespace

Result<Outcome> run_diff(const Plan& plan, const Hooks& hooks) {
  Outcome outcome;
  const Options& options = plan.options;

  // Every file stays a run of its own: what differs between runs of one side is noise.
  P2G_TRY_ASSIGN(std::vector<Profile> before, read_runs(options.before, options, hooks, outcome));
  P2G_TRY_ASSIGN(std::vector<Profile> after, read_runs(options.after, options, hooks, outcome));

  // One unit and one scale, before anything is compared with anything.
  std::vector<Profile> runs = joined(std::move(before), std::move(after));
  P2G_TRY(to_common_scale(runs, least_decimals(options)));

  // Functions are matched before filters choose, so that a pattern finds a function that only one side has.
  Stopwatch watch(outcome, "compare");
  std::vector<Profile> after_runs = split_off(runs, options.before.size());
  P2G_TRY_ASSIGN(MatchedRuns matched, match_functions(std::move(runs), std::move(after_runs), options.match));
  if (!options.filter.empty()) {
    P2G_TRY(filter_all(matched.before, options.filter));
    P2G_TRY(filter_all(matched.after, options.filter));
  }
  DiffOptions compare_options = options.compare;
  compare_options.filtered = !options.filter.empty();
  Diff diff = compare(matched, compare_options);

  // Only pictures of stacks need trees.
  DiffTree tree;
  const bool draws_tree = plan.format->write_diff == nullptr && (plan.view->needs & needs_tree) != 0;
  if (draws_tree) {
    P2G_TRY_ASSIGN(tree, unite_trees(diff, std::move(matched.before), std::move(matched.after), plan.tree));
  }
  watch.done({{"functions", count_of(diff.functions.size())}, {"calls", count_of(diff.calls.size())}});

  // The gate is decided before the output is written, because the output says what tripped.
  P2G_TRY_ASSIGN(const Verdict verdict, check_limits(plan.limits, diff));
  diff.warnings.merge(plan.warnings);
  for (const LimitResult& result : verdict) {
    if (result.of_gone) diff.warnings.add("limit-gone", result.limit + ": no function after matches");
  }
  if (options.strict && !diff.warnings.empty())
    return fail(strict_error(diff.warnings.list().front(), ErrorKind::input, ""));

  P2G_TRY_ASSIGN(Sink sink, options.output == "-" ? Result<Sink>(Sink::to_stdout()) : Sink::to_file(options.output));
  DiffModel model{&diff, &verdict, sorted_rows(diff, plan.diff_sort), options.table.limit, &tree};
  P2G_TRY(write_output(plan, model, outcome, sink));

  // Only now do the targets change.
  P2G_TRY(commit_outputs(sink, options.junit, verdict, outcome));
  outcome.verdict = verdict;
  outcome.warnings.merge(diff.warnings);
  outcome.warnings.merge(plan.theme.warnings);
  return outcome;
}

}  // namespace p2g
