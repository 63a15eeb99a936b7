// The recordings of a session: programs that run, and what is there afterwards.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/base/child_process.h"
#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/base/temporary.h"
#include "src/record/live_picture.h"
#include "src/record/session.h"
#include "src/record/worktree.h"

namespace p2g {

// A profile that is there.
struct Profiled {
  std::string file;
  std::string name;
  bool before = false;
};

// All recordings of a session, one after the other.
class Recordings {
 public:
  // `live`: draws while the program runs; null when nobody watches.
  Recordings(const Session& session, ChildProcesses& processes, const TemporaryFolder& folder, LivePicture* live)
      : session_(session), processes_(processes), folder_(folder), live_(live) {}

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
  Error no_profile(const RecordingSteps& steps) const;
  bool goes_on() const { return processes_.interrupted_by() == 0; }

  const Session& session_;
  ChildProcesses& processes_;
  const TemporaryFolder& folder_;
  LivePicture* live_;
  std::optional<Worktree> worktree_;
  std::optional<Program> program_before_;
  int program_code_ = 0;
  std::vector<Profiled> profiles_;
  std::vector<std::string> notes_;
  Warnings warnings_;
};

}  // namespace p2g
