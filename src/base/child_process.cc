#include "src/base/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/base/output_place.h"
#include "src/base/signals.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to us, others do not

namespace p2g {
namespace {

constexpr std::array<int, 4> passed_on = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

bool is_executable_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

Error start_error(const std::string& word, int code) {
  return Error{ErrorKind::usage, "\"" + word + "\" cannot be started: " + std::generic_category().message(code)};
}

// posix_spawn's two lists, freed at the end.
struct SpawnLists {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  SpawnLists() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnLists() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnLists(const SpawnLists&) = delete;
  SpawnLists& operator=(const SpawnLists&) = delete;
};

// The folder of the process, changed and back again: nobody else runs meanwhile.
class InFolder {
 public:
  explicit InFolder(const std::string& folder) : before_(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    problem_ = !folder.empty() && ::chdir(folder.c_str()) != 0 ? errno : 0;
  }
  ~InFolder() {
    if (::fchdir(before_.number()) != 0) return;  // it is gone: then we are where we are
  }
  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;
  int problem() const { return problem_; }

 private:
  FileDescriptor before_;
  int problem_ = 0;
};

// The environment with the folder's name in PWD, which programs prefer to the folder itself.
std::vector<char*> environment_in(const std::string& folder, std::string& pwd) {
  std::vector<char*> all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (folder.empty() || std::string_view(*entry).substr(0, 4) != "PWD=") all.push_back(*entry);
  }
  if (!folder.empty()) {
    pwd = "PWD=" + folder;
    all.push_back(pwd.data());
  }
  all.push_back(nullptr);
  return all;
}

int code_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

// Whether it has ended, and how.
bool has_ended(pid_t child, int& status) {
  for (;;) {
    const pid_t got = ::waitpid(child, &status, WNOHANG);
    if (got == child || (got < 0 && errno != EINTR)) return true;
    if (got == 0) return false;
  }
}

// Life of the process that only waits: for a signal that ends it, or for our end.
[[noreturn]] void be_sentinel(int from_us) {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(stream);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  char byte = 0;
  while (::read(from_us, &byte, 1) < 0 && errno == EINTR) {
  }
  ::_exit(0);
}

}  // namespace

std::optional<std::string> find_program(const std::string& word) {
  if (word.find('/') != std::string::npos) return is_executable_file(word) ? std::optional(word) : std::nullopt;
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!word.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    std::string file(rest.substr(0, colon));
    file += (file.empty() ? "./" : "/") + word;
    if (is_executable_file(file)) return file;
    if (colon == rest.size()) break;
    rest.remove_prefix(colon + 1);
  }
  return std::nullopt;
}

ChildProcesses::ChildProcesses() {
  ::sigemptyset(&waiting_);
  for (const int number : passed_on) {
    struct sigaction action {};
    const bool ignored = ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
    if (!ignored) ::sigaddset(&waiting_, number);  // as nohup wants it, for us and for the program
  }
  ::sigaddset(&waiting_, SIGCHLD);
  ::pthread_sigmask(SIG_BLOCK, &waiting_, &before_);
  struct sigaction noted {};
  noted.sa_handler = [](int) {};  // a signal that nobody handles would not wait
  noted.sa_flags = SA_NOCLDSTOP;
  ::sigaction(SIGCHLD, &noted, &child_action_before_);
}

