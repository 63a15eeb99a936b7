// The steps of a recording: what is recorded by whom, the recordings, and then the pipeline as with any other files.
#include "src/record/record.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "renderers/renderer.h"
#include "src/base/child_process.h"
#include "src/base/diagnostics.h"
#include "src/base/output_place.h"
#include "src/base/sink.h"
#include "src/base/temporary.h"
#include "src/job.h"
#include "src/record/permissions.h"
#include "src/record/program.h"
#include "src/record/recorder.h"
#include "src/record/worktree.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

// What is to be done, once names are looked up.
struct Session {
  Options options;                 // with the files that there will be
  std::optional<Program> program;  // nothing: a process
  const Recorder* recorder = nullptr;
  bool cpu_clock = false;
  std::string subject;  // what was recorded, in pictures
  Job job;
};

// A profile that is there.
struct Profiled {
  std::string file;
  std::string name;
  bool before = false;
};

// ---- Who records
// -----------------------------------------------------------------------------------------------------

Result<const Recorder*> recorder_of_program(const Session& session) {
  const std::string& name = session.options.record.recorder;
  if (!name.empty()) {
    P2G_TRY_ASSIGN(const Recorder* recorder, find_recorder(name));
    if (recorder->run == nullptr) return fail(usage_error(name + " records processes that run"));
    return recorder;
  }
  for (const Recorder* recorder : recorders()) {
    if (recorder->suits != nullptr && recorder->suits(*session.program)) return recorder;
  }
  return fail(usage_error("nothing is known that records " + session.program->name, "name a recorder: --with NAME"));
}

// What the process executes; empty where that is not said.
std::string executable_of(int pid) {
  std::error_code problem;
  const fs::path path = fs::read_symlink("/proc/" + std::to_string(pid) + "/exe", problem);
  return problem ? std::string() : path.filename().string();
}

Result<const Recorder*> recorder_of_process(const RecordOptions& record) {
  if (!record.recorder.empty()) {
    P2G_TRY_ASSIGN(const Recorder* recorder, find_recorder(record.recorder));
    if (recorder->attach != nullptr) return recorder;
    return fail(usage_error(record.recorder + " cannot record a process that runs already",
                            "--with py-spy, austin, perf or profiling.sampling"));
  }
  const std::string executable = executable_of(record.pid);
  const bool python = executable.empty() || executable.find("py") != std::string::npos;
  std::vector<const Recorder*> usable;
  for (const Recorder* recorder : recorders()) {
    const bool fits = python || recorder->name == "perf";
    const bool there = recorder->attach != nullptr && find_program(std::string(recorder->program));
    if (fits && there && recorder->probe == nullptr) usable.push_back(recorder);
  }
  if (usable.empty()) {
    return fail(
        usage_error(python ? "none of py-spy, austin and perf is installed" : "perf is not installed",
                    python ? "pipx install py-spy, or sudo apt install austin" : "sudo apt install linux-perf"));
  }
  return *std::min_element(usable.begin(), usable.end(),
                           [](const Recorder* a, const Recorder* b) { return a->attach_order < b->attach_order; });
}

Result<void> check_process(int pid) {
  if (::kill(pid, 0) == 0 || errno != ESRCH) return {};
  return fail(usage_error("no process has the number " + std::to_string(pid), "ps -e lists them"));
}

Result<void> check_installed(const Recorder& recorder) {
  if (recorder.program.empty() || find_program(std::string(recorder.program))) return {};
  return fail(missing_recorder(recorder));
}

// ---- Before anything runs
// --------------------------------------------------------------------------------------------

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

