#include "src/cli/command_line.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/cli/options.h"
#include "src/cli/version.h"

namespace p2g {

// ---- Declaring and parsing: all that knows CLI11 --------------------------------------------------------------------

namespace {

// Carries an Error out of CLI11's callbacks; never leaves this file.
struct Refused {
  Error error;
};

}  // namespace

struct Declaration::Parser {
  CLI::App app;

  CLI::Option* option(const std::string& names, const Setter& setter) {
    const auto callback = [setter](const CLI::results_t& values) {
      for (const std::string& value : values) {
        if (Result<void> set = setter(value); !set) throw Refused{std::move(set).error()};
      }
      return true;
    };
    // take_all: the setter sees each occurrence, so the last one wins where only one counts.
    return app.add_option(names, callback)->take_all();
  }
};

Declaration::Declaration() : parser_(std::make_unique<Parser>()) {
  parser_->app.set_help_flag();
  parser_->app.allow_extras();  // files and unknown options come back from remaining(), in order
}
Declaration::~Declaration() = default;

OptionInfo& Declaration::flag(const std::string& names, bool& target, std::string summary) {
  return flag(
      names, [&target] { target = true; }, std::move(summary));
}

OptionInfo& Declaration::flag(const std::string& names, std::function<void()> act, std::string summary) {
  parser_->app.add_flag_callback(names, std::move(act))->disable_flag_override()->take_last();
  return info(names, {}, std::move(summary));
}

OptionInfo& Declaration::value(const std::string& names, std::string value_name, const Setter& setter,
                               std::string summary) {
  parser_->option(names, checked(setter));
  return info(names, std::move(value_name), std::move(summary));
}

OptionInfo& Declaration::values(const std::string& names, std::string value_name, const Setter& setter,
                                std::string summary) {
  constexpr int most_words = 1 << 20;
  parser_->option(names, checked(setter))->expected(1, most_words);
  return info(names, std::move(value_name), std::move(summary));
}

OptionInfo& Declaration::optional_value(const std::string& names, std::string value_name, const Setter& setter,
                                        std::string summary) {
  parser_->option(names, setter)->expected(0, 1);
  OptionInfo& declared = info(names, std::move(value_name), std::move(summary));
  declared.value_optional = true;
  return declared;
}

// The setter of the option that is declared next. What no value of it can be is told before the setter sees it, and so
// is a second one where only one can count.
Setter Declaration::checked(const Setter& setter) {
  return [this, index = infos_.size(), setter, given = 0](const std::string& value) mutable -> Result<void> {
    const OptionInfo& option = infos_[index];
    if (const std::string_view expected = expected_text(option.value); !expected.empty() && is_blank(value)) {
      return fail(blank_value_error(option.names.back() + ": ", expected, value));
    }
    if (option.once && ++given > 1) {
      return fail(usage_error(option.names.back() + " is given twice", "only one of them could count: leave one out"));
    }
    return setter(value);
  };
}

OptionInfo& Declaration::info(const std::string& names, std::string value_name, std::string summary) {
  OptionInfo declared{.group = group_, .value = std::move(value_name), .summary = std::move(summary)};
  declared.names = CLI::detail::split(names, ',');
  infos_.push_back(std::move(declared));
  return infos_.back();
}

const OptionInfo* Declaration::find(std::string_view name) const {
  for (const OptionInfo& option : infos_) {
    if (std::find(option.names.begin(), option.names.end(), name) != option.names.end()) return &option;
  }
  return nullptr;
}

Error Declaration::unknown_option(const std::string& given) const {
  const std::string name = given.starts_with("--") ? given.substr(0, given.find('=')) : given.substr(0, 2);
  std::vector<std::string_view> known;
  for (const OptionInfo& option : infos_) {
    if (!option.group.empty()) known.insert(known.end(), option.names.begin(), option.names.end());
  }
  // Two short options are always near each other: only long ones are guessed.
  if (name.starts_with("--") && !nearest_name(name, known).empty()) return unknown_name_error("option", name, known);
  return usage_error("unknown option \"" + name + '"');
}

// CLI11 reads "--title= x" as "--title x"; an empty value is a slip in a script, and is told.
Result<void> Declaration::check_values_are_there(int argc, const char* const* argv) const {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") break;
    if (!word.ends_with('=')) continue;
    const std::string_view name = word.substr(0, word.size() - 1);
    if (const OptionInfo* option = find(name); option != nullptr && !option->value.empty()) {
      return fail(usage_error(std::string(name) + " needs a value: " + option->value));
    }
  }
  return {};
}

Result<std::vector<std::string>> Declaration::parse(int argc, const char* const* argv) {
  P2G_TRY(check_values_are_there(argc, argv));
  try {
    parser_->app.parse(argc, argv);
  } catch (const Refused& refused) {
    return fail(refused.error);
  } catch (const CLI::ArgumentMismatch& mismatch) {
    // CLI11's text begins with the option's name: "--output: 1 required TEXT missing".
    const std::string_view text = mismatch.what();
    const std::string name(text.substr(0, text.find_first_of(": ")));
    const OptionInfo* option = find(name);
    if (option != nullptr && !option->value.empty())
      return fail(usage_error(name + " needs a value: " + option->value));
    return fail(usage_error("--" + name + " takes no value"));
  } catch (const CLI::ParseError& error) {
    return fail(usage_error(error.what()));
  }
  std::vector<std::string> files;
  bool only_files = false;
  for (const std::string& word : parser_->app.remaining()) {
    if (!only_files && word == "--") {
      only_files = true;
    } else if (!only_files && word.size() > 1 && word.front() == '-') {
      return fail(unknown_option(word));
    } else if (is_blank(word)) {
      return fail(blank_value_error("", "an input file", word));
    } else {
      files.push_back(word);
    }
  }
  return files;
}

