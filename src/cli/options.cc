#include "src/cli/options.h"

#include <utility>

#include "renderers/renderer.h"
#include "renderers/theme.h"
#include "src/importers/importer.h"
#include "src/record/recorder.h"

namespace p2g {
namespace {

template <class Registry>
std::vector<Listed> listed(const Registry& registry) {
  std::vector<Listed> rows;
  for (const auto* entry : registry) rows.push_back({std::string(entry->name), std::string(entry->summary)});
  return rows;
}

std::vector<std::string> names_of(const std::vector<Listed>& rows) {
  std::vector<std::string> names;
  for (const Listed& row : rows) names.push_back(row.name);
  return names;
}

// What a text does not say of its counts and lines.
void declare_counts(Declaration& declare, Options& options) {
  OptionInfo& unit =
      declare.value("--unit", "NAME", store(options.unit),
                    "what folded counts are: us, ns, 100ns, ms, s, bytes, KiB, samples, or another name");
  unit.default_text = "samples, or as the file says";
  unit.choices = {"us", "ns", "100ns", "ms", "s", "bytes", "KiB", "samples"};
  OptionInfo& by = declare.value(
      "--by", "NAME", choice("choice", {"function", "line"}, [&options](std::size_t i) { options.by_line = i == 1; }),
      "function, or line: whether each line that was executed counts as a function (py-spy, austin)");
  by.default_text = "function";
  by.choices = {"function", "line"};
}

void declare_input(Declaration& declare, Options& options) {
  declare.group("Input");
  OptionInfo& format = declare.value("-f,--format", "NAME", store(options.format),
                                     "input format; auto looks at the content, then at the name");
  format.default_text = "auto";
  format.once = true;
  format.choices = names_of(listed_formats());
  format.choices.insert(format.choices.begin(), "auto");
  OptionInfo& metric =
      declare.value("--metric", "NAME|N", store(options.wanted.metric),
                    "of a file with several metrics this one, by name or number, or time, samples, memory");
  metric.default_text = "the format's own";
  metric.once = true;
  declare
      .value("--thread", "PATTERN|ID|#N|all", append(options.wanted.threads),
             "of a file with several threads those that match, or that have the id or number; several are summed; "
             "repeatable")
      .default_text = "the format's own";
  declare_counts(declare, options);
  declare.flag("--list-profiles", options.list_profiles,
               "print the threads and metrics that --thread and --metric can choose");
  declare.flag("--strict", options.strict, "imperfect data is an error, not a warning");
  declare
      .value("--threads", "N", whole(into(options.threads), "--threads", "a number of threads from 0 to 256", 0, 256),
             "threads for reading; 0 is as many as make sense")
      .default_text = "0";
}

void declare_output(Declaration& declare, Options& options, Requests& requests) {
  declare.group("Output");
  OptionInfo& output =
      declare.value("-o,--output", "FILE", append(options.outputs),
                    "where to; the suffix gives the type; - is stdout; repeatable: all of them or none");
  output.default_text = "-";
  output.completes_files = true;
  OptionInfo& type = declare.value("-T,--type", "NAME", append(options.types),
                                   "output type, when the suffix does not say; in a batch repeatable, each is written");
  type.default_text = "the view's: dot, svg or txt";
  type.choices = names_of(listed_types());
  OptionInfo& view = declare.value("-V,--view", "NAME", store(options.view), "what to draw");
  view.default_text = "callgraph";
  view.choices = names_of(listed_views());
  view.once = true;
  OptionInfo& theme = declare.value("--theme", "NAME|FILE", store(requests.theme),
                                    "colours and sizes: a built-in theme or a TOML file");
  theme.default_text = "heat";
  theme.choices = built_in_theme_names();
  theme.completes_files = true;
  theme.once = true;
  // gprof2dot's names, for people who move over; each is a theme too.
  std::vector<std::string> colormaps = {"color", "pink", "gray", "bw", "print"};
  declare
      .value("-c,--colormap", "NAME",
             choice("colormap", colormaps, [&requests, colormaps](std::size_t i) { requests.colormap = colormaps[i]; }),
             "gprof2dot's name of a theme: color, pink, gray, bw, print")
      .choices = colormaps;
}

// So many levels, of which the first is where the program comes in; -1 is no limit.
Setter levels(int& depth) {
  constexpr std::string_view expected = "a number of levels from 1, or -1 for no limit";
  return [&depth, expected](const std::string& value) -> Result<void> {
    int given = 0;
    P2G_TRY(whole(into(given), "--depth", expected, -1)(value));
    // None at all would be an empty picture, and has meant one.
    if (given == 0) return fail(usage_error("--depth: expected " + std::string(expected) + ", got \"0\""));
    depth = given < 0 ? given : given - 1;
    return {};
  };
}

// A name as it is printed is an expression, too: it means that function.
void declare_expressions(Declaration& declare, FilterOptions& filter) {
  declare.value("--focus", "RE", append(filter.focus), "keep only stacks with a match; repeatable")
      .completes_functions = true;
  declare.value("--ignore", "RE", append(filter.ignore), "drop stacks with a match; repeatable").completes_functions =
      true;
  declare
      .value("--hide", "RE", append(filter.hide),
             "remove matching functions, their cost goes to the caller; repeatable")
      .completes_functions = true;
  declare
      .value("--show", "RE", append(filter.show),
             "remove functions that do not match, their cost goes to the caller; repeatable")
      .completes_functions = true;
}

void declare_selection(Declaration& declare, Options& options, Requests& requests) {
  FilterOptions& filter = options.filter;
  declare.group("What is shown");
  declare
      .value("-n,--node-thres", "PCT", percent(options.node_percent, "--node-thres"),
             "drop functions below this share of the total")
      .default_text = "automatic for pictures, 0.5 for dot, 0 for data";
  declare.value("-e,--edge-thres", "PCT", percent(options.edge_percent, "--edge-thres"), "drop calls below this share")
      .default_text = "automatic for pictures, 0.1 for dot, 0 for data";
  declare
      .value("--max-nodes", "N",
             whole(into(options.max_nodes), "--max-nodes", "a number of functions, or 0 for no limit", 0),
             "at most N functions; 0 is no limit")
      .default_text = "automatic for pictures, 0 for data";
  declare.value("--group", "NAME=PATTERN", append(options.groups),
                "show matching functions that only pass on as one, called NAME; repeatable");
  declare.flag("--no-groups", options.no_groups,
               "show the import system, event loops and other machinery function by function");
  declare.value("-z,--root", "PATTERN", append(filter.root), "only what runs below a match; repeatable")
      .completes_functions = true;
  declare.value("-l,--leaf", "PATTERN", append(filter.leaf), "only what leads to a match; repeatable")
      .completes_functions = true;
  declare.value("--depth", "N", levels(filter.depth),
                "at most N levels, the first are roots; deeper cost goes to the caller");
  declare_expressions(declare, filter);
  declare
      .value("-p,--path", "PREFIX", append(filter.path),
             "only functions of this folder, file or package, cost of the rest goes to the caller; repeatable")
      .completes_files = true;
  declare.flag("--mine", filter.mine, "only functions of your own files: no standard library, nothing installed");
  declare.flag("--relative", filter.relative, "shares of what is selected instead of the whole run");
  declare.flag("--fold-recursion", filter.fold_recursion, "a function that is already on the stack counts as itself");
  declare.optional_value(
      "--list-functions", "PATTERN",
      [&requests](const std::string& value) -> Result<void> {
        requests.list_functions = true;
        requests.function_pattern = value;
        return {};
      },
      "print the functions that --root and the others can name; + is all");
  OptionInfo& explain = declare.value("--explain", "FUNCTION", store(options.explain),
                                      "print where each figure of a function comes from: read, summed or estimated");
  explain.once = true;
  explain.completes_functions = true;
}

void declare_names(Declaration& declare, Options& options) {
  NameOptions& names = options.names;
  declare.group("Names");
  declare.flag("-s,--strip", names.strip, "names without template and call arguments");
  declare.flag("--merge-stripped", names.merge_stripped,
               "-s, and functions that have the same name then are one function");
  declare.value("--rename-re", "s/RE/TEXT/", append(names.rewrites),
                "rewrite names as sed does; functions that get the same name are one; repeatable");
  declare.flag("--exact-names", names.exact,
               "names and files as they stand, with addresses, thread numbers and what compilers add");
}

void declare_picture(Declaration& declare, Options& options) {
  PictureOptions& picture = options.picture;
  declare.group("Picture");
  declare.value("--title", "TEXT", store(picture.title), "title of the picture").default_text = "the profile's name";
  declare
      .value("--width", "PX", real(into(picture.width), "--width", "a width from 480 to 2400", 480, 2400),
             "width of the picture, 480 to 2400")
      .default_text = "900";
  OptionInfo& scheme =
      declare.value("--scheme", "NAME",
                    choice("scheme", {"auto", "light", "dark"},
                           [&picture](std::size_t i) { picture.scheme = static_cast<Scheme>(i); }),
                    "page colours: auto follows the viewer in SVG and is light in PNG and PDF; light; dark");
  scheme.default_text = "auto";
  scheme.choices = {"auto", "light", "dark"};
  OptionInfo& background =
      declare.value("--background", "NAME",
                    choice("background", {"page", "none"}, [&picture](std::size_t i) { picture.background = i == 0; }),
                    "page, or none for a transparent picture");
  background.default_text = "page";
  background.choices = {"page", "none"};
  const std::vector<std::string> layouts = {"auto", "dot", "layers"};
  OptionInfo& layout = declare.value(
      "--layout", "NAME",
      choice("layout", layouts, [&picture, layouts](std::size_t i) { picture.layout = layouts[i]; }),
      "who places the cards of the call graph: layers is our own engine, dot is Graphviz, auto is layers");
  layout.default_text = "auto";
  layout.choices = layouts;
  declare.flag(
      "--no-script", [&picture] { picture.script = false; },
      "leave out the script that works when an SVG or a report is opened");
  OptionInfo& source = declare.value("--source", "DIR", append(options.sources),
                                     "a folder below which reports find the source of functions; repeatable");
  source.default_text = "the profile's folder";
  source.completes_files = true;
}

// What gprof2dot's options of the same names do, for call graphs and dot.
void declare_labels(Declaration& declare, Options& options) {
  PictureOptions& picture = options.picture;
  declare.flag("-w,--wrap", options.dot.wrap, "wrap long names in dot labels");
  std::vector<std::string> labels = {"total-time", "total-time-percentage", "self-time", "self-time-percentage"};
  OptionInfo& label = declare.value(
      "--node-label", "NAME",
      choice("node label", labels, [&options, labels](std::size_t i) { options.dot.node_labels.push_back(labels[i]); }),
      "what dot labels show: total-time, total-time-percentage, self-time, "
      "self-time-percentage; repeatable");
  label.default_text = "both percentages";
  label.choices = labels;
  declare.flag("--color-nodes-by-selftime", picture.color_by_self, "colour by self instead of cumulative time");
  declare.flag("--show-samples", options.dot.show_samples, "show numbers of samples in dot labels");
  declare
      .value("--skew", "X", real(into(options.dot.skew), "--skew", "a number above 0", 1e-6, 1e6),
             "bends the colour scale of dot output; below 1 shows differences among small shares")
      .default_text = "1";
}

void declare_flame(Declaration& declare, Options& options) {
  FlameOptions& flame = options.flame;
  declare.group("Flame graph");
  declare.flag("--flip", flame.flip, "callers at the bottom");
  declare.flag("--reverse", options.filter.reverse, "stacks from leaf to root: who calls the leaves");
  OptionInfo& order = declare.value(
      "--order", "NAME", choice("order", {"weight", "name"}, [&flame](std::size_t i) { flame.name_order = i == 1; }),
      "siblings by weight, or by name for comparing");
  order.default_text = "weight";
  order.choices = {"weight", "name"};
  declare.flag("--flamechart", flame.chart, "keep the order of the input");
  declare.flag("--exact-only", flame.exact_only, "stop where the estimate of a pstats profile would begin");
}

void declare_table(Declaration& declare, Options& options) {
  TableOptions& table = options.table;
  declare.group("Table");
  OptionInfo& sort = declare.value("--sort", "KEY", into_text(options.sort),
                                   "cumulative self calls name file line nfl pcalls, and pstats' other names");
  sort.default_text = "cumulative, in a diff self";
  sort.choices = {"cumulative", "self", "calls", "name", "file", "line", "nfl", "pcalls"};
  declare
      .value("--limit", "N", whole(into(table.limit), "--limit", "a number of rows, or 0 for all", 0), "rows; 0 is all")
      .default_text = "30";
  OptionInfo& function = declare.value("--function", "PATTERN", store(options.sandwich.function),
                                       "of -V sandwich: the function whose callers and callees are shown");
  function.once = true;
  function.completes_functions = true;
  declare.flag(
      "--callers", [&table] { table.kind = Table::Kind::callers; }, "who calls each function");
  declare.flag(
      "--callees", [&table] { table.kind = Table::Kind::callees; }, "what each function calls");
}

void declare_comparing(Declaration& declare, Options& options) {
  declare.group("Comparing (diff)");
  declare.values("--before", "FILE...", append(options.before), "runs of the side before; several give medians")
      .completes_files = true;
  declare.values("--after", "FILE...", append(options.after), "runs of the side after").completes_files = true;
  declare
      .value(
          "--noise", "PCT",
          [&options](const std::string& value) -> Result<void> {
            std::optional<double> given;
            P2G_TRY(percent(given, "--noise")(value));
            options.compare.noise_share = *given / 100;
            return {};
          },
          "a change up to this part of the total before does not count")
      .default_text = "0.5";
  declare
      .value("--drift", "NAME",
             choice("choice", {"on", "off"}, [&options](std::size_t i) { options.compare.drift = i == 0; }),
             "off: leave the speed of the machine in each run in the figures")
      .default_text = "on";
  declare.flag("--normalize", options.compare.normalize, "scale all runs to the same total");
  declare.value("--rename", "OLD=NEW", append(options.match.renames),
                "the function OLD is called NEW after the change; repeatable");
}

void declare_merging(Declaration& declare, Options& options) {
  declare.group("Merging");
  declare.flag("--shards", options.shards,
               "the sum can be summed again: inputs that several files hold count once; p2g unless -T says else");
  declare.flag("--spread", options.spread,
               "instead of the sum the least, middle and largest figure of each function, and in which file");
}

void declare_batch(Declaration& declare, Options& options) {
  BatchOptions& batch = options.batch;
  declare.group("Batch");
  declare
      .value("--jobs", "N", whole(into(batch.jobs), "--jobs", "a number of jobs from 0 to 256", 0, 256),
             "profiles that are drawn at the same time; 0 is one a processor")
      .default_text = "0";
  declare.flag("--force", batch.force, "draw profiles again that did not change since the last time");
  OptionInfo& group = declare.value("--group-by", "RE", store(batch.group_by),
                                    "files in whose path RE finds the same, or its groups do, are merged: one run");
  group.once = true;
  OptionInfo& baseline = declare.value("--baseline", "DIR", store(batch.baseline),
                                       "compare each profile with the one of the same name in this folder");
  baseline.completes_files = true;
  baseline.once = true;
}

void declare_watching(Declaration& declare, Options& options) {
  declare.group("Watching");
  declare.flag("--watch", options.watch,
               "draw again whenever an input grows, until it ends or Ctrl-C; a table without -o");
}

void declare_recording(Declaration& declare, Options& options) {
  RecordOptions& record = options.record;
  declare.group("Recording");
  OptionInfo& with =
      declare.value("--with", "NAME", store(record.recorder), "who records: cprofile, perf, austin, py-spy, node …");
  with.default_text = "what suits the program";
  with.choices = names_of(listed(recorders()));
  with.once = true;
  OptionInfo& clock = declare.value(
      "--clock", "NAME",
      choice("clock", {"wall", "cpu"}, [&record](std::size_t i) { record.clock = i == 0 ? "wall" : "cpu"; }),
      "of cprofile: wall counts waiting, cpu does not");
  clock.default_text = "wall; cpu with --before or limits";
  clock.choices = {"wall", "cpu"};
  declare
      .value("--runs", "N", whole(into(record.runs), "--runs", "a number of runs from 1 to 1000", 1, 1000),
             "record so many runs: their sum, or with --before the runs of each side")
      .default_text = "1";
  declare
      .value("--keep", "FILE", store(record.keep),
             "keep the raw profile, too; of several runs with a number in its name")
      .completes_files = true;
  declare.value("--pid", "N", whole(into(record.pid), "--pid", "the number of a process", 1), "the process to record");
  declare
      .value("--duration", "S",
             whole(into(record.seconds), "--duration", "a number of seconds from 1 to 86400", 1, 86400),
             "record a process for so many seconds")
      .default_text = "30";
}

void declare_gate(Declaration& declare, Options& options) {
  declare.group("Gate");
  declare.value("--fail-on", "LIMIT", append(options.fail_on),
                "exit 1 when this is so, like 'total>+5%' or 'self(json.*)>+10ms'; repeatable");
  declare
      .value("--undecided", "NAME",
             choice("choice", {"pass", "fail"}, [&options](std::size_t i) { options.fail_undecided = i == 1; }),
             "pass or fail: limits that the runs are too few or too noisy to decide")
      .default_text = "pass";
  OptionInfo& budget = declare.value("--budget", "FILE", store(options.budget), "limits from a TOML file");
  budget.completes_files = true;
  budget.once = true;
  OptionInfo& junit = declare.value("--junit", "FILE", store(options.junit), "write the limits as JUnit tests");
  junit.completes_files = true;
  junit.once = true;
}

void declare_messages(Declaration& declare, Options& options, Requests& requests) {
  declare.group("Messages");
  declare.flag("-q,--quiet", options.quiet, "no warnings, no progress");
  declare.flag("-v,--verbose", options.verbose, "say what each stage found");
  declare.flag("--stats", options.stats, "time and counts of each stage");
  declare.flag("--list-formats", requests.list_formats, "input formats");
  declare.flag("--list-views", requests.list_views, "views");
  declare.flag("--list-types", requests.list_types, "output types");
  declare.flag("--list-themes", requests.list_themes, "themes");
  declare.flag("--version", requests.version, "the version; with --verbose also what the program is made of");
  declare.flag("-h,--help", requests.help, "this text");
  declare.group("");  // hidden: the build makes the completions with it
  declare.value("--print-completion", "SHELL", store(requests.completion), "completions for bash, zsh or fish");
}

}  // namespace

std::vector<Listed> listed_formats() { return listed(importers()); }
std::vector<Listed> listed_views() { return listed(views()); }
std::vector<Listed> listed_types() { return listed(formats()); }
std::vector<Listed> listed_themes() {
  std::vector<Listed> rows;
  for (const ThemeInfo& theme : built_in_themes())
    rows.push_back({std::string(theme.name), std::string(theme.summary)});
  return rows;
}

void declare_options(Declaration& declare, Options& options, Requests& requests) {
  declare_input(declare, options);
  declare_output(declare, options, requests);
  declare_selection(declare, options, requests);
  declare_names(declare, options);
  declare_picture(declare, options);
  declare_labels(declare, options);
  declare_flame(declare, options);
  declare_table(declare, options);
  declare_comparing(declare, options);
  declare_merging(declare, options);
  declare_batch(declare, options);
  declare_recording(declare, options);
  declare_watching(declare, options);
  declare_gate(declare, options);
  declare_messages(declare, options, requests);
}

}  // namespace p2g
