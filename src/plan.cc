#include "src/plan.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "src/base/diagnostics.h"
#include "src/base/output_place.h"
#include "src/gate/budget.h"
#include "src/importers/importer.h"

namespace p2g {
namespace {

Error usage(std::string message, std::string hint) {
  Error error{ErrorKind::usage, std::move(message), ""};
  error.hint = std::move(hint);
  return error;
}

bool ends_with_item(std::string_view file, std::string_view suffixes) {
  while (!suffixes.empty()) {
    const std::size_t comma = std::min(suffixes.find(','), suffixes.size());
    if (file.ends_with(suffixes.substr(0, comma))) return true;
    suffixes.remove_prefix(std::min(comma + 1, suffixes.size()));
  }
  return false;
}

// The output's type: what -T says, else the suffix, else what suits the view.
Result<const Format*> choose_format(const Options& options, const View* view) {
  if (!options.type.empty()) return find_format(options.type);
  const std::filesystem::path suffix = std::filesystem::path(options.output).extension();
  if (options.output != "-" && !suffix.empty()) {
    for (const Format* format : formats()) {
      if (ends_with_item(options.output, format->suffixes)) return format;
    }
    // Devices and the like have no meaningful suffix; a regular name with a strange one is a slip.
    std::string known;
    for (const Format* format : formats()) known += " " + std::string(format->name);
    return fail(usage("the suffix of \"" + options.output + "\" names no output type", "add -T NAME, one of:" + known));
  }
  if (options.diff) return find_format(view != nullptr && view->draw_diff != nullptr ? "svg" : "txt");
  return find_format(view != nullptr ? view->default_type : "dot");
}

// The view that a data format is made of, for when -V does not say.
std::string_view natural_view(const Format& format) {
  if ((format.needs & needs_table) != 0) return "table";
  if ((format.needs & needs_tree) != 0) return "flame";
  return "callgraph";
}

// Data formats print the model of one view; json prints the data behind any of them.
bool fit(const View& view, const Format& format, bool diff) {
  if (diff && format.write_scene != nullptr) return view.draw_diff != nullptr;
  if (diff && format.write_diff == nullptr) return false;
  if (format.write_scene != nullptr) return view.draw != nullptr;
  return format.name == "json" || view.name == natural_view(format);
}

Error no_fit(const View& view, const Format& format, bool diff) {
  std::string possible;
  for (const Format* other : formats()) {
    if (fit(view, *other, diff)) possible += " " + std::string(other->name);
  }
  const std::string what = (diff ? "a comparison in the " : "the ") + std::string(view.name) + " view";
  return usage(what + " cannot be written as " + std::string(format.name), "types for it are:" + possible);
}

std::string percent_argument(double percent) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, percent).ptr;
  return {digits, static_cast<std::size_t>(end - digits)};
}

// Thresholds: what was given; else gprof2dot's for dot, nothing for other data, and the automatic choice for pictures.
PruneOptions choose_thresholds(const Options& options, const Format& format) {
  const bool drawn = format.write_scene != nullptr || format.name == "dot";
  PruneOptions prune;
  prune.node_share = options.node_percent.value_or(drawn ? 0.5 : 0.0) / 100;
  prune.edge_share = options.edge_percent.value_or(drawn ? 0.1 : 0.0) / 100;
  prune.max_nodes = options.max_nodes.value_or(0);
  return prune;
}

std::string describe_cut(const PruneOptions& prune) {
  std::string text =
      "-n " + percent_argument(prune.node_share * 100) + " -e " + percent_argument(prune.edge_share * 100);
  if (prune.max_nodes > 0) text += " --max-nodes " + std::to_string(prune.max_nodes);
  return text;
}

OutputPlace place_of(const std::string& output) {
  if (output == "-") return stdout_place();
  Result<OutputPlace> place = find_output_place(output);
  return place ? std::move(*place) : OutputPlace();  // who opens it says what is wrong
}

// Writing over an input would destroy the measurement that cannot be repeated.
Result<void> refuse_overwriting_input(const Options& options) {
  std::vector<std::string> inputs = options.files;
  inputs.push_back(options.budget);
  // A bare word is a built-in theme, whatever else has its name.
  if (options.theme.find_first_of("/.") != std::string::npos) inputs.push_back(options.theme);
  const OutputPlace output = place_of(options.output);
  const OutputPlace junit = options.junit.empty() ? OutputPlace() : place_of(options.junit);
  for (const std::string& file : inputs) {
    struct stat status {};
    if ((file == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(file.c_str(), &status)) != 0) continue;
    for (const OutputPlace* place : {&output, &junit}) {
      if (!would_change(*place, status)) continue;
      const bool is_output = place == &output;
      const std::string& name = is_output ? options.output : options.junit;
      Error error{ErrorKind::usage, "is an input and cannot be the output too", name == "-" ? "<stdout>" : name};
      error.hint = std::string("choose another name for ") + (is_output ? "-o" : "--junit");
      return fail(std::move(error));
    }
  }
  if (!options.junit.empty() && same_place(output, junit)) {
    Error error = usage("-o and --junit both write " + std::string(options.output == "-" ? "stdout" : options.output),
                        "choose another name for one of them");
    return fail(std::move(error));
  }
  return {};
}

