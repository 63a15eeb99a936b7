#include "base/sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>

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

Error write_error(const std::string& path, int code) {
  if (code == EPIPE) return Error{ErrorKind::broken_pipe, "the reader went away", path};
  Error error{ErrorKind::output, std::string("cannot be written: ") + std::strerror(code), path};
  if (code == ENOSPC) error.hint = "the disk is full; nothing was changed";
  if (code == ENOENT) error.hint = "does its folder exist?";
  return error;
}

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
      if (done >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(done));
      } else if (errno != EINTR) {
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
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) {
    Error error{ErrorKind::output, "is a directory, expected a file name", path};
    error.hint = "name the picture: " + path + (path.ends_with('/') ? "" : "/") + "callgraph.svg";
    return fail(std::move(error));
  }
  impl->owned = true;
  if (exists && !S_ISREG(status.st_mode)) {  // a device or FIFO cannot be replaced: write into it
    impl->fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (impl->fd < 0) return fail(write_error(path, errno));
    return Sink(std::move(impl));
  }
  // A symbolic link stays one: the file it points to is replaced.
  impl->target = path;
  if (exists) {
    if (char* real = ::realpath(path.c_str(), nullptr); real != nullptr) {
      impl->target = real;
      std::free(real);
    }
    // Renaming would replace a file that its owner made read-only; respect that as a plain open would.
    if (::access(impl->target.c_str(), W_OK) != 0) return fail(write_error(path, errno));
  }
  std::string pattern = impl->target + ".XXXXXX";
  impl->fd = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (impl->fd < 0) return fail(write_error(path, errno));
  impl->temporary = pattern;
  impl->slot = remember(pattern);
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

Result<std::uint64_t> Sink::commit() {
  put_slow({});
  Impl& out = *impl_;
  if (out.failure == 0 && !out.temporary.empty()) {
    // close() may be the first to tell of a full disk or quota (NFS).
    const int fd = std::exchange(out.fd, -1);
    if (::close(fd) != 0) out.failure = errno;
    if (out.failure == 0 && ::rename(out.temporary.c_str(), out.target.c_str()) != 0) out.failure = errno;
    if (out.failure == 0) out.temporary.clear();
  }
  if (out.failure != 0) return fail(write_error(out.shown_path, out.failure));
  return out.written;
}

void install_signal_cleanup() {
  ::signal(SIGPIPE, SIG_IGN);
  struct sigaction action {};
  action.sa_handler = remove_pending_and_exit;
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    // nohup and background jobs ignore some of them: leave that as it is.
    if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
      ::sigaction(number, &action, nullptr);
    }
  }
}

}  // namespace p2g
