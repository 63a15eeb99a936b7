// The steps of a recording: what is recorded by whom (session.h), the recordings (recordings.h), and then the pipeline
// as with any other files.
#include "src/record/record.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "src/base/child_process.h"
#include "src/base/diagnostics.h"
#include "src/base/output_place.h"
#include "src/base/temporary.h"
#include "src/record/live_picture.h"
#include "src/record/recordings.h"
#include "src/record/session.h"

namespace p2g {
namespace {

// Recorded files outlive the folder that they were made in, but no signal.
Result<std::vector<TemporaryFile>> hand_over(std::vector<Profiled>& profiles) {
  std::vector<TemporaryFile> files;
  for (Profiled& profile : profiles) {
    P2G_TRY_ASSIGN(TemporaryFile file, TemporaryFile::make());
    std::error_code problem;
    std::filesystem::rename(profile.file, file.path(), problem);
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

Result<Recorded> record_and_draw(const Options& options, const WatchHooks& hooks) {
  P2G_TRY_ASSIGN(Session session, settle_session(options));
  std::optional<LivePicture> live;
  if (options.watch) {
    P2G_TRY_ASSIGN(live, LivePicture::make(session.job, session.subject, hooks));
  }
  Recorded recorded;
  std::vector<TemporaryFile> files;
  std::vector<Profiled> profiles;
  std::vector<std::string> notes;
  Result<void> made;
  {
    ChildProcesses processes;
    P2G_TRY_ASSIGN(const TemporaryFolder folder, TemporaryFolder::make());
    Recordings recordings(session, processes, folder, live ? &*live : nullptr);
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
  if (live && hooks.about_to_draw) hooks.about_to_draw();
  recorded.outcome = draw(session, profiles, std::move(notes), hooks.drawing);
  return recorded;
}

}  // namespace p2g
