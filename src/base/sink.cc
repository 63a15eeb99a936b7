#include "base/sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "base/try_again.h"

namespace p2g {
namespace {

// What an interrupt has to remove. A signal handler may only touch lock-free atomics and plain arrays, hence the fixed
// slots: a run has one output, a batch a few.
constexpr std::size_t slot_count = 8;
struct PendingFile {
  std::atomic<bool> used{false};
  std::array<char, PATH_MAX> path{};
};
std::array<PendingFile, slot_count> pending;

PendingFile* remember(const std::string& path) {
  if (path.size() >= PATH_MAX) return nullptr;
  for (PendingFile& slot : pending) {
    if (slot.used.load()) continue;
    std::memcpy(slot.path.data(), path.c_str(), path.size() + 1);
    slot.used.store(true);
    return &slot;
  }
  return nullptr;
}

void remove_pending_and_exit(int signal) {
  for (PendingFile& slot : pending) {
    if (slot.used.load()) ::unlink(slot.path.data());
  }
  ::_exit(128 + signal);
}

constexpr std::array ending_signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};

// While this lives, no signal ends the program: a temporary file comes into being and is remembered in one step.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t held;
    ::sigemptyset(&held);
    for (const int number : ending_signals) ::sigaddset(&held, number);
    ::pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_;
};

Error write_error(const std::string& path, int code) {
  if (code == EPIPE) return Error{ErrorKind::broken_pipe, "the reader went away", path};
  Error error{ErrorKind::output, std::string("cannot be written: ") + std::strerror(code), path};
  if (code == ENOENT) error.hint = "does its folder exist?";
  return error;
}

// Of a file that is replaced as a whole.
Error replace_error(const std::string& path, int code) {
  Error error = write_error(path, code);
  if (code == ENOSPC || code == EDQUOT) error.hint = "the disk is full; nothing was changed";
  if (code == EACCES || code == EPERM) {
    error.hint = "a file is written beside it and renamed: its folder has to be writable";
  }
  return error;
}

// What the names of this program's own open files stand for: /dev/stdout, /dev/fd/3. Opened by name, a file that the
// shell appends to (>>) would be written from its beginning, or replaced.
std::optional<int> named_descriptor(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int fd = 0;
    const char* const end = path.data() + path.size();
    const auto [stop, problem] = std::from_chars(path.data() + folder.size(), end, fd);
    if (problem == std::errc() && stop == end && fd >= 0) return fd;
  }
  return std::nullopt;
}

// Goes where a link leads, also when there is nothing there yet. Gives an errno, 0 when all is well.
int follow_links(std::string& path) {
  constexpr int most_links = 40;  // as the kernel has it
  std::array<char, PATH_MAX> text{};
  for (int i = 0; i < most_links; ++i) {
    const ssize_t size = ::readlink(path.c_str(), text.data(), text.size());
    if (size < 0) return errno == EINVAL || errno == ENOENT ? 0 : errno;  // no link (any more)
    const std::string_view next(text.data(), static_cast<std::size_t>(size));
    const std::size_t slash = path.rfind('/');
    if (next.starts_with('/') || slash == std::string::npos) {
      path = next;
    } else {
      path.resize(slash + 1);
      path += next;
    }
  }
  return ELOOP;
}

// mkostemp() beside `target`. `name` becomes the name of the file.
int make_temporary(const std::string& target, std::string& name) {
  name = target + ".XXXXXX";
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd >= 0 || errno != ENAMETOOLONG) return fd;
  const std::size_t slash = target.rfind('/');
  name = target.substr(0, slash == std::string::npos ? 0 : slash + 1) + ".prof2graph.XXXXXX";
  return ::mkostemp(name.data(), O_CLOEXEC);
}

// close() may be the first to tell of a full disk or quota (NFS). An interrupted one has closed.
int closing_error(int fd) { return ::close(fd) == 0 || errno == EINTR ? 0 : errno; }

// The mode a plain open(path, O_CREAT) would have given. umask can only be read by setting it.
mode_t default_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