// ---- What options mean together
// ----------------------------------------------------------------------------------------

namespace {

// Where no profile is looked at, a limit would be kept unseen.
Result<void> refuse_limits(const Options& options, std::string_view with) {
  const char* option = !options.fail_on.empty()  ? "--fail-on"
                       : !options.budget.empty() ? "--budget"
                       : !options.junit.empty()  ? "--junit"
                                                 : nullptr;
  if (option == nullptr) return {};
  return fail(usage_error(std::string(option) + " checks nothing with " + std::string(with), "leave one of them out"));
}

Component parser_component() { return {"CLI11", CLI11_VERSION, "", "BSD-3-Clause", "headers only"}; }

Result<std::optional<std::string>> requested_text(const Requests& requests, const Options& options,
                                                  const std::vector<OptionInfo>& infos) {
  if (requests.help) return help_text(infos);
  if (requests.version) return options.verbose ? verbose_version_text(parser_component()) : version_text();
  const std::pair<bool, const char*> lists[] = {{requests.list_formats, "--list-formats"},
                                                {requests.list_views, "--list-views"},
                                                {requests.list_types, "--list-types"},
                                                {requests.list_themes, "--list-themes"},
                                                {requests.list_functions, "--list-functions"}};
  for (const auto& [asked, name] : lists) {
    if (asked) P2G_TRY(refuse_limits(options, name));
  }
  if (requests.list_formats) return list_text(listed_formats());
  if (requests.list_views) return list_text(listed_views());
  if (requests.list_types) return list_text(listed_types());
  if (requests.list_themes) return list_text(listed_themes());
  if (!requests.completion.empty()) {
    P2G_TRY_ASSIGN(std::string text, completion_text(requests.completion, infos));
    return text;
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

Result<void> check_stdin(const Options& options) {
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) {
    return fail(usage_error("stdin (-) can be read only once", "name it once among the files"));
  }
  return {};
}

// "diff BEFORE AFTER", or "diff --before F... --after F...".
Result<void> settle_sides(const Requests& requests, Options& options) {
  const char* option = requests.list_functions                      ? "--list-functions"
                       : options.table.kind == Table::Kind::callers ? "--callers"
                       : options.table.kind == Table::Kind::callees ? "--callees"
                       : options.flame.exact_only                   ? "--exact-only"
                       : options.flame.chart                        ? "--flamechart"
                                                                    : nullptr;
  if (option != nullptr) return fail(usage_error(std::string(option) + " is for one profile", "leave out diff"));
  const std::vector<std::string> files(options.files.begin() + 1, options.files.end());
  const bool named = !options.before.empty() || !options.after.empty();
  const std::string hint =
      "prof2graph diff before.prof after.prof, or --before FILE... --after FILE... for several runs";
  if (named && !files.empty()) {
    return fail(usage_error("\"" + files.front() + "\" belongs to neither side", hint));
  }
  if (!named && files.size() != 2) {
    return fail(usage_error("diff compares two profiles, got " + std::to_string(files.size()), hint));
  }
  if (named && options.before.empty()) return fail(usage_error("--before is missing", hint));
  if (named && options.after.empty()) return fail(usage_error("--after is missing", hint));
  options.diff = true;
  if (!named) {
    options.before = {files[0]};
    options.after = {files[1]};
  }
  options.files = options.before;
  options.files.insert(options.files.end(), options.after.begin(), options.after.end());
  return check_stdin(options);
}

// What only diff can use, without diff: a slip that would go unnoticed.
Result<void> refuse_sides(const Options& options) {
  const char* option = !options.before.empty()          ? "--before"
                       : !options.after.empty()         ? "--after"
                       : !options.match.renames.empty() ? "--rename"
                       : options.compare.normalize      ? "--normalize"
                                                        : nullptr;
  if (option == nullptr) return {};
  return fail(usage_error(std::string(option) + " is for comparing", "prof2graph diff BEFORE AFTER"));
}

Result<void> settle_files(Options& options) {
  if (options.files.empty()) {
    if (isatty(STDIN_FILENO) == 1) {
      return fail(usage_error("no input", "name a profile (prof2graph run.prof -o callgraph.svg), or pipe one in"));
    }
    options.files.push_back("-");
  }
  return check_stdin(options);
}

}  // namespace

Result<Command> parse_command_line(int argc, const char* const* argv) {
  Command command;
  Options& options = command.options;
  Requests requests;
  Declaration declare;
  declare_options(declare, options, requests);

  P2G_TRY_ASSIGN(options.files, declare.parse(argc, argv));

  P2G_TRY_ASSIGN(command.text, requested_text(requests, options, declare.infos()));
  if (command.text) return command;

  P2G_TRY(settle_theme(requests, options));
  P2G_TRY(settle_table(options));
  if (!options.files.empty() && options.files.front() == "diff") {
    P2G_TRY(settle_sides(requests, options));
  } else {
    settle_list_functions(requests, options);
    P2G_TRY(refuse_sides(options));
    P2G_TRY(settle_files(options));
  }
  return command;
}

}  // namespace p2g
