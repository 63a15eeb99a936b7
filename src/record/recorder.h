// One file in recorders/ is one program that records others. A file foo.cc defines `extern const Recorder
// recorder_foo`; the build collects them, as it does importers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/base/child_process.h"
#include "src/base/result.h"
#include "src/record/program.h"

namespace p2g {

// One recording that is to be made.
struct RecordingPlan {
  const Program* program = nullptr;  // null: of a process that runs
  int pid = 0;
  int seconds = 0;  // of a process that runs
  bool cpu_clock = false;
  std::string folder{};  // a temporary one, for this recording alone
  // A worktree that the program runs in, and what it stands for; empty: it runs where it is.
  std::string worktree{};
  std::string repository{};
};

// The commands that make it.
struct RecordingSteps {
  ChildCommand recording;           // the program under its recorder; its exit code is that of the program
  std::vector<ChildCommand> after;  // what turns the result into one that can be read
  std::string profile;              // the file that is there then; a folder: the first file in it whose name fits
  std::string profile_suffix = {};  // in a folder
};

struct Recorder {
  std::string_view name;     // for --with
  std::string_view summary;  // what it is, for messages: "recorded with SUMMARY"
  std::string_view format;   // the importer that reads it
  std::string_view program;  // what has to be installed; empty: it comes with the program that is recorded
  std::string_view install;  // how to
  // Whether it is the one for such a program when nobody says which. May be null.
  bool (*suits)(const Program& program) = nullptr;
  // Fails with ErrorKind::usage for what it cannot record. May be null.
  Result<RecordingSteps> (*run)(const RecordingPlan& plan) = nullptr;
  // The same of a process that runs. May be null.
  Result<RecordingSteps> (*attach)(const RecordingPlan& plan) = nullptr;
  int attach_order = 0;          // the lowest that is installed is taken
  bool has_clocks = false;       // --clock chooses
  bool passes_exit_code = true;  // of the program
  bool grows = false;            // what it writes can be read, line by line, while the program runs: --watch
  std::vector<std::string> (*probe)(const Program& program) = nullptr;  // a command that succeeds where it is there
};

// All recorders by name (generated).
const std::vector<const Recorder*>& recorders();
// By name; an unknown name is a usage error with a did-you-mean.
Result<const Recorder*> find_recorder(std::string_view name);
Error missing_recorder(const Recorder& recorder);

}  // namespace p2g
