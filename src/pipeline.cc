// The table of contents: what happens between the command line and the finished file, in order, and why now.
#include "src/pipeline.h"

#include <algorithm>

#include "src/base/sink.h"
#include "src/base/text.h"
#include "src/gate/limits.h"
#include "src/model/pattern.h"
#include "src/model/totals.h"
#include "src/passes/graph/to_graph.h"
#include "src/pipeline_diff.h"
#include "src/plan.h"
#include "src/reading.h"
#include "src/stopwatch.h"
#include "src/writing.h"

namespace p2g {
namespace {

// Picture or data format, into the sink; the caller commits.
Result<void> write_output(const Plan& plan, const Model& model, const Options& options, Outcome& outcome, Sink& sink) {
  if (plan.format->write_model != nullptr) {
    Stopwatch watch(outcome, "write");
    P2G_TRY(plan.format->write_model(model, options.picture, plan.theme, sink));
    watch.done({});
    return {};
  }
  const auto draw = [&](DrawStats& stats) { return plan.view->draw(model, options.picture, plan.theme, stats); };
  return write_picture(plan, draw, outcome, sink);
}

// --list-functions: one "name (file:line)" a line, by name, for finding what to give to --root and the like.
Result<void> list_functions(const Profile& profile, const std::string& pattern, Sink& sink) {
  std::vector<std::string> texts;
  if (!pattern.empty()) texts.push_back(pattern);
  P2G_TRY_ASSIGN(const Patterns patterns, Patterns::parse(texts, "--list-functions", false));
  P2G_TRY_ASSIGN(const std::vector<std::uint8_t> matching, patterns.match_all(profile.frames));
  std::vector<FrameId> order;
  for (FrameId id = 0; id < profile.frames.size(); ++id) {
    if (patterns.empty() || matching[id] != 0) order.push_back(id);
  }
  std::sort(order.begin(), order.end(), [&](FrameId a, FrameId b) { return profile.frames.compare(a, b) < 0; });
  for (const FrameId id : order) {
    const FrameParts parts = profile.frames.parts(id);
    append_terminal(sink.buffer(), parts.name);
    if (parts.has_file) {
      sink.put(" (");
      append_terminal(sink.buffer(), parts.file);
      if (parts.has_line) append_decimal(sink.buffer() += ':', parts.line, 0);
      sink.put(")");
    }
    sink.put("\n");
    sink.settle();
  }
  return {};
}

Result<void> refuse_imperfect(const Warnings& warnings, const Profile& profile) {
  if (warnings.empty()) return {};
  return fail(
      strict_error(warnings.list().front(), ErrorKind::input, profile.files.empty() ? "" : profile.files.front()));
}

}  // namespace

Result<Outcome> run(const Options& given, const Hooks& hooks) {
  Outcome outcome;

  // What is asked for is settled first: a misspelt type must not cost the reading of a gigabyte.
  P2G_TRY_ASSIGN(Plan planned, make_plan(given));
  const Plan& plan = planned;
  const Options& options = plan.options;
  if (options.diff) return run_diff(plan, hooks);

  // Bytes become one profile: several files of one run are summed here, before anybody chooses anything.
  P2G_TRY_ASSIGN(Profile profile, read_merged(options, hooks, outcome));

  // Filters change the profile itself, so that every view and format sees the same selection.
  if (!options.filter.empty()) {
    Stopwatch watch(outcome, "filter");
    const bool had_functions = profile.frames.size() > 0;
    P2G_TRY_ASSIGN(profile, filter(std::move(profile), options.filter));
    const bool lost_all = had_functions && profile.frames.size() == 0;
    if (lost_all) profile.warnings.add("no-functions", "the profile has no functions");
    watch.done({});
  }
  profile.warnings.merge(plan.warnings);

  // The output is opened before the expensive part, so that an unwritable folder is known at once. Nothing is
  // visible at the target until commit().
  P2G_TRY_ASSIGN(Sink sink, options.output == "-" ? Result<Sink>(Sink::to_stdout()) : Sink::to_file(options.output));

  if (options.list_functions) {
    P2G_TRY(list_functions(profile, *options.list_functions, sink));
    P2G_TRY(sink.commit());
    return outcome;
  }

  // Only what the view or format declares is computed.
  Stopwatch watch(outcome, "graph");
  CallGraph full;
  CallGraph graph;
  Tree tree;
  Table table;
  Model model;
  model.profile = &profile;
  model.warnings = &profile.warnings;
  if ((plan.needs & (needs_full_graph | needs_graph)) != 0) {
    std::vector<FunctionCost> summed;
    if (profile.has_stacks()) summed = function_totals(profile);
    // Those of calls are the file's own, and large: no copy.
    const std::vector<FunctionCost>& totals = profile.has_stacks() ? summed : profile.calls().functions;
    if ((plan.needs & needs_full_graph) != 0) {
      full = to_graph(profile, totals, choose_functions(profile, totals, {}), 0);
      model.full = &full;
    }
    if ((plan.needs & needs_graph) != 0) {
      graph = to_graph(profile, totals, choose_functions(profile, totals, plan.prune), plan.prune.edge_share);
      model.graph = &graph;
    }
  }
  if ((plan.needs & needs_tree) != 0) {
    tree = to_tree(profile, plan.tree);
    model.tree = &tree;
    if (tree.estimated && plan.format->write_model != nullptr) {
      profile.warnings.add("estimated",
                           "the profile keeps no call stacks: stacks below shared functions are estimates");
    }
  }
  if ((plan.needs & needs_table) != 0) {
    P2G_TRY_ASSIGN(table, to_table(profile, options.table));
    model.table = &table;
  }
  // Limits without a base are decided before the output is written, because the output says what tripped.
  if (!plan.limits.empty()) {
    Diff alone = one_side(profile);
    alone.filtered = !options.filter.empty();
    P2G_TRY_ASSIGN(outcome.verdict, check_limits(plan.limits, alone));
    model.verdict = &outcome.verdict;
  }
  watch.done({{"functions", count_of(model.graph != nullptr ? graph.functions.size() : full.functions.size())},
              {"edges", count_of(model.graph != nullptr ? graph.edges.size() : full.edges.size())},
              {"tree nodes", count_of(tree.size())}});

  if (options.strict) P2G_TRY(refuse_imperfect(profile.warnings, profile));
  if (hooks.progress) hooks.progress("drawing", -1);
  P2G_TRY(write_output(plan, model, options, outcome, sink));

  // Only now does the target change, in one step.
  P2G_TRY(commit_outputs(sink, options.junit, outcome.verdict, outcome));

  outcome.warnings.merge(profile.warnings);
  outcome.warnings.merge(plan.theme.warnings);
  return outcome;
}

}  // namespace p2g
