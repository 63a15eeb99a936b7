#include "cli.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "cli_help.h"
#include "importers/importer.h"
#include "renderer.h"
#include "theme.h"

namespace p2g {
namespace {

using Setter = std::function<Result<void>(const std::string& value)>;

// Carries an Error out of CLI11's callbacks; never leaves this file.
struct Refused {
  Error error;
};

Error usage_error(std::string message, std::string hint = "prof2graph --help lists the options") {
  Error error;
  error.kind = ErrorKind::usage;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

// ---- Values -------------------------------------------------------------------------------------------------------

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size();
}

Error bad_value(std::string_view option, std::string_view expected, std::string_view given) {
  return usage_error(std::string(option) + ": expected " + std::string(expected) + ", got \"" + std::string(given) +
                     '"');
}

Setter store(std::string& target) {
  return [&target](const std::string& value) -> Result<void> {
    target = value;
    return {};
  };
}

Setter append(std::vector<std::string>& target) {
  return [&target](const std::string& value) -> Result<void> {
    target.push_back(value);
    return {};
  };
}

template <class Target>
Setter real(Target& target, std::string_view option, std::string_view expected, double lowest, double highest) {
  return [=, &target](const std::string& value) -> Result<void> {
    double number = 0;
    if (!parse_number(value, number) || !std::isfinite(number) || number < lowest || number > highest) {
      return fail(bad_value(option, expected, value));
    }
    target = number;
    return {};
  };
}

Setter percent(std::optional<double>& target, std::string_view option) {
  const Setter number = real(target, option, "a percentage from 0 to 100", 0, 100);
  return [number](const std::string& value) {
    return number(value.ends_with('%') ? value.substr(0, value.size() - 1) : value);
  };
}

template <class Target>
Setter whole(Target& target, std::string_view option, std::string_view expected, std::int64_t lowest,
             std::int64_t highest = std::numeric_limits<std::int32_t>::max()) {
  return [=, &target](const std::string& value) -> Result<void> {
    std::int64_t number = 0;
    if (!parse_number(value, number) || number < lowest || number > highest) {
      return fail(bad_value(option, expected, value));
    }
    target = static_cast<int>(number);
    return {};
  };
}

// One of a few words; `accept` gets its index.
Setter choice(std::string_view what, std::vector<std::string> known, std::function<void(std::size_t)> accept) {
  return [=](const std::string& value) -> Result<void> {
    const auto found = std::find(known.begin(), known.end(), value);
    if (found == known.end()) return fail(unknown_name_error(what, value, {known.begin(), known.end()}));
    accept(static_cast<std::size_t>(found - known.begin()));
    return {};
  };
}

// A name of a registry, checked at once so that a typo is told before anything is read.
template <class Find>
Setter registered(std::string& target, Find find, std::string_view also = {}) {
  return [=, &target](const std::string& value) -> Result<void> {
    if (value != also) P2G_TRY(find(value));
    target = value;
    return {};
  };
}

// ---- Declaring ----------------------------------------------------------------------------------------------------

// Declares each option once: to CLI11, and as an OptionInfo for help and completions.
class Declaration {
 public:
  Declaration() {
    app_.set_help_flag();
    app_.allow_extras();  // files and unknown options come back from remaining(), in order
  }

  void group(std::string name) { group_ = std::move(name); }

  OptionInfo& flag(const std::string& names, bool& target, std::string summary) {
    return flag(
        names, [&target] { target = true; }, std::move(summary));
  }
  OptionInfo& flag(const std::string& names, std::function<void()> act, std::string summary) {
    app_.add_flag_callback(names, std::move(act))->disable_flag_override()->take_last();
    return info(names, {}, std::move(summary));
  }
  OptionInfo& value(const std::string& names, std::string value_name, const Setter& setter, std::string summary) {
    option(names, setter);
    return info(names, std::move(value_name), std::move(summary));
  }
  // The value is optional: without one the setter gets "".
  OptionInfo& optional_value(const std::string& names, std::string value_name, const Setter& setter,
                             std::string summary) {
    option(names, setter)->expected(0, 1);
    OptionInfo& declared = info(names, std::move(value_name), std::move(summary));
    declared.value_optional = true;
    return declared;
  }

  const std::vector<OptionInfo>& infos() const { return infos_; }
  // What is left: files. Unknown options and missing values are errors.
  Result<std::vector<std::string>> parse(int argc, const char* const* argv);