// "run.prof" of several: "run-before-1.prof".
std::string kept_name(const RecordOptions& record, bool before, int run) {
  const fs::path path(record.keep);
  std::string name = path.stem().string();
  if (!record.before.empty()) name += before ? "-before" : "-after";
  if (record.runs > 1) name += '-' + std::to_string(run);
  return (path.parent_path() / (name + path.extension().string())).string();
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

Result<Session> settle(const Options& options) {
  Session session;
  session.options = options;
  const RecordOptions& record = session.options.record;
  if (record.command.empty()) {
    P2G_TRY(check_process(record.pid));
    P2G_TRY_ASSIGN(session.recorder, recorder_of_process(record));
    session.subject = "process " + std::to_string(record.pid);
  } else {
    P2G_TRY_ASSIGN(session.program, take_apart(record.command));
    P2G_TRY_ASSIGN(session.recorder, recorder_of_program(session));
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

// ---- Recording
// -------------------------------------------------------------------------------------------------------

// All recordings of a session, one after the other.
class Recordings {
 public:
  Recordings(const Session& session, ChildProcesses& processes, const TemporaryFolder& folder)
      : session_(session), processes_(processes), folder_(folder) {}

  // Gives the program's exit code. What went wrong afterwards is an error.
  Result<void> make();
  int program_code() const { return program_code_; }
  std::vector<Profiled> take_profiles() { return std::move(profiles_); }
  std::vector<std::string> take_notes() { return std::move(notes_); }
  const Warnings& warnings() const { return warnings_; }

 private:
  Result<void> probe();
  Result<void> make_one(bool before, int run);
  Result<RecordingSteps> plan(bool before, const std::string& folder);
  Result<std::string> find_profile(const RecordingSteps& steps);
  Result<void> keep(const Profiled& profile, int run);
  void note_remarks(const std::string& profile);
  Error no_profile() const;
  bool goes_on() const { return processes_.interrupted_by() == 0; }

  const Session& session_;
  ChildProcesses& processes_;
  const TemporaryFolder& folder_;
  std::optional<Worktree> worktree_;
  std::optional<Program> program_before_;
  int program_code_ = 0;
  std::vector<Profiled> profiles_;
  std::vector<std::string> notes_;
  Warnings warnings_;
};

Result<void> Recordings::probe() {
  if (session_.recorder->probe == nullptr) return {};
  const std::vector<std::string> words = session_.recorder->probe(session_.program ? *session_.program : Program());
  P2G_TRY_ASSIGN(const int code,
                 processes_.run({.words = words, .stdout_to_stderr = true, .silent = true, .own_signals = false}));
  if (code != 0) return fail(missing_recorder(*session_.recorder));
  return {};
}

// What is not checked out, like a virtual environment, is the one that is here.
Program program_in(const Program& program, const std::string& folder) {
  Program there = program;
  std::string& first = there.interpreter.front();
  std::error_code ignored;
  const bool relative = first.find('/') != std::string::npos && first.front() != '/';
  if (relative && !fs::exists(folder + '/' + first, ignored)) first = fs::absolute(first, ignored).string();
  return there;
}

Result<void> Recordings::make() {
  const RecordOptions& record = session_.options.record;
  P2G_TRY(probe());
  if (!record.before.empty()) {
    P2G_TRY_ASSIGN(Worktree worktree, Worktree::make(processes_, record.before, folder_.path() + "/before"));
    worktree_.emplace(std::move(worktree));
    program_before_ = program_in(*session_.program, worktree_->folder());
  }
  // In turn, so that a machine that gets slower does so for both.
  for (int run = 1; run <= record.runs && goes_on(); ++run) {
    if (worktree_) P2G_TRY(make_one(true, run));
    if (goes_on()) P2G_TRY(make_one(false, run));
  }
  return {};
}

Result<RecordingSteps> Recordings::plan(bool before, const std::string& folder) {
  RecordingPlan plan;
  plan.pid = session_.options.record.pid;
  plan.seconds = session_.options.record.seconds;
  plan.cpu_clock = session_.cpu_clock;
  plan.folder = folder;
  if (!session_.program) return session_.recorder->attach(plan);
  plan.program = before ? &*program_before_ : &*session_.program;
  if (before) {
    plan.worktree = worktree_->path();
    plan.repository = worktree_->top();
  }
  P2G_TRY_ASSIGN(RecordingSteps steps, session_.recorder->run(plan));
  if (before) steps.recording.folder = worktree_->folder();
  return steps;
}

// A program that failed before its first call: a good picture of an earlier run should not become an empty one.
Result<void> refuse_nothing(const Profiled& profile, int code) {
  constexpr std::uintmax_t empty_dictionary = 2;  // bytes of marshal
  std::error_code problem;
  if (code == 0 || fs::file_size(profile.file, problem) > empty_dictionary || problem) return {};
  Error error{ErrorKind::input, "ended before anything could be recorded", profile.name};
  error.hint = "nothing was drawn";
  return fail(std::move(error));
}

Result<void> Recordings::make_one(bool before, int run) {
  const std::string folder = folder_.path() + (before ? "/b" : "/a") + std::to_string(run);
  std::error_code problem;
  if (!fs::create_directory(folder, problem)) return fail(Error{ErrorKind::output, "cannot be made", folder});
  P2G_TRY_ASSIGN(RecordingSteps steps, plan(before, folder));
  P2G_TRY_ASSIGN(int code, processes_.run(steps.recording));
  const bool passes = session_.program && session_.recorder->passes_exit_code;
  if (!passes) code = session_.program && processes_.interrupted_by() > 0 ? 128 + processes_.interrupted_by() : 0;
  if (program_code_ == 0) program_code_ = code;
  for (const ChildCommand& command : steps.after) P2G_TRY(processes_.run(command));
  P2G_TRY_ASSIGN(Profiled profile, find_profile(steps).transform([&](std::string file) {
    return Profiled{std::move(file), session_.subject, before};
  }));
  P2G_TRY(refuse_nothing(profile, code));
  if (before) profile.name += " at " + session_.options.record.before;
  if (run > 1) profile.name += " #" + std::to_string(run);
  P2G_TRY(keep(profile, run));
  profiles_.push_back(std::move(profile));
  if (run == 1) note_remarks(steps.profile);
  return {};
}

// What is said beside a profile, in a file of a few words; empty when nothing is.
std::string remark(const std::string& profile, const char* about) {
  std::ifstream in(profile + about, std::ios::binary);
  std::string text;
  std::getline(in, text);
  return text;
}

void Recordings::note_remarks(const std::string& profile) {
  if (const std::string file = remark(profile, ".strayed"); !file.empty()) {
    notes_.push_back("before, " + file + " ran as it is now, not as it was: is it installed or on PYTHONPATH?");
  }
  const std::string threads = remark(profile, ".threads");
  if (threads == "missing") notes_.emplace_back("other threads of the program are not in the profile");
  if (threads == "mixed") {
    warnings_.add("mixed-threads",
                  "the program has threads, and cProfile of Python 3.12 and later takes their calls for calls of the "
                  "function that ran when they began",
                  1, "Calls of other threads are mixed in.");
  }
}

Error Recordings::no_profile() const {
  const RecordOptions& record = session_.options.record;
  Error error{ErrorKind::input, "left no profile", session_.subject};
  if (!session_.program) {
    error.message = std::string(session_.recorder->name) + " recorded nothing of it";
    error.hint = missing_permission(permissions_for(record.pid), session_.recorder->name);
    if (error.hint.empty()) error.hint = "what " + std::string(session_.recorder->name) + " says is above";
    return error;
  }
  if (session_.recorder->name == "perf") error.hint = missing_permission(permissions_for(::getpid()), "perf");
  if (session_.recorder->name == "cprofile") {
    error.hint = "a program that is killed, calls os._exit() or becomes another one (exec) cannot write it";
  }
  return error;
}

// The file, or of several in a folder the one of the process that was started.
Result<std::string> Recordings::find_profile(const RecordingSteps& steps) {
  std::error_code problem;
  if (steps.profile_suffix.empty()) {
    if (fs::is_regular_file(steps.profile, problem) && fs::file_size(steps.profile, problem) > 0) return steps.profile;
    return fail(no_profile());
  }
  const std::string own = '.' + std::to_string(processes_.last_child()) + steps.profile_suffix;
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(steps.profile, problem)) {
    files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  const auto is_own = [&](const std::string& file) { return file.ends_with(own); };
  auto found = std::find_if(files.begin(), files.end(), is_own);
  if (found == files.end()) {
    found = std::find_if(files.begin(), files.end(),
                         [&](const std::string& file) { return file.ends_with(steps.profile_suffix); });
  }
  if (found == files.end()) return fail(no_profile());
  if (files.size() > 1) {
    notes_.push_back(std::to_string(files.size() - 1) + " profiles of its other threads and processes are left out");
  }
  return *found;
}

Result<void> copy_file(const std::string& from, const std::string& to) {
  P2G_TRY_ASSIGN(Sink sink, Sink::to_file(to));
  std::ifstream in(from, std::ios::binary);
  std::string block(std::size_t{64} * 1024, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    sink.put(std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  P2G_TRY(sink.commit());
  return {};
}

// The recording can be worth more than the picture, so it is safe first.
Result<void> Recordings::keep(const Profiled& profile, int run) {
  const RecordOptions& record = session_.options.record;
  if (record.keep.empty()) return {};
  return copy_file(profile.file, kept_name(record, profile.before, run));
}

// ---- Drawing
// ---------------------------------------------------------------------------------------------------------

// Recorded files outlive the folder that they were made in, but no signal.
Result<std::vector<TemporaryFile>> hand_over(std::vector<Profiled>& profiles) {
  std::vector<TemporaryFile> files;
  for (Profiled& profile : profiles) {
    P2G_TRY_ASSIGN(TemporaryFile file, TemporaryFile::make());
    std::error_code problem;
    fs::rename(profile.file, file.path(), problem);
    if (problem) return fail(write_error(file.path(), problem.value()));
    profile.file = file.path();
    files.push_back(std::move(file));
  }
  return files;
}

Result<void> give_to_job(const std::vector<Profiled>& profiles, Job& job) {
  Inputs& inputs = job.inputs;
  const bool compares = inputs.compares();
  inputs.files.clear();
  inputs.before.clear();
  inputs.after.clear();
  for (const Profiled& profile : profiles) {
    inputs.shown_names[profile.file] = profile.name;
    inputs.files.push_back(profile.file);
    if (compares) (profile.before ? inputs.before : inputs.after).push_back(profile.file);
  }
  if (!compares || (!inputs.before.empty() && !inputs.after.empty())) return {};
  return fail(Error{ErrorKind::input, "interrupted before both sides were recorded", profiles.front().name});
}

void say_what_was_written(const Session& session, Outcome& outcome) {
  const std::string& clock = session.job.inputs.clock;
  std::string how = session.subject + ", recorded with " + std::string(session.recorder->summary);
  if (!clock.empty()) how += ", " + clock;
  for (const std::string& output : session.options.outputs) {
    if (output != "-") outcome.notes.push_back(output + ": " + how);
  }
  if (session.program && !session.recorder->passes_exit_code) {
    outcome.notes.push_back(std::string(session.recorder->name) + " does not pass on the program's exit code");
  }
}

Result<Outcome> draw(Session& session, const std::vector<Profiled>& profiles, std::vector<std::string> notes,
                     const Hooks& hooks) {
  P2G_TRY(give_to_job(profiles, session.job));
  P2G_TRY_ASSIGN(Outcome outcome, run_job(session.job, hooks));
  std::move(notes.begin(), notes.end(), std::back_inserter(outcome.notes));
  say_what_was_written(session, outcome);
  return outcome;
}

}  // namespace

Result<Recorded> record_and_draw(const Options& options, const Hooks& hooks) {
  P2G_TRY_ASSIGN(Session session, settle(options));
  Recorded recorded;
  std::vector<TemporaryFile> files;
  std::vector<Profiled> profiles;
  std::vector<std::string> notes;
  Result<void> made;
  {
    ChildProcesses processes;
    P2G_TRY_ASSIGN(const TemporaryFolder folder, TemporaryFolder::make());
    Recordings recordings(session, processes, folder);
    made = recordings.make();
    recorded.program_code = recordings.program_code();
    profiles = recordings.take_profiles();
    notes = recordings.take_notes();
    session.job.warnings.merge(recordings.warnings());
    Result<std::vector<TemporaryFile>> handed_over = hand_over(profiles);
    if (handed_over) files = std::move(*handed_over);
    if (made && !handed_over) made = fail(std::move(handed_over).error());
  }  // from here on a signal ends us again
  if (!made) {
    recorded.outcome = fail(std::move(made).error());
    return recorded;
  }
  recorded.outcome = draw(session, profiles, std::move(notes), hooks);
  return recorded;
}

}  // namespace p2g
