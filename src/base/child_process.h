// Other programs, started and waited for: without a shell, with the terminal and the signals that are theirs.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/base/result.h"

namespace p2g {

struct ChildCommand {
  std::vector<std::string> words;  // the program, looked for on PATH like a shell does, and its arguments
  std::string folder = {};         // where it runs; empty: here
  // Where its stdout goes; empty: where ours goes.
  std::string stdout_file = {};
  bool stdout_to_stderr = false;
  bool silent = false;      // what it says on stderr goes nowhere
  int seconds = 0;          // after so many it gets a SIGINT; 0: it ends by itself
  bool own_signals = true;  // it is the user's: signals that we get are meant for it
  // Called some times a second until it ends. May be empty.
  std::function<void()> meanwhile = {};
};

// The file that a shell would start for `word`; nothing when there is none.
std::optional<std::string> find_program(const std::string& word);

#ifndef _WIN32  // which starts and ends programs otherwise
// While this lives, signals that would end us wait, so that what has to be cleaned up is; while a program runs they
// are passed on to it, and it decides.
class ChildProcesses {
 public:
  ChildProcesses();
  ~ChildProcesses();
  ChildProcesses(const ChildProcesses&) = delete;
  ChildProcesses& operator=(const ChildProcesses&) = delete;

  // Starts the program and waits for its end: its exit code, or 128 + the signal that ended it. Fails when it cannot be
  // started.
  Result<int> run(const ChildCommand& command);
  // What came while programs ran, the last one; 0: nothing.
  int interrupted_by() const { return interrupted_by_; }
  pid_t last_child() const { return last_child_; }

 private:
  Result<pid_t> start(const ChildCommand& command) const;
  int wait_for(pid_t child, const ChildCommand& command);
  void pass_on(pid_t child, const siginfo_t& signal);
  void take_late_signals();
  bool reached_the_group(int number);
  void start_sentinel();
  void end_sentinel();

  sigset_t waiting_{}, before_{};
  struct sigaction child_action_before_ {};
  pid_t sentinel_ = 0;
  int sentinel_pipe_ = -1;
  int interrupted_by_ = 0;
  pid_t last_child_ = 0;
};
#endif

}  // namespace p2g