 private:
  CLI::Option* option(const std::string& names, const Setter& setter) {
    const auto callback = [setter](const CLI::results_t& values) {
      for (const std::string& value : values) {
        if (Result<void> set = setter(value); !set) throw Refused{std::move(set).error()};
      }
      return true;
    };
    // take_all: the setter sees each occurrence, so the last one wins where only one counts.
    return app_.add_option(names, callback)->take_all();
  }
  OptionInfo& info(const std::string& names, std::string value_name, std::string summary) {
    OptionInfo declared{.group = group_, .value = std::move(value_name), .summary = std::move(summary)};
    declared.names = CLI::detail::split(names, ',');
    infos_.push_back(std::move(declared));
    return infos_.back();
  }
  Error unknown_option(const std::string& given) const;
  Result<void> check_values_are_there(int argc, const char* const* argv) const;

  CLI::App app_;
  std::string group_;
  std::vector<OptionInfo> infos_;
};

Error Declaration::unknown_option(const std::string& given) const {
  const std::string name = given.starts_with("--") ? given.substr(0, given.find('=')) : given.substr(0, 2);
  std::vector<std::string_view> known;
  for (const OptionInfo& option : infos_) {
    if (!option.group.empty()) known.insert(known.end(), option.names.begin(), option.names.end());
  }
  Error error = unknown_name_error("option", name, known);
  // Two short options are always near each other: only long ones are guessed.
  const bool is_long = name.starts_with("--");
  const std::string_view near = is_long ? nearest_name(name, known) : std::string_view();
  if (near.empty()) error.hint = "prof2graph --help lists the options";
  return error;
}

// CLI11 reads "--title= x" as "--title x"; an empty value is a slip in a script, and is told.
Result<void> Declaration::check_values_are_there(int argc, const char* const* argv) const {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") break;
    if (!word.ends_with('=')) continue;
    const std::string_view name = word.substr(0, word.size() - 1);
    for (const OptionInfo& option : infos_) {
      const bool named = std::find(option.names.begin(), option.names.end(), name) != option.names.end();
      if (named) return fail(usage_error(std::string(name) + " needs a value: " + option.value));
    }
  }
  return {};
}

Result<std::vector<std::string>> Declaration::parse(int argc, const char* const* argv) {
  P2G_TRY(check_values_are_there(argc, argv));
  try {
    app_.parse(argc, argv);
  } catch (const Refused& refused) {
    return fail(refused.error);
  } catch (const CLI::ArgumentMismatch& mismatch) {
    // CLI11's text begins with the option's name: "--output: 1 required TEXT missing".
    const std::string_view text = mismatch.what();
    const std::string name(text.substr(0, text.find_first_of(": ")));
    for (const OptionInfo& option : infos_) {
      const bool named = std::find(option.names.begin(), option.names.end(), name) != option.names.end();
      if (named && !option.value.empty()) return fail(usage_error(name + " needs a value: " + option.value));
    }
    return fail(usage_error("--" + name + " takes no value"));
  } catch (const CLI::ParseError& error) {
    return fail(usage_error(error.what()));
  }
  std::vector<std::string> files;
  bool only_files = false;
  for (const std::string& word : app_.remaining()) {
    if (!only_files && word == "--") {
      only_files = true;
    } else if (!only_files && word.size() > 1 && word.front() == '-') {
      return fail(unknown_option(word));
    } else {
      files.push_back(word);
    }
  }
  return files;
}

// ---- The options ---------------------------------------------------------------------------------------------------

// Everything that is asked for besides Options.
struct Requests {
  bool help = false;
  bool version = false;
  bool list_formats = false;
  bool list_views = false;
  bool list_types = false;
  bool list_themes = false;
  bool list_functions = false;
  std::string function_pattern;
  std::string completion;
  std::string theme;
  std::string colormap;
};

template <class Registry>
std::vector<Listed> listed(const Registry& registry) {
  std::vector<Listed> rows;
  for (const auto* entry : registry) rows.push_back({std::string(entry->name), std::string(entry->summary)});
  return rows;
}

std::vector<Listed> listed_themes() {
  std::vector<Listed> rows;
  for (const ThemeInfo& theme : built_in_themes())
    rows.push_back({std::string(theme.name), std::string(theme.summary)});
  return rows;
}

std::vector<std::string> names_of(const std::vector<Listed>& rows) {
  std::vector<std::string> names;
  for (const Listed& row : rows) names.push_back(row.name);
  return names;
}

void declare_input(Declaration& declare, Options& options) {
  declare.group("Input");
  OptionInfo& format = declare.value("-f,--format", "NAME", registered(options.format, find_importer, "auto"),
                                     "input format; auto looks at the content, then at the name");
  format.default_text = "auto";
  format.choices = names_of(listed(importers()));
  format.choices.insert(format.choices.begin(), "auto");
  declare.flag("--strict", options.strict, "imperfect data is an error, not a warning");
  declare
      .value("--threads", "N", whole(options.threads, "--threads", "a number of threads from 0 to 256", 0, 256),
             "threads for reading; 0 is as many as make sense")
      .default_text = "0";
}

void declare_output(Declaration& declare, Options& options, Requests& requests) {
  declare.group("Output");
  OptionInfo& output =
      declare.value("-o,--output", "FILE", store(options.output), "where to; the suffix gives the type; - is stdout");
  output.default_text = "-";
  output.completes_files = true;
  OptionInfo& type = declare.value("-T,--type", "NAME", registered(options.type, find_format),
                                   "output type, when the suffix does not say");
  type.default_text = "the view's: dot, svg or txt";
  type.choices = names_of(listed(formats()));
  OptionInfo& view = declare.value("-V,--view", "NAME", registered(options.view, find_view), "what to draw");
  view.default_text = "callgraph";
  view.choices = names_of(listed(views()));
  OptionInfo& theme = declare.value("--theme", "NAME|FILE", store(requests.theme),
                                    "colours and sizes: a built-in theme or a TOML file");
  theme.default_text = "heat";
  theme.choices = names_of(listed_themes());
  theme.completes_files = true;
  // gprof2dot's names, for people who move over; each is a theme too.
  std::vector<std::string> colormaps = {"color", "pink", "gray", "bw", "print"};
  declare
      .value("-c,--colormap", "NAME",
             choice("colormap", colormaps, [&requests, colormaps](std::size_t i) { requests.colormap = colormaps[i]; }),
             "gprof2dot's name of a theme: color, pink, gray, bw, print")
      .choices = colormaps;
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
      .value("--max-nodes", "N", whole(options.max_nodes, "--max-nodes", "a number of functions, or 0 for no limit", 0),
             "at most N functions; 0 is no limit")
      .default_text = "automatic for pictures, 0 for data";
  declare.value("-z,--root", "PATTERN", append(filter.root), "only what runs below a match; repeatable");
  declare.value("-l,--leaf", "PATTERN", append(filter.leaf), "only what leads to a match; repeatable");
  declare.value("--depth", "N", whole(filter.depth, "--depth", "a number of levels, or -1 for no limit", -1),
                "at most N levels; deeper cost goes to the caller");
  declare.value("--focus", "RE", append(filter.focus), "keep only stacks with a match; repeatable");
  declare.value("--ignore", "RE", append(filter.ignore), "drop stacks with a match; repeatable");
  declare.value("--hide", "RE", append(filter.hide), "remove matching functions, their cost goes to the caller");
  declare.value("--show", "RE", append(filter.show),
                "remove functions that do not match, their cost goes to the caller");
  declare
      .value("-p,--path", "PREFIX", append(filter.path),
             "only functions from files below PREFIX, cost of the rest goes to the caller; repeatable")
      .completes_files = true;
  declare.flag("--fold-recursion", filter.fold_recursion, "a function that is already on the stack counts as itself");
  declare.optional_value(
      "--list-functions", "PATTERN",
      [&requests](const std::string& value) -> Result<void> {
        requests.list_functions = true;
        requests.function_pattern = value;
        return {};
      },
      "print the functions that --root and the others can name");
}

void declare_picture(Declaration& declare, Options& options) {
  PictureOptions& picture = options.picture;
  declare.group("Picture");
  declare.value("--title", "TEXT", store(picture.title), "title of the picture").default_text = "the profile's name";
  declare
      .value("--width", "PX", real(picture.width, "--width", "a width from 480 to 2400", 480, 2400),
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
  declare.flag(
      "--no-script", [&picture] { picture.script = false; }, "leave out the script that works when an SVG is opened");
  declare.flag("-s,--strip", picture.strip, "names without template and call arguments");
  declare.flag("-w,--wrap", picture.wrap, "wrap long names");
  std::vector<std::string> labels = {"total-time", "total-time-percentage", "self-time", "self-time-percentage"};
  OptionInfo& label = declare.value(
      "--node-label", "NAME",
      choice("node label", labels, [&picture, labels](std::size_t i) { picture.node_labels.push_back(labels[i]); }),
      "what dot labels show: total-time, total-time-percentage, self-time, "
      "self-time-percentage; repeatable");
  label.default_text = "both percentages";
  label.choices = labels;
  declare.flag("--color-nodes-by-selftime", picture.color_by_self, "colour by self instead of cumulative time");
  declare.flag("--show-samples", picture.show_samples, "show numbers of samples instead of percentages");
  declare
      .value("--skew", "X", real(picture.skew, "--skew", "a number above 0", 1e-6, 1e6),
             "bends the colour scale of dot output; below 1 shows differences among small shares")
      .default_text = "1";

  declare.group("Flame graph");
  declare.flag("--flip", picture.flip, "callers at the bottom");
  declare.flag("--reverse", options.filter.reverse, "stacks from leaf to root: who calls the leaves");
  OptionInfo& order =
      declare.value("--order", "NAME",
                    choice("order", {"weight", "name"}, [&picture](std::size_t i) { picture.name_order = i == 1; }),
                    "siblings by weight, or by name for comparing");
  order.default_text = "weight";
  order.choices = {"weight", "name"};
  declare.flag("--flamechart", picture.flame_chart, "keep the order of the input");
  declare.flag("--exact-only", options.exact_only, "stop where the estimate of a pstats profile would begin");
}

void declare_table(Declaration& declare, Options& options) {
  TableOptions& table = options.table;
  declare.group("Table");
  OptionInfo& sort = declare.value("--sort", "KEY", store(table.sort),
                                   "cumulative self calls name file line nfl pcalls, and pstats' other names");
  sort.default_text = "cumulative";
  sort.choices = {"cumulative", "self", "calls", "name", "file", "line", "nfl", "pcalls"};
  declare.value("--limit", "N", whole(table.limit, "--limit", "a number of rows, or 0 for all", 0), "rows; 0 is all")
      .default_text = "30";
  declare.flag(
      "--callers", [&table] { table.kind = Table::Kind::callers; }, "who calls each function");
  declare.flag(
      "--callees", [&table] { table.kind = Table::Kind::callees; }, "what each function calls");
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
  declare.flag("--version", requests.version, "the version");
  declare.flag("-h,--help", requests.help, "this text");
  declare.group("");  // hidden: the build makes the completions with it
  declare.value("--print-completion", "SHELL", store(requests.completion), "completions for bash, zsh or fish");
}

Result<std::optional<std::string>> requested_text(const Requests& requests, const std::vector<OptionInfo>& infos) {
  if (requests.help) return help_text(infos);
  if (requests.version) return std::string("prof2graph " P2G_VERSION "\n");
  if (requests.list_formats) return list_text(listed(importers()));
  if (requests.list_views) return list_text(listed(views()));
  if (requests.list_types) return list_text(listed(formats()));
  if (requests.list_themes) return list_text(listed_themes());
  if (!requests.completion.empty()) {
    Result<std::string> text = completion_text(requests.completion, infos);
    if (!text) return fail(std::move(text).error());
    return std::move(*text);
  }
  return std::nullopt;
}

// ---- What options mean together
// --------------------------------------------------------------------------------------

Result<void> settle_theme(const Requests& requests, Options& options) {
  if (!requests.theme.empty() && !requests.colormap.empty()) {
    return fail(usage_error("--theme and --colormap both name the colours", "give one of them"));
  }
  if (!requests.theme.empty()) options.theme = requests.theme;
  if (!requests.colormap.empty()) options.theme = requests.colormap;
  return {};
}

Result<void> settle_table(Options& options) {
  if (options.table.kind == Table::Kind::functions) return {};
  if (options.view.empty()) options.view = "table";
  if (options.view == "table") return {};
  return fail(usage_error("--callers and --callees are for the table", "leave out --view, or give --view table"));
}

// "--list-functions run.prof": a word that names a file is meant as the file.
void settle_list_functions(const Requests& requests, Options& options) {
  if (!requests.list_functions) return;
  const std::string& word = requests.function_pattern;
  std::error_code ignored;
  const bool is_file = word == "-" || (!word.empty() && std::filesystem::exists(word, ignored));
  options.list_functions = is_file ? std::string() : word;
  if (is_file) options.files.insert(options.files.begin(), word);
}

Result<void> settle_files(Options& options) {
  if (options.files.empty()) {
    if (isatty(STDIN_FILENO) == 1) {
      return fail(usage_error("no input", "name a profile (prof2graph run.prof -o callgraph.svg), or pipe one in"));
    }
    options.files.push_back("-");
  }
  std::error_code ignored;
  if (options.files.front() == "diff" && !std::filesystem::exists("diff", ignored)) {
    return fail(
        usage_error("comparing profiles (diff) is not built yet", "draw each of the two, with the same options"));
  }
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) {
    return fail(usage_error("stdin (-) can be read only once", "name it once among the files"));
  }
  return {};
}

}  // namespace

Result<Command> parse_command_line(int argc, const char* const* argv) {
  Command command;
  Options& options = command.options;
  Requests requests;
  Declaration declare;
  declare_input(declare, options);
  declare_output(declare, options, requests);
  declare_selection(declare, options, requests);
  declare_picture(declare, options);
  declare_table(declare, options);
  declare_messages(declare, options, requests);

  Result<std::vector<std::string>> files = declare.parse(argc, argv);
  if (!files) return fail(std::move(files).error());
  options.files = std::move(*files);

  Result<std::optional<std::string>> text = requested_text(requests, declare.infos());
  if (!text) return fail(std::move(text).error());
  command.text = std::move(*text);
  if (command.text) return command;

  P2G_TRY(settle_theme(requests, options));
  P2G_TRY(settle_table(options));
  settle_list_functions(requests, options);
  P2G_TRY(settle_files(options));
  return command;
}

}  // namespace p2g
