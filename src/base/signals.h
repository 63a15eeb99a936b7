// Signals that end the program, and what they leave behind: nothing.
#pragma once

#include <csignal>

namespace p2g {

#ifdef _WIN32
using sigset_t = unsigned;  // of no meaning
#endif

// Makes every signal that would end the program undo the files that are pending first. SIGINT, SIGTERM, SIGHUP, SIGQUIT
// and SIGXCPU then exit with 128 + signal; the others go on to do what they do without us. What the caller ignores or
// somebody else handles stays so. SIGPIPE and SIGXFSZ are ignored, so that a broken pipe and a file that is too large
// come back as errors. Called once by main().
void install_signal_cleanup();

// Those that install_signal_cleanup() made us ignore, and that the caller does not: programs that we start must not.
sigset_t signals_ignored_by_us();

// While this lives, no signal that reaches this thread ends the program: what comes into being and what is known of it
// change in one step.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

// For programs whose threads hold signals, too: while this lives, no signal from outside reaches this thread or those
// that it starts, until deliver() lets them take effect, at a moment when no thread holds any.
class SignalsDeferred {
 public:
  SignalsDeferred();
  ~SignalsDeferred();
  SignalsDeferred(const SignalsDeferred&) = delete;
  SignalsDeferred& operator=(const SignalsDeferred&) = delete;
  void deliver() const;

 private:
  sigset_t before_{};
};

}  // namespace p2g
