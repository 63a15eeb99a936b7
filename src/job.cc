// From options to a job: names are looked up, defaults settled, contradictions told, before anything is read.
#include "src/job.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include "src/choose_outputs.h"
#include "src/effects.h"
#include "src/gate/budget.h"
#include "src/model/metric.h"
#include "src/passes/graph/to_table.h"
#include "src/writing.h"

namespace p2g {
namespace {

std::string percent_argument(double percent) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, percent).ptr;
  return {digits, static_cast<std::size_t>(end - digits)};
}

std::string describe_cut(const PruneOptions& prune) {
  std::string text =
      "-n " + percent_argument(prune.node_share * 100) + " -e " + percent_argument(prune.edge_share * 100);
  if (prune.max_nodes > 0) text += " --max-nodes " + std::to_string(prune.max_nodes);
  return text;
}

// "NAME=PATTERN" of --group.
Result<OwnGroup> parse_group(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return fail(usage_error("--group: expected NAME=PATTERN, got \"" + text + '"',
                            "a pattern is a glob or a /regular expression/: --group 'web=*middleware*'"));
  }
  P2G_TRY_ASSIGN(Patterns patterns, Patterns::parse({text.substr(equals + 1)}, "--group", false));
  return OwnGroup{text.substr(0, equals), std::move(patterns)};
}

Result<std::shared_ptr<const GroupOptions>> settle_groups(const Options& options) {
  auto groups = std::make_shared<GroupOptions>();
  groups->built_in = !options.no_groups;
  for (const std::string& text : options.groups) {
    P2G_TRY_ASSIGN(OwnGroup group, parse_group(text));
    groups->own.push_back(std::move(group));
  }
  return std::shared_ptr<const GroupOptions>(std::move(groups));
}

// Thresholds: what was given; else gprof2dot's for what is drawn, nothing for other data, and the automatic choice for
// pictures.
GraphOptions choose_thresholds(const Options& options, const Format& format) {
  const bool drawn = format.is_picture() || format.is_drawing || format.is_report;
  GraphOptions graph;
  graph.prune.node_share = options.node_percent.value_or(drawn ? 0.5 : 0.0) / 100;
  graph.prune.edge_share = options.edge_percent.value_or(drawn ? 0.1 : 0.0) / 100;
  graph.prune.max_nodes = options.max_nodes.value_or(0);
  graph.automatic_choice = !options.node_percent && !options.edge_percent && !options.max_nodes;
  if (!graph.automatic_choice) graph.cut_text = describe_cut(graph.prune);
  return graph;
}

// Limits of the command line first, then those of the budget.
Result<std::vector<Limit>> collect_limits(const Options& options, Warnings& warnings) {
  std::vector<Limit> limits;
  for (const std::string& text : options.fail_on) {
    P2G_TRY_ASSIGN(Limit limit, parse_limit(text, "--fail-on"));
    limits.push_back(std::move(limit));
  }
  if (!options.budget.empty()) {
    P2G_TRY_ASSIGN(const std::vector<Limit> budget, read_budget(options.budget));
    if (budget.empty() && options.strict) {
      Error error{ErrorKind::input, "--strict: holds no limits", options.budget};
      error.hint = "without --strict this is a warning; limits are like " + std::string(budget_form);
      return fail(std::move(error));
    }
    // A gate that checks nothing must not look like one that was passed.
    if (budget.empty()) warnings.add("no-limits", options.budget + " holds no limits");
    limits.insert(limits.end(), budget.begin(), budget.end());
  }
  return limits;
}

Result<void> check_limits_fit(const Options& options, const std::vector<Limit>& limits) {
  for (const Limit& limit : limits) {
    if (!limit.needs_base() || options.diff) continue;
    Error error{ErrorKind::usage, limit.text + ": is about the change since a profile before", limit.source};
    error.hint = std::string("prof2graph diff BEFORE AFTER; for one profile give a limit ") +
                 (limit.change ? "without + or -" : "of self, cumulative, calls or total");
    return fail(std::move(error));
  }
  if (limits.empty() && !options.junit.empty()) {
    return fail(usage_error("--junit has no limits to write", "add --fail-on LIMIT or --budget FILE"));
  }
  return {};
}