ChildProcesses::~ChildProcesses() {
  end_sentinel();
  ::sigaction(SIGCHLD, &child_action_before_, nullptr);
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

Result<pid_t> ChildProcesses::start(const ChildCommand& command) const {
  const InFolder in(command.folder);
  if (in.problem() != 0) return fail(start_error(command.folder, in.problem()));
  const std::optional<std::string> path = find_program(command.words.front());
  if (!path) return fail(start_error(command.words.front(), ENOENT));
  SpawnLists lists;
  const sigset_t ours = signals_ignored_by_us();
  ::posix_spawnattr_setflags(&lists.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  ::posix_spawnattr_setsigmask(&lists.attributes, &before_);
  ::posix_spawnattr_setsigdefault(&lists.attributes, &ours);
  if (!command.stdout_file.empty()) {
    ::posix_spawn_file_actions_addopen(&lists.files, STDOUT_FILENO, command.stdout_file.c_str(),
                                       O_WRONLY | O_CREAT | O_TRUNC, 0600);
  }
  if (command.stdout_to_stderr) ::posix_spawn_file_actions_adddup2(&lists.files, STDERR_FILENO, STDOUT_FILENO);
  if (command.silent) ::posix_spawn_file_actions_addopen(&lists.files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<std::string> words = command.words;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::string pwd;
  std::vector<char*> environment = environment_in(command.folder, pwd);
  pid_t child = 0;
  const int code =
      ::posix_spawn(&child, path->c_str(), &lists.files, &lists.attributes, arguments.data(), environment.data());
  if (code != 0) return fail(start_error(command.words.front(), code));
  return child;
}

Result<int> ChildProcesses::run(const ChildCommand& command) {
  if (command.own_signals && sentinel_ == 0) start_sentinel();
  P2G_TRY_ASSIGN(last_child_, start(command));
  return wait_for(last_child_, command);
}

int ChildProcesses::wait_for(pid_t child, const ChildCommand& command) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + std::chrono::seconds(command.seconds);
  bool timed = command.seconds > 0;
  constexpr std::chrono::nanoseconds tick = std::chrono::milliseconds(250);
  int status = 0;
  siginfo_t signal{};
  while (!has_ended(child, status)) {
    int number = 0;
    if (timed || command.meanwhile) {
      auto left = timed ? std::max<std::chrono::nanoseconds>(end - Clock::now(), std::chrono::nanoseconds(0)) : tick;
      if (command.meanwhile) left = std::min(left, tick);
      const timespec at_most{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
      number = ::sigtimedwait(&waiting_, &signal, &at_most);
      const bool nothing_came = number < 0 && errno == EAGAIN;
      if (nothing_came && command.meanwhile) command.meanwhile();
      if (nothing_came && timed && Clock::now() >= end) {
        timed = false;
        ::kill(child, SIGINT);
      }
    } else {
      number = ::sigwaitinfo(&waiting_, &signal);
    }
    if (number <= 0 || number == SIGCHLD) continue;
    interrupted_by_ = number;
    if (command.own_signals) pass_on(child, signal);
  }
  take_late_signals();
  return code_of(status);
}

// What came together with the program's end was meant for it.
void ChildProcesses::take_late_signals() {
  sigset_t leaving = waiting_;
  ::sigdelset(&leaving, SIGCHLD);
  siginfo_t signal{};
  const timespec at_once{};
  for (int number = 0; (number = ::sigtimedwait(&leaving, &signal, &at_once)) > 0;) interrupted_by_ = number;
}

// Ctrl-C is sent to all programs of the terminal's foreground, and `kill -- -GROUP` to a whole group: the program then
// has it already, and a second one would disturb how it ends.
void ChildProcesses::pass_on(pid_t child, const siginfo_t& signal) {
  const bool from_terminal = signal.si_code > 0;
  if (!from_terminal && !reached_the_group(signal.si_signo)) ::kill(child, signal.si_signo);
}

// Nobody says whether a signal was sent to the group or to us alone; so there is a process of the group that does
// nothing but wait for one.
bool ChildProcesses::reached_the_group(int number) {
  constexpr int most_waits = 125;  // a quarter of a second: a busy machine takes its time to end it
  constexpr timespec moment{0, 2'000'000};
  int status = 0;
  for (int i = 0; sentinel_ > 0 && i < most_waits; ++i) {
    if (has_ended(sentinel_, status)) {
      sentinel_ = 0;
      end_sentinel();
      start_sentinel();
      return WIFSIGNALED(status) && WTERMSIG(status) == number;
    }
    ::nanosleep(&moment, nullptr);
  }
  return false;
}

void ChildProcesses::start_sentinel() {
  int ends[2];
  if (::pipe(ends) != 0) return;  // then all signals are passed on
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  const SignalsHeld held;
  sentinel_ = ::fork();
  if (sentinel_ == 0) {
    ::close(ends[1]);
    be_sentinel(ends[0]);
  }
  ::close(ends[0]);
  sentinel_pipe_ = ends[1];
}

void ChildProcesses::end_sentinel() {
  if (sentinel_pipe_ >= 0) ::close(sentinel_pipe_);
  sentinel_pipe_ = -1;
  if (sentinel_ > 0) {
    ::kill(sentinel_, SIGKILL);
    int status = 0;
    while (::waitpid(sentinel_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  sentinel_ = 0;
}

}  // namespace p2g
