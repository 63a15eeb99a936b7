#include "src/record/recordings.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "src/base/sink.h"
#include "src/record/permissions.h"
#include "src/record/remarks.h"

namespace p2g {

namespace fs = std::filesystem;

Result<void> Recordings::probe() {
  if (session_.recorder->probe == nullptr) return {};
  const std::vector<std::string> words = session_.recorder->probe(session_.program ? *session_.program : Program());
  P2G_TRY_ASSIGN(const int code,
                 processes_.run({.words = words, .stdout_to_stderr = true, .silent = true, .own_signals = false}));
  if (code != 0) return fail(missing_recorder(*session_.recorder));
  return {};
}

namespace {

// What is not checked out, like a virtual environment, is the one that is here.
Program program_in(const Program& program, const std::string& folder) {
  Program there = program;
  std::string& first = there.interpreter.front();
  std::error_code ignored;
  const bool relative = first.find('/') != std::string::npos && first.front() != '/';
  if (relative && !fs::exists(folder + '/' + first, ignored)) first = fs::absolute(first, ignored).string();
  return there;
}

}  // namespace

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

namespace {

// A program that failed before its first call: a good picture of an earlier run should not become an empty one.
Result<void> refuse_nothing(const Profiled& profile, int code) {
  constexpr std::uintmax_t empty_dictionary = 2;  // bytes of marshal
  std::error_code problem;
  if (code == 0 || fs::file_size(profile.file, problem) > empty_dictionary || problem) return {};
  Error error{ErrorKind::input, "ended before anything could be recorded", profile.name};
  error.hint = "nothing was drawn";
  return fail(std::move(error));
}

}  // namespace

Result<void> Recordings::make_one(bool before, int run) {
  const std::string folder = folder_.path() + (before ? "/b" : "/a") + std::to_string(run);
  std::error_code problem;
  if (!fs::create_directory(folder, problem)) return fail(Error{ErrorKind::output, "cannot be made", folder});
  P2G_TRY_ASSIGN(RecordingSteps steps, plan(before, folder));
  if (live_ != nullptr) {
    steps.recording.meanwhile = [&] { live_->look_at(steps.profile); };
    steps.recording.stdout_to_stderr = steps.recording.stdout_to_stderr || session_.job.prints();
  }
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
  if (run == 1) add_remarks(steps.profile, notes_, warnings_);
  return {};
}

namespace {

// As one would type it; where the profile would go, its name alone.
std::string command_text(const ChildCommand& command, const std::string& profile) {
  std::string text;
  for (const std::string& word : command.words) {
    text += text.empty() ? "" : " ";
    text += word == profile ? fs::path(profile).filename().string() : word;
  }
  return text;
}

}  // namespace

Error Recordings::no_profile(const RecordingSteps& steps) const {
  const RecordOptions& record = session_.options.record;
  Error error{ErrorKind::input, "left no profile", session_.subject};
  if (!session_.program) {
    error.message = std::string(session_.recorder->name) + " recorded nothing of it";
    error.hint = missing_permission(permissions_for(record.pid), session_.recorder->name);
    if (error.hint.empty()) error.hint = "what it says alone: " + command_text(steps.recording, steps.profile);
    return error;
  }
  if (const std::string cause = failure_of(steps.profile); !cause.empty()) {
    error.message = "could not be recorded: " + cause;
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
    return fail(no_profile(steps));
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
  if (found == files.end()) return fail(no_profile(steps));
  if (files.size() > 1) {
    warnings_.add("other-profiles",
                  std::to_string(files.size() - 1) + " profiles of its other threads and processes are left out", 1,
                  "Other threads and processes are left out.");
  }
  return *found;
}

namespace {

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

}  // namespace

// The recording can be worth more than the picture, so it is safe first.
Result<void> Recordings::keep(const Profiled& profile, int run) {
  const RecordOptions& record = session_.options.record;
  if (record.keep.empty()) return {};
  return copy_file(profile.file, kept_name(record, profile.before, run));
}

}  // namespace p2g