// A key that does not exist is told whatever is shown: it is no less a slip where nothing has rows.
Result<void> settle_sort(const Options& options, Job& job, TableOptions& table) {
  if (!options.sort) return {};
  if (options.diff) {
    P2G_TRY_ASSIGN(job.compare.sort, parse_diff_sort(*options.sort));
    return {};
  }
  P2G_TRY(check_table_sort(*options.sort));
  table.sort = *options.sort;
  return {};
}

// What is read and what is written have options of their own, which are easily taken for each other.
Result<void> check_format(const std::string& name) {
  Result<const Importer*> importer = find_importer(name);
  if (importer) return {};
  if (!find_format(name)) return fail(std::move(importer).error());
  return fail(usage_error("--format says what is read, and " + name + " is an output type",
                          "-T " + name + ", or -o FILE." + name));
}

Inputs settle_inputs(const Options& options) {
  Inputs inputs;
  inputs.files = options.files;
  if (inputs.files.empty()) inputs.files.emplace_back("-");
  if (options.diff) {
    inputs.before = options.before;
    inputs.after = options.after;
  }
  inputs.format = options.format;
  inputs.read.wanted = options.wanted;
  inputs.read.unit = options.unit;
  inputs.read.by_line = options.by_line;
  inputs.read.keep_order = options.flame.chart;
  inputs.read.workers = options.threads;
  return inputs;
}

Result<NameRules> settle_names(const NameOptions& options) {
  NameRules rules{options.exact, options.strip, options.merge_stripped, {}};
  for (const std::string& text : options.rewrites) {
    P2G_TRY_ASSIGN(Rewrite rewrite, Rewrite::parse(text, "--rename-re"));
    rules.rewrites.push_back(std::move(rewrite));
  }
  return rules;
}

// A selection of a sum is not the sum of selections.
Result<void> refuse_for_shards(const Options& options) {
  if (!options.shards) return {};
  if (options.spread) return fail(usage_error("--shards and --spread are two outputs", "leave one of them out"));
  if (options.filter.empty()) return {};
  return fail(usage_error("--shards sums all of each profile", "select when the sum is drawn"));
}

// What stands for two things, or for none, before any output is chosen.
Result<void> refuse_contradictions(const Options& options) {
  if (options.is_given("--callers") && options.is_given("--callees")) {
    return fail(usage_error("--callers and --callees are two tables", "leave one of them out"));
  }
  if (!options.unit.empty() && !counted_in(options.unit)) {
    return fail(usage_error("--unit \"" + options.unit + "\": no unit, and no name of what is counted",
                            "known are ns, 100ns, us, ms, s, bytes, KiB, samples; a name begins with a letter, like "
                            "cache-misses"));
  }
  P2G_TRY(refuse_for_shards(options));
  if (!options.list_profiles) return {};
  for (const std::string_view name : {"--view", "--thread", "--metric"}) {
    if (!options.is_given(name)) continue;
    return fail(
        usage_error(std::string(name) + " is for what is drawn: a list shows all that a file offers", "leave it out"));
  }
  return {};
}

Result<void> refuse_unshown(const Options& options, const std::vector<Output>& outputs) {
  const bool lists =
      options.list_functions || options.list_profiles || options.shards || options.spread || !options.explain.empty();
  if (lists && outputs.size() > 1) {
    return fail(
        usage_error("a list is one output, and -o names " + std::to_string(outputs.size()), "leave out all but one"));
  }
  if (options.filter.reverse) {
    for (const Output& output : outputs) {
      if (output.content() == Content::tree) return {};
    }
    return fail(usage_error("--reverse turns stacks round, which only a flame graph shows", "add --view flame"));
  }
  return {};
}

