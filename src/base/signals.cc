#include "src/base/signals.h"

#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>
#endif

#include <array>
#include <cstdint>
#include <mutex>
#include <shared_mutex>

#include "src/base/pending_file.h"
#include "src/base/platform.h"

namespace p2g {
namespace {

void exit_by(int number) {
  PendingFile::undo_all();
  ::_exit(128 + number);
}

// Blocked as long as its handler runs, it takes effect at the return: a core file shows the place where it came.
void end_by(int number) {
  PendingFile::undo_all();
  ::signal(number, SIG_DFL);
  ::raise(number);
}

// sigfillset() and its like are macros on some systems: no "::" before them.
void install(int number, void (*handler)(int)) {
  struct sigaction before {};
  if (::sigaction(number, nullptr, &before) != 0) return;
  // nohup and background jobs ignore some of them, and what was loaded into the program may use some: leave those.
  if ((before.sa_flags & SA_SIGINFO) != 0 || before.sa_handler != SIG_DFL) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK;
  sigfillset(&action.sa_mask);
  ::sigaction(number, &action, nullptr);
}

sigset_t& ignored_by_us() {
  static sigset_t set = [] {
    sigset_t none;
    ::sigemptyset(&none);
    return none;
  }();
  return set;
}

void ignore(int number) {
  if (::signal(number, SIG_IGN) == SIG_DFL) ::sigaddset(&ignored_by_us(), number);
}

// A stack that is used up has no room for a handler.
void provide_stack() {
  static std::array<char, 64 * 1024> room;
  stack_t stack{};
  if (::sigaltstack(nullptr, &stack) != 0 || (stack.ss_flags & SS_DISABLE) == 0) return;
  stack = {};
  stack.ss_sp = room.data();
  stack.ss_size = room.size();
  ::sigaltstack(&stack, nullptr);
}

#ifdef __linux__
// The C library keeps these two to itself, lets nobody handle them, and uses them only for what this program never does
// (pthread_cancel(), setuid() with threads). From outside they would end it like any other.
void ignore_reserved() {
  struct {
    void (*handler)(int) = SIG_IGN;
    unsigned long flags = 0;
    void (*restorer)() = nullptr;
    std::uint64_t mask = 0;
  } const ignored;
  for (int number = 32; number < SIGRTMIN; ++number) {
    ::syscall(SYS_rt_sigaction, number, &ignored, nullptr, sizeof ignored.mask);
  }
}
#else
void ignore_reserved() {}
#endif

}  // namespace

namespace {

constexpr std::array<int, 5> leaving = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};

// Shared by all who hold signals, so that one thread can wait until nobody does.
std::shared_mutex& holders() {
  static std::shared_mutex mutex;
  return mutex;
}
thread_local int held_depth = 0;

}  // namespace

void install_signal_cleanup() {
  ignore(SIGPIPE);
  ignore(SIGXFSZ);
  provide_stack();
  for (const int number : leaving) install(number, exit_by);
  for (const int number : fault_signals()) install(number, end_by);
  for (const int number : outside_signals()) install(number, end_by);
  ignore_reserved();
}

sigset_t signals_ignored_by_us() { return ignored_by_us(); }

SignalsHeld::SignalsHeld() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before_);
  if (held_depth++ == 0) holders().lock_shared();
}

SignalsHeld::~SignalsHeld() {
  if (--held_depth == 0) holders().unlock_shared();
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

SignalsDeferred::SignalsDeferred() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : leaving) sigaddset(&set, number);
  for (const int number : outside_signals()) sigaddset(&set, number);
  ::pthread_sigmask(SIG_BLOCK, &set, &before_);
}

SignalsDeferred::~SignalsDeferred() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void SignalsDeferred::deliver() const {
  const std::unique_lock nobody_holds(holders());
  sigset_t deferred;
  ::pthread_sigmask(SIG_SETMASK, &before_, &deferred);  // what is pending takes effect before this returns
  ::pthread_sigmask(SIG_SETMASK, &deferred, nullptr);
}

}  // namespace p2g
