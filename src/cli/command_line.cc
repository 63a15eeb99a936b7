// From words to what is to be done: the command is found, options are put into their places, contradictions told.
#include "src/cli/command_line.h"

#include <cstdlib>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/platform.h"
#include "src/cli/commands.h"
#include "src/cli/declaration.h"
#include "src/cli/options.h"
#include "src/cli/version.h"

namespace p2g {
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

Result<std::optional<std::string>> requested_text(const Requests& requests, const Options& options,
                                                  const std::vector<OptionInfo>& infos, const CommandInfo* command) {
  if (requests.help) return command != nullptr ? help_text(*command, infos) : help_text(infos);
  if (requests.version) return options.verbose ? verbose_version_text(parser_third_party()) : version_text();
  const std::pair<bool, const char*> lists[] = {
      {requests.list_formats, "--list-formats"},     {requests.list_views, "--list-views"},
      {requests.list_types, "--list-types"},         {requests.list_themes, "--list-themes"},
      {requests.list_functions, "--list-functions"}, {options.list_profiles, "--list-profiles"},
      {!options.explain.empty(), "--explain"}};
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

Result<void> settle_theme(const Requests& requests, Options& options) {
  if (!requests.theme.empty() && !requests.colormap.empty()) {
    return fail(usage_error("--theme and --colormap both name the colours", "give one of them"));
  }
  if (!requests.theme.empty()) options.theme = requests.theme;
  if (!requests.colormap.empty()) options.theme = requests.colormap;
  return {};
}

// What "src", ".." and "~" are here. Asked for only when a path was given: nothing else depends on where it is run.
void settle_paths(Options& options) {
  if (options.filter.path.empty()) return;
  options.filter.surroundings.folder = current_folder();
  if (const char* home = std::getenv("HOME"); home != nullptr) options.filter.surroundings.home = home;
}

// "help", "help diff" and "version", as other programs have them; a file of that name is one.
void take_questions(Words& words, Requests& requests) {
  if (words.plain.empty()) return;
  const std::string& word = words.plain.front();
  const bool help = word == "help";
  if ((!help && word != "version") || path_exists(word)) return;
  (help ? requests.help : requests.version) = true;
  words.plain.erase(words.plain.begin());
}

// Callers and callees are rows of the table, so they choose it.
Result<void> settle_table(Options& options) {
  if (options.table.kind == Table::Kind::functions) return {};
  if (options.view.empty()) options.view = "table";
  if (options.view == "table") return {};
  return fail(usage_error("--callers and --callees are for the table", "leave out --view, or give --view table"));
}

// A command's words are files, wherever they stand; those of a program that is to be recorded are its own affair.
Result<void> settle_words(const CommandInfo& command, Words words, Options& options) {
  options.files = std::move(words.plain);
  if (command.takes_program) {
    options.record.command = std::move(words.behind);
    return {};
  }
  for (std::string& word : words.behind) {
    if (is_blank(word)) return fail(blank_value_error("", "an input file", word));
    options.files.push_back(std::move(word));
  }
  return {};
}

// Options of another command are told; draw and diff, which share all of them, say themselves what does not fit.
Result<void> refuse_others(const CommandInfo& command, const std::vector<const OptionInfo*>& given) {
  for (const OptionInfo* option : given) {
    if (option->group.empty() || command.has_group(option->group)) continue;
    return fail(usage_error(option->names.back() + " is no option of " + std::string(command.name),
                            "prof2graph " + std::string(command.name) + " --help lists them"));
  }
  return {};
}

// One type is for all outputs that do not say theirs; in a batch, each is an output.
Result<void> settle_types(Options& options) {
  if (options.batch.asked || options.types.empty()) return {};
  if (options.types.size() > 1) {
    return fail(usage_error("--type is given twice", "only one of them could count: leave one out"));
  }
  options.type = options.types.front();
  options.types.clear();
  return {};
}

// What outputs of a batch depend on: not where they go, and not what is said.
std::string fingerprint_of(const Declaration& declare) {
  return declare.given_text({"--output", "--jobs", "--force", "--threads", "--quiet", "--verbose", "--stats"});
}

}  // namespace

Result<CommandLine> parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  Options& options = line.options;
  Requests requests;
  Declaration declare;
  declare_options(declare, options, requests);

  P2G_TRY_ASSIGN(Words words, declare.parse(argc, argv));
  const std::vector<const OptionInfo*> given = declare.given();
  for (const OptionInfo* option : given) options.given.push_back(option->names.back());

  take_questions(words, requests);
  // Who asks for help gets it, whatever else is wrong; of one command, when it is named.
  const Result<const CommandInfo*> command = take_command(words);
  const bool draws = command && *command == &commands().front();
  P2G_TRY_ASSIGN(line.text, requested_text(requests, options, declare.infos(), draws || !command ? nullptr : *command));
  if (line.text) return line;
  if (!command) return fail(command.error());

  P2G_TRY(settle_words(**command, std::move(words), options));
  P2G_TRY(refuse_others(**command, given));
  P2G_TRY(settle_theme(requests, options));
  P2G_TRY(settle_table(options));
  settle_paths(options);
  P2G_TRY((*command)->settle(requests, options));
  P2G_TRY(settle_types(options));
  if (options.batch.asked) options.batch.fingerprint = fingerprint_of(declare);
  return line;
}

}  // namespace p2g