// One name for what is one function in every run is for people, and for those who merge or compare. Programs that go on
// with the data of one profile get what its file says.
bool is_only_data(const Job& job) {
  return job.inputs.files.size() == 1 && job.limits.empty() &&
         std::all_of(job.outputs.begin(), job.outputs.end(),
                     [](const Output& output) { return output.format->keeps_names; });
}

// Data of one kind for other programs is of the sum.
bool shows_parts(const std::vector<Output>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(), [](const Output& output) {
    return output.format->is_picture() || output.format->prints == Content::table || output.format->any_view;
  });
}

Result<void> check_sources(const std::vector<std::string>& folders) {
  for (const std::string& folder : folders) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) continue;
    return fail(usage_error("--source: expected a folder, got \"" + folder + '"'));
  }
  return {};
}

bool shows_lines(const std::vector<Output>& outputs) {
  return std::any_of(outputs.begin(), outputs.end(), [](const Output& output) { return output.format->is_report; });
}

}  // namespace

Result<Job> make_job(const Options& options) {
  Job job;
  // What could be destroyed comes first, then what is misspelt, then what does not fit together.
  job.inputs = settle_inputs(options);
  if (options.format != "auto") P2G_TRY(check_format(options.format));
  P2G_TRY(refuse_lost_files(options));
  P2G_TRY(refuse_contradictions(options));
  P2G_TRY_ASSIGN(job.inputs.names, settle_names(options.names));
  P2G_TRY_ASSIGN(job.outputs, choose_outputs(options));

  P2G_TRY_ASSIGN(job.limits, collect_limits(options, job.warnings));
  P2G_TRY(check_limits_fit(options, job.limits));
  TableOptions table = options.table;
  P2G_TRY(settle_sort(options, job, table));
  P2G_TRY_ASSIGN(job.theme, load_theme(options.theme));
  P2G_TRY(refuse_unshown(options, job.outputs));

  P2G_TRY_ASSIGN(const std::shared_ptr<const GroupOptions> groups, settle_groups(options));
  for (Output& output : job.outputs) {
    output.options = {options.picture, choose_thresholds(options, *output.format), options.flame, table, options.dot,
                      options.sandwich};
    output.options.graph.groups = groups;
    output.options.first_line = is_for_reading(options);
  }
  if (!options.junit.empty()) {
    job.outputs.push_back({options.junit, &junit_format(), job.outputs.front().view, job.outputs.front().options});
  }
  if (is_only_data(job)) job.inputs.names.exact = true;
  job.inputs.read.with_lines = !options.diff && !options.by_line && shows_lines(job.outputs);
  job.inputs.keep_parts = !options.diff && shows_parts(job.outputs);
  P2G_TRY(check_sources(options.sources));
  job.sources = options.sources;
  job.filter = options.filter;
  job.match = options.match;
  job.match.exact_names = options.names.exact;
  job.compare.diff = options.compare;
  job.compare.diff.filtered = !options.filter.empty();
  job.compare.order = tree_options(options.flame, options.flame.name_order).order;
  job.strict = options.strict;
  job.say_all = options.verbose;
  job.list_functions = options.list_functions;
  job.explain = options.explain;
  job.list_profiles = options.list_profiles;
  job.limit_is_given = options.is_given("--limit");
  job.shards = options.shards;
  job.spread = options.spread;
  P2G_TRY_ASSIGN(job.notes, check_effects(options, job));
  // Two programs mean two things by it: nobody should find out from the figures.
  if (options.format == "prof") {
    job.notes.emplace_back("-f prof reads a pstats file or, as gprof2dot's prof, the text of gprof");
  }
  if (is_for_reading(options) && options.type.empty()) {
    job.notes.emplace_back("a terminal gets the table; -o callgraph.svg draws, -T dot writes DOT");
  }
  return job;
}

}  // namespace p2g
