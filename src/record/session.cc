#include "src/record/session.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "renderers/renderer.h"
#include "src/base/diagnostics.h"
#include "src/base/output_place.h"
#include "src/base/sink.h"
#include "src/record/choose_recorder.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

Result<void> check_process(int pid) {
  if (::kill(pid, 0) == 0 || errno != ESRCH) return {};
  return fail(usage_error("no process has the number " + std::to_string(pid), "ps -e lists them"));
}

bool is_gated(const Options& options) {
  return !options.record.before.empty() || !options.fail_on.empty() || !options.budget.empty();
}

// Time of waiting depends on the machine, so what is compared or limited does not count it, unless it is asked for.
Result<void> choose_clock(Session& session) {
  const std::string& clock = session.options.record.clock;
  if (!session.recorder->has_clocks) {
    if (clock.empty()) return {};
    return fail(usage_error("--clock is for cprofile: " + std::string(session.recorder->name) + " has its own"));
  }
  session.cpu_clock = clock.empty() ? is_gated(session.options) : clock == "cpu";
  return {};
}

// A picture never goes where the program prints.
Result<void> choose_output(Options& options) {
  if (!options.outputs.empty()) return {};
  std::string type = options.type;
  if (type.empty()) type = options.view == "table" ? "txt" : "svg";
  P2G_TRY_ASSIGN(const Format* format, find_format(type));
  const std::string_view suffixes = format->suffixes;
  options.outputs = {"profile" + std::string(suffixes.substr(0, suffixes.find(',')))};
  return {};
}

Result<void> refuse_kept_output(const Options& options) {
  const RecordOptions& record = options.record;
  if (record.keep.empty()) return {};
  if (record.keep == "-") return fail(usage_error("--keep names a file, not stdout", "--keep run.prof"));
  P2G_TRY_ASSIGN(const OutputPlace kept, find_output_place(kept_name(record, false, 1)));
  for (const std::string& output : options.outputs) {
    if (output == "-") continue;
    P2G_TRY_ASSIGN(const OutputPlace place, find_output_place(output));
    if (same_place(kept, place)) {
      return fail(usage_error("--keep and -o both write " + output, "choose another name for one of them"));
    }
  }
  return {};
}

// The job is settled with files that are not there yet, so that a slip costs no run.
Result<void> settle_job(Session& session) {
  Options& options = session.options;
  const auto runs = static_cast<std::size_t>(options.record.runs);
  const std::vector<std::string> files(runs, "/dev/null/recorded");
  options.files = files;
  options.diff = !options.record.before.empty();
  options.before.clear();
  options.after.clear();
  if (options.diff) options.before = options.after = files;
  P2G_TRY_ASSIGN(session.job, make_job(options));
  if (options.format == "auto") session.job.inputs.format = session.recorder->format;
  if (session.recorder->has_clocks) session.job.inputs.clock = session.cpu_clock ? "CPU time" : "wall time";
  return {};
}

// What the command names is the program's: neither a picture nor the recording may take its place.
Result<void> refuse_command_as_output(const Options& options) {
  std::vector<std::string> written = options.outputs;
  if (!options.record.keep.empty()) written.push_back(kept_name(options.record, false, 1));
  std::error_code ignored;
  for (const std::string& word : options.record.command) {
    if (!fs::is_regular_file(word, ignored)) continue;
    for (const std::string& output : written) {
      if (output != "-" && fs::equivalent(word, output, ignored))
        return fail(
            usage_error(output + " is part of the command and cannot be the output, too", "choose another name"));
    }
  }
  return {};
}

// An hour of recording should not be lost to a folder that is not there. What is no file yet or a regular one can be
// tried; a pipe would wait for its reader.
Result<void> try_outputs(const Session& session) {
  const RecordOptions& record = session.options.record;
  std::vector<std::string> files;
  for (const Output& output : session.job.outputs) files.push_back(output.target);
  if (!record.keep.empty()) files.push_back(kept_name(record, false, 1));
  for (const std::string& file : files) {
    std::error_code ignored;
    const fs::file_status status = fs::status(file, ignored);
    if (file == "-" || (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status))) continue;
    P2G_TRY_ASSIGN(const Sink tried, Sink::to_file(file));
  }
  return {};
}

}  // namespace

Result<Session> settle_session(const Options& options) {
  Session session;
  session.options = options;
  const RecordOptions& record = session.options.record;
  if (record.command.empty()) {
    P2G_TRY(check_process(record.pid));
    P2G_TRY_ASSIGN(session.recorder, recorder_of_process(record, session.options.watch));
    session.subject = "process " + std::to_string(record.pid);
  } else {
    P2G_TRY_ASSIGN(session.program, take_apart(record.command));
    P2G_TRY_ASSIGN(session.recorder, recorder_of_program(*session.program, record.recorder, session.options.watch));
    session.subject = session.program->name;
  }
  P2G_TRY(check_installed(*session.recorder));
  P2G_TRY(choose_clock(session));
  P2G_TRY(choose_output(session.options));
  P2G_TRY(refuse_kept_output(session.options));
  P2G_TRY(refuse_command_as_output(session.options));
  P2G_TRY(settle_job(session));
  P2G_TRY(try_outputs(session));
  return session;
}

std::string kept_name(const RecordOptions& record, bool before, int run) {
  const fs::path path(record.keep);
  std::string name = path.stem().string();
  if (!record.before.empty()) name += before ? "-before" : "-after";
  if (record.runs > 1) name += '-' + std::to_string(run);
  return (path.parent_path() / (name + path.extension().string())).string();
}

}  // namespace p2g