// Limits of the command line first, then those of the budget.
Result<std::vector<Limit>> collect_limits(const Options& options, Warnings& warnings) {
  std::vector<Limit> limits;
  for (const std::string& text : options.fail_on) {
    P2G_TRY_ASSIGN(Limit limit, parse_limit(text, "--fail-on"));
    limits.push_back(std::move(limit));
  }
  if (!options.budget.empty()) {
    Result<std::vector<Limit>> budget = read_budget(options.budget);
    if (!budget) return budget;
    if (budget->empty() && options.strict) {
      Error error{ErrorKind::input, "--strict: holds no limits", options.budget};
      error.hint = "without --strict this is a warning; limits are like " + std::string(budget_form);
      return fail(std::move(error));
    }
    // A gate that checks nothing must not look like one that was passed.
    if (budget->empty()) warnings.add("no-limits", options.budget + " holds no limits");
    limits.insert(limits.end(), budget->begin(), budget->end());
  }
  for (const Limit& limit : limits) {
    if (!limit.needs_base() || options.diff) continue;
    Error error{ErrorKind::usage, limit.text + ": is about the change since a profile before", limit.source};
    error.hint = std::string("prof2graph diff BEFORE AFTER; for one profile give a limit ") +
                 (limit.change ? "without + or -" : "of self, cumulative, calls or total");
    return fail(std::move(error));
  }
  if (limits.empty() && !options.junit.empty()) {
    return fail(usage("--junit has no limits to write", "add --fail-on LIMIT or --budget FILE"));
  }
  return limits;
}

}  // namespace

Result<Plan> make_plan(const Options& given) {
  Plan plan;
  plan.options = given;
  Options& options = plan.options;
  if (options.files.empty()) options.files.emplace_back("-");
  if (options.format != "auto") {
    P2G_TRY(find_importer(options.format));
  }
  P2G_TRY(refuse_overwriting_input(options));

  if (!options.view.empty()) {
    P2G_TRY_ASSIGN(plan.view, find_view(options.view));
  }
  P2G_TRY_ASSIGN(plan.format, choose_format(options, plan.view));
  if (plan.view == nullptr) {
    P2G_TRY_ASSIGN(plan.view, find_view(natural_view(*plan.format)));
  }
  if (!fit(*plan.view, *plan.format, options.diff)) return fail(no_fit(*plan.view, *plan.format, options.diff));
  if (plan.format->binary && options.output == "-" && ::isatty(STDOUT_FILENO) == 1) {
    return fail(usage(std::string(plan.format->name) + " is binary and the output is a terminal",
                      "name a file: -o picture." + std::string(plan.format->name)));
  }

  P2G_TRY_ASSIGN(plan.limits, collect_limits(options, plan.warnings));
  if (options.diff && options.sort) {
    P2G_TRY_ASSIGN(plan.diff_sort, parse_diff_sort(*options.sort));
  } else if (options.sort) {
    options.table.sort = *options.sort;
  }

  P2G_TRY_ASSIGN(plan.theme, load_theme(options.theme));

  const bool picture = plan.format->write_scene != nullptr;
  plan.prune = choose_thresholds(options, *plan.format);
  options.picture.automatic_choice = !options.node_percent && !options.edge_percent && !options.max_nodes;
  if (!options.picture.automatic_choice) options.picture.cut_text = describe_cut(plan.prune);
  plan.needs = picture ? plan.view->needs : plan.format->needs;
  if (options.filter.reverse && (plan.needs & needs_tree) == 0)
    return fail(usage("--reverse turns stacks round, which only a flame graph shows", "add --view flame"));
  // The automatic choice is the view's own, made on the full graph.
  if (picture && options.picture.automatic_choice) plan.needs &= static_cast<std::uint8_t>(~needs_graph);

  using Order = TreeOptions::Order;
  // Data is ordered by name so that two runs compare; --flamechart keeps what the input had.
  const bool by_name = options.picture.name_order || !picture;
  plan.tree.order = options.picture.flame_chart ? Order::input : by_name ? Order::name : Order::weight;
  plan.tree.exact_only = options.exact_only;
  if (picture && plan.view->least_share != nullptr) plan.tree.min_share = plan.view->least_share(options.picture);
  return plan;
}

}  // namespace p2g