struct Sink::Impl {
  int fd = -1;
  bool owned = false;
  std::string* memory = nullptr;
  std::string shown_path = "<stdout>";
  std::string target;  // where the temporary file goes; empty: written directly
  std::string temporary;
  PendingFile* slot = nullptr;
  int failure = 0;  // errno of the first failed write
  std::uint64_t written = 0;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (owned && fd >= 0) ::close(fd);
    if (!temporary.empty()) ::unlink(temporary.c_str());
    if (slot != nullptr) slot->used.store(false);
  }

  void write(std::string_view bytes) {
    written += bytes.size();
    if (memory != nullptr) {
      memory->append(bytes);
      return;
    }
    while (!bytes.empty() && failure == 0) {
      const ssize_t done = ::write(fd, bytes.data(), bytes.size());
      if (done > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(done));
      } else if (done == 0) {
        failure = EIO;  // nobody promises that it gets better
      } else if (!should_try_again(fd, POLLOUT)) {
        failure = errno;
      }
    }
  }
};

Sink::Sink(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) { buffer_.reserve(buffer_limit); }
Sink::Sink(Sink&&) noexcept = default;
Sink& Sink::operator=(Sink&&) noexcept = default;
Sink::~Sink() = default;

Result<Sink> Sink::to_file(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->shown_path = path;
  if (const std::optional<int> fd = named_descriptor(path)) {
    impl->fd = *fd;
    return Sink(std::move(impl));
  }
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    Error error{ErrorKind::output, "is a directory, expected a file name", path};
    error.hint = "name the picture: " + path + (path.ends_with('/') ? "" : "/") + "callgraph.svg";
    return fail(std::move(error));
  }
  impl->owned = true;
  if (exists && !S_ISREG(status.st_mode)) {  // a device or FIFO cannot be replaced: write into it
    do {
      impl->fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    } while (impl->fd < 0 && errno == EINTR);
    if (impl->fd < 0) return fail(write_error(path, errno));
    return Sink(std::move(impl));
  }
  // A symbolic link stays one: the file it points to is replaced, or made.
  impl->target = path;
  if (const int code = follow_links(impl->target); code != 0) return fail(replace_error(path, code));
  // Renaming would replace a file that its owner made read-only; respect that as a plain open would.
  if (exists && ::access(impl->target.c_str(), W_OK) != 0) return fail(write_error(path, errno));
  {
    const SignalsHeld held;
    std::string name;
    impl->fd = make_temporary(impl->target, name);
    if (impl->fd < 0) return fail(replace_error(path, errno));
    impl->slot = remember(name);
    impl->temporary = std::move(name);
  }
  ::fchmod(impl->fd, exists ? status.st_mode & 07777 : default_mode());
  return Sink(std::move(impl));
}

Sink Sink::to_stdout() {
  auto impl = std::make_unique<Impl>();
  impl->fd = STDOUT_FILENO;
  return Sink(std::move(impl));
}

Sink Sink::to_string(std::string& out) {
  auto impl = std::make_unique<Impl>();
  impl->memory = &out;
  return Sink(std::move(impl));
}

void Sink::put_slow(std::string_view bytes) {
  impl_->write(buffer_);
  buffer_.clear();
  if (bytes.size() > buffer_limit / 2) {
    impl_->write(bytes);
  } else {
    buffer_.append(bytes);
  }
}

Result<void> Sink::finish() {
  put_slow({});
  Impl& out = *impl_;
  if (out.fd >= 0 && out.failure == 0) {
    // Others may go on with what is not ours, so that only a copy of it is closed.
    const int fd = out.owned ? std::exchange(out.fd, -1) : ::dup(out.fd);
    if (fd >= 0) out.failure = closing_error(fd);
  }
  if (out.failure == 0) return {};
  return fail(out.temporary.empty() ? write_error(out.shown_path, out.failure)
                                    : replace_error(out.shown_path, out.failure));
}

Result<std::uint64_t> Sink::commit() {
  P2G_TRY(finish());
  Impl& out = *impl_;
  if (!out.temporary.empty()) {
    if (::rename(out.temporary.c_str(), out.target.c_str()) != 0) return fail(replace_error(out.shown_path, errno));
    out.temporary.clear();
  }
  return out.written;
}

void install_signal_cleanup() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = remove_pending_and_exit;
  for (const int number : ending_signals) {
    struct sigaction before {};
    // nohup and background jobs ignore some of them: leave that as it is.
    if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
      ::sigaction(number, &action, nullptr);
    }
  }
}

void occupy_standard_streams() {
  // The wrong way round, so that using them is the error that it was before.
  for (const auto& [fd, mode] :
       {std::pair(STDIN_FILENO, O_WRONLY), {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_RDONLY}}) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", mode);  // the lowest free number, which is this one
  }
}

}  // namespace p2g
