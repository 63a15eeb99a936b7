#include "src/cli/commands.h"

#include <unistd.h>

#include <algorithm>

#include "src/base/diagnostics.h"
#include "src/base/platform.h"
#include "src/cli/synonyms.h"

namespace p2g {
namespace {

Result<void> check_stdin(const Options& options) {
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) {
    return fail(usage_error("stdin (-) can be read only once", "name it once among the files"));
  }
  return {};
}

// Files of one run, or stdin where something is piped in.
Result<void> settle_files(Options& options) {
  if (options.files.empty()) {
    if (isatty(STDIN_FILENO) == 1) {
      return fail(usage_error("no input", "name a profile (prof2graph run.prof -o callgraph.svg), or pipe one in"));
    }
    options.files.emplace_back("-");
  }
  return check_stdin(options);
}

// "--list-functions run.prof": a word that names a file is meant as the file.
void settle_list_functions(const Requests& requests, Options& options) {
  if (!requests.list_functions) return;
  const std::string& word = requests.function_pattern;
  const bool is_file = word == "-" || (!word.empty() && path_exists(word));
  options.list_functions = is_file ? std::string() : word;
  if (is_file) options.files.insert(options.files.begin(), word);
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

// Rows that a terminal has room for below the head of the table.
void fit_terminal(Options& options) {
  constexpr int around = 10;
  const int rows = terminal_rows();
  if (options.is_given("--limit") || rows == 0) return;
  options.table.limit = std::max(3, rows - around);
}

// What is watched is a table, with pictures beside it.
Result<void> settle_watch(Options& options) {
  if (!options.watch) return {};
  const char* other = options.list_functions                                ? "--list-functions"
                      : options.list_profiles                               ? "--list-profiles"
                      : !options.explain.empty()                            ? "--explain"
                      : !options.fail_on.empty() || !options.budget.empty() ? "limits"
                                                                            : nullptr;
  if (other != nullptr)
    return fail(usage_error("--watch goes on, and " + std::string(other) + " are about one moment"));
  const bool on_terminal = isatty(STDOUT_FILENO) == 1;
  const bool to_stdout = std::find(options.outputs.begin(), options.outputs.end(), "-") != options.outputs.end();
  if (options.outputs.empty()) {
    if (options.view.empty()) options.view = "table";
  } else if (on_terminal && !to_stdout && options.types.empty()) {
    if (options.view == "table") options.view.clear();
    options.types = {"txt"};
    options.outputs.emplace_back("-");
  }
  if (on_terminal) fit_terminal(options);
  return {};
}

Result<void> settle_draw(const Requests& requests, Options& options) {
  settle_list_functions(requests, options);
  P2G_TRY(refuse_sides(options));
  P2G_TRY(settle_watch(options));
  return settle_files(options);
}

Result<void> refuse_one_profile_options(const Requests& requests, const Options& options) {
  const char* option = requests.list_functions                      ? "--list-functions"
                       : !options.explain.empty()                   ? "--explain"
                       : options.table.kind == Table::Kind::callers ? "--callers"
                       : options.table.kind == Table::Kind::callees ? "--callees"
                       : options.flame.exact_only                   ? "--exact-only"
                       : options.flame.chart                        ? "--flamechart"
                                                                    : nullptr;
  if (option == nullptr) return {};
  return fail(usage_error(std::string(option) + " is for one profile", "leave out diff"));
}

// "diff BEFORE AFTER", or "diff --before F... --after F...".
Result<void> settle_sides(const Requests& requests, Options& options) {
  P2G_TRY(refuse_one_profile_options(requests, options));
  const std::vector<std::string> files = options.files;
  const bool named = !options.before.empty() || !options.after.empty();
  const std::string hint =
      "prof2graph diff before.prof after.prof, or --before FILE... --after FILE... for several runs";
  if (named && !files.empty()) {
    return fail(usage_error("\"" + files.front() + "\" belongs to neither side", hint));
  }
  if (!named && files.size() != 2) {
    const bool file = path_exists("diff");
    return fail(usage_error("diff compares two profiles, got " + std::to_string(files.size()),
                            file ? hint + "; the file diff is ./diff" : hint));
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

// Data goes on to be read by others: all of it, unless a limit was asked for.
void settle_data(Options& options) {
  options.data_only = true;
  if (!options.is_given("--limit")) options.table.limit = 0;
}

Result<void> settle_merge(const Requests&, Options& options) {
  settle_data(options);
  return settle_files(options);
}

Result<void> settle_convert(const Requests&, Options& options) {
  settle_data(options);
  if (options.files.size() > 1) {
    return fail(usage_error("convert takes one profile, got " + std::to_string(options.files.size()),
                            "prof2graph merge FILE... -o OUT sums several"));
  }
  return settle_files(options);
}

Result<void> settle_list(const Requests&, Options& options) {
  options.list_profiles = true;
  return settle_files(options);
}

// What makes no sense for many, or has another meaning.
Result<void> refuse_in_batch(const Requests& requests, const Options& options) {
  const char* option = requests.list_functions   ? "--list-functions"
                       : options.list_profiles   ? "--list-profiles"
                       : !options.before.empty() ? "--before"
                       : !options.after.empty()  ? "--after"
                       : !options.junit.empty()  ? "--junit"
                                                 : nullptr;
  if (option != nullptr) return fail(usage_error(std::string(option) + " is for one picture", "leave out batch"));
  if (options.batch.baseline.empty()) return refuse_sides(options);
  return refuse_one_profile_options(requests, options);
}

// Words are files, patterns, folders and lists; -o is a folder.
Result<void> settle_batch(const Requests& requests, Options& options) {
  P2G_TRY(refuse_in_batch(requests, options));
  const std::string hint = "prof2graph batch 'runs/**/*.prof' -o out/";
  if (options.files.empty()) return fail(usage_error("no input", hint));
  P2G_TRY(check_stdin(options));
  if (options.outputs.size() != 1) {
    return fail(usage_error("a batch writes into one folder, and -o names " +
                                (options.outputs.empty() ? "none" : std::to_string(options.outputs.size())),
                            hint));
  }
  if (options.outputs.front() == "-") return fail(usage_error("a batch writes into a folder, not to stdout", hint));
  options.batch.asked = true;
  options.batch.folder = options.outputs.front();
  while (options.batch.folder.size() > 1 && options.batch.folder.back() == '/') options.batch.folder.pop_back();
  options.outputs.clear();
  return {};
}

// What makes no sense for a program that is yet to run.
Result<void> refuse_in_recording(const Requests& requests, const Options& options) {
  const char* option = requests.list_functions    ? "--list-functions"
                       : options.list_profiles    ? "--list-profiles"
                       : !options.explain.empty() ? "--explain"
                       : !options.after.empty()   ? "--after"
                                                  : nullptr;
  if (option == nullptr) return {};
  return fail(usage_error(std::string(option) + " is for profiles that are there",
                          "keep the recording: --keep run.prof, and then prof2graph " + std::string(option) + " …"));
}

Result<void> settle_recording(const Requests& requests, Options& options) {
  P2G_TRY(refuse_in_recording(requests, options));
  RecordOptions& record = options.record;
  if (options.watch && (!options.before.empty() || record.runs > 1)) {
    return fail(usage_error("--watch is about one run", "leave out --runs and --before"));
  }
  P2G_TRY(settle_watch(options));
  if (options.watch && options.outputs.empty()) options.outputs = {"-"};
  record.asked = true;
  if (options.before.size() > 1) {
    return fail(usage_error("--before names one revision here, got " + std::to_string(options.before.size()),
                            "prof2graph run --before main -- python app.py"));
  }
  if (!options.before.empty()) {
    record.before = options.before.front();
    return {};
  }
  return refuse_sides(options);
}

Result<void> settle_run(const Requests& requests, Options& options) {
  std::string hint = "prof2graph run -o profile.svg -- python app.py";
  if (path_exists("run")) hint += "; the file run is ./run";
  if (!options.files.empty()) {
    return fail(usage_error("\"" + options.files.front() + "\": the program that is to run comes after --", hint));
  }
  if (options.record.command.empty() || is_blank(options.record.command.front())) {
    return fail(usage_error("no program to run", hint));
  }
  for (const char* option : {"--pid", "--duration"}) {
    if (options.is_given(option)) {
      return fail(
          usage_error(std::string(option) + " is for a process that runs already", "prof2graph record --pid N"));
    }
  }
  return settle_recording(requests, options);
}

Result<void> settle_record(const Requests& requests, Options& options) {
  const std::string hint = "prof2graph record --pid N --duration 30 -o profile.svg";
  if (!options.files.empty()) return fail(usage_error("\"" + options.files.front() + "\" is not expected here", hint));
  if (!options.is_given("--pid")) {
    return fail(
        usage_error("no process to record", hint + "; a program that is yet to run: prof2graph run -- COMMAND"));
  }
  for (const char* option : {"--runs", "--before", "--clock"}) {
    if (options.is_given(option)) {
      return fail(
          usage_error(std::string(option) + " is for a program that is yet to run", "prof2graph run -- COMMAND"));
    }
  }
  return settle_recording(requests, options);
}

constexpr std::string_view draw_description =
    "Draws one profile; several FILEs of one run are merged. \"-\", or no FILE with a\n"
    "pipe, is stdin. A file that is called like a command is ./NAME, or comes\n"
    "after \"--\". Options may come before or after files.\n";
constexpr std::string_view diff_description = "Compares two profiles, or several runs of each (--before, --after).\n";
constexpr std::string_view merge_description =
    "Sums runs and writes the sum as data: the suffix of OUT, or -T, says as which.\n";
constexpr std::string_view convert_description =
    "Writes a profile as other data: the suffix of OUT, or -T, says as which.\n";
constexpr std::string_view batch_description =
    "Draws many profiles into the folder DIR, and writes index.html (a card each)\n"
    "and manifest.json (for programs). A WHAT is a file, a folder, a pattern\n"
    "('runs/**/*.prof': ** is any folders), @LIST for a file with names, or \"-\" for\n"
    "names on stdin. What did not change since the last time is not drawn again; a\n"
    "batch that was interrupted goes on. Exit code 3 when a file failed: the others\n"
    "are drawn.\n";
constexpr std::string_view run_description =
    "Runs a program, records it and draws what was recorded. Python programs (an\n"
    "interpreter, a .py file, pytest or another script of Python) are recorded by\n"
    "cProfile in their own interpreter, JavaScript by node, go test by go, other\n"
    "programs by perf; --with chooses. What the program prints, reads and gets as\n"
    "signals is its own, and its exit code is that of this command unless it is 0.\n"
    "--before is a revision of git here, recorded in turn and compared. --watch draws\n"
    "while the program runs, with austin: a table on stdout, what it prints on stderr.\n";
constexpr std::string_view record_description =
    "Records a process that runs, with py-spy, austin or perf, whichever is there, and\n"
    "draws what was recorded. Ctrl-C ends it earlier.\n";
constexpr std::string_view list_description =
    "Lists the threads and metrics that files offer, one a line: what --thread and\n"
    "--metric can choose. The default has a star. With -T json for scripts.\n";

}  // namespace

bool CommandInfo::has_group(std::string_view group) const {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

const std::vector<CommandInfo>& commands() {
  static const std::vector<CommandInfo> all = {
      {.name = "draw",
       .summary = "draw one profile; the word may be left out",
       .usage = "[draw] [OPTIONS] [FILE...]",
       .description = draw_description,
       .groups = {"Input", "Output", "What is shown", "Names", "Picture", "Flame graph", "Table", "Comparing (diff)",
                  "Watching", "Gate", "Messages"},
       .settle = settle_draw},
      {.name = "diff",
       .summary = "compare two profiles, or several runs of each",
       .usage = "diff [OPTIONS] BEFORE AFTER",
       .description = diff_description,
       .groups = {"Input", "Output", "What is shown", "Names", "Picture", "Flame graph", "Table", "Comparing (diff)",
                  "Gate", "Messages"},
       .settle = settle_sides},
      {.name = "merge",
       .summary = "sum runs and write the sum as data",
       .usage = "merge [OPTIONS] FILE... -o OUT",
       .description = merge_description,
       .groups = {"Input", "Output", "What is shown", "Names", "Flame graph", "Table", "Merging", "Messages"},
       .settle = settle_merge},
      {.name = "convert",
       .summary = "write a profile as other data",
       .usage = "convert [OPTIONS] FILE -o OUT",
       .description = convert_description,
       .groups = {"Input", "Output", "What is shown", "Names", "Flame graph", "Table", "Messages"},
       .settle = settle_convert},
      {.name = "batch",
       .summary = "draw many profiles, with an index of all of them",
       .usage = "batch [OPTIONS] WHAT... -o DIR",
       .description = batch_description,
       .groups = {"Input", "Output", "What is shown", "Names", "Picture", "Flame graph", "Table", "Comparing (diff)",
                  "Batch", "Gate", "Messages"},
       .settle = settle_batch},
      {.name = "list",
       .summary = "list the threads and metrics that files offer",
       .usage = "list [OPTIONS] FILE...",
       .description = list_description,
       .groups = {"Input", "Output", "Messages"},
       .settle = settle_list},
      {.name = "run",
       .summary = "run a program, record it and draw that",
       .usage = "run [OPTIONS] -- COMMAND [ARGUMENT...]",
       .description = run_description,
       .groups = {"Input", "Output", "What is shown", "Names", "Picture", "Flame graph", "Table", "Comparing (diff)",
                  "Recording", "Watching", "Gate", "Messages"},
       .settle = settle_run,
       .takes_program = true},
      {.name = "record",
       .summary = "record a process that runs and draw that",
       .usage = "record [OPTIONS] --pid N",
       .description = record_description,
       .groups = {"Input", "Output", "What is shown", "Names", "Picture", "Flame graph", "Table", "Recording",
                  "Watching", "Gate", "Messages"},
       .settle = settle_record},
  };
  return all;
}

Result<const CommandInfo*> take_command(Words& words) {
  const CommandInfo* fallback = &commands().front();
  if (words.plain.empty()) return fallback;
  const std::string word = words.plain.front();
  std::vector<std::string_view> names;
  for (const CommandInfo& command : commands()) {
    names.push_back(command.name);
    if (command.name != word) continue;
    words.plain.erase(words.plain.begin());
    return &command;
  }
  if (const std::string_view instead = instead_of_command(word); !instead.empty()) {
    if (path_exists(word)) return fallback;
    return fail(usage_error("unknown command \"" + word + '"',
                            "did you mean " + std::string(instead) + "? A file is ./" + word));
  }
  // What looks like a path, or is there, is a file; a single letter is near everything.
  const bool is_word = word.size() > 2 && word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  if (!is_word || nearest_name(word, names).empty() || path_exists(word)) return fallback;
  Error error = unknown_name_error("command", word, names);
  error.hint += " A file is ./" + word;
  return fail(std::move(error));
}

}  // namespace p2g
