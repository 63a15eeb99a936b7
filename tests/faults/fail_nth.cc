// Preloaded into the program by the tests: counts calls of the C library, and lets one of them fail.
//
//   P2G_FAULT=CALL:N:WHAT   the Nth call of CALL (N+: and all after it; *: all of them) does WHAT instead. A number:
//   fails
//                           with that errno. short: does at most 61 bytes. interrupt: fails with EINTR, and does its
//                           work when it is called again. before15, after15: brings signal 15, and works. shrink,
//                           empty, grow: as if somebody else just changed the file.
//   P2G_FAULT_NO_EXCHANGE=1 renameat2() is not supported, as on some file systems.
//   P2G_FAULT_LOG=FILE      one line a call that was made to fail, "write out.svg.x8Kd2a", and at the end one line a
//   kind
//                           of call that occurred, "count write 3".
//   P2G_FAULT_SPARE=PATH    calls on files whose names begin so never fail.
//
// Allocations are counted from the first call of signal() on, which is main()'s: who fails before it has no say in it.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::array names = {"open",      "openat",       "read",      "write",      "close",     "renameat",
                              "renameat2", "unlinkat",     "fstat",     "fstatat",    "stat",      "fstatfs",
                              "fchmod",    "fchown",       "faccessat", "readlinkat", "lgetxattr", "fsetxattr",
                              "getrandom", "fremovexattr", "fsync",     "mmap",       "dlopen",    "dup",
                              "malloc",    "dlsym",        "fcntl",     "ftruncate",  "fopen",     "pthread_create"};
constexpr std::size_t unknown = names.size();

enum class Deed { normal, fail, shorten, signal };

struct Fault {
  std::size_t call = unknown;
  long first = 0;
  bool following = false;
  bool shorten = false;
  bool interrupt = false;
  int signal_before = 0;
  int signal_after = 0;
  int code = 0;
  char change = 0;  // shrink, empty, grow
};

Fault fault;
bool ready = false;
bool in_main = false;
int faults = 0;
const char* spared = nullptr;
bool no_exchange = false;
constexpr std::size_t short_bytes = 61;
int log_fd = -1;
std::array<std::atomic<long>, names.size()> counts;

constexpr std::size_t index_of(const char* name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::strcmp(names[i], name) == 0) return i;
  }
  return unknown;
}

void say(const char* text) {
  if (log_fd >= 0 && syscall(SYS_write, log_fd, text, std::strlen(text)) < 0) log_fd = -1;
}

using Path = std::array<char, PATH_MAX>;

// Where a call goes: `what` is a path, or null for what `fd` stands for.
void name_target(Path& target, const char* what, int fd) {
  if (what != nullptr) {
    std::strncpy(target.data(), what, target.size() - 1);
  } else if (fd >= 0) {
    std::array<char, 64> link{};
    std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", fd);
    if (syscall(SYS_readlink, link.data(), target.data(), target.size() - 1) < 0) target[0] = 0;
  }
}

void note(std::size_t call, const Path& target) {
  say(names[call]);
  say(" ");
  say(target.data());
  say("\n");
}

void change_file(int fd) {
  std::array<char, 64> link{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", fd);
  const long other = syscall(SYS_openat, AT_FDCWD, link.data(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (other < 0) return;
  const long at = syscall(SYS_lseek, fd, 0, SEEK_CUR);
  constexpr char more[] = "main;somebody;else 7\n";
  if (fault.change == 'g' && syscall(SYS_write, other, more, sizeof more - 1) < 0) say("cannot grow\n");
  if (fault.change != 'g' && syscall(SYS_ftruncate, other, fault.change == 's' ? at + 100 : 0) < 0)
    say("cannot shrink\n");
  syscall(SYS_close, other);
}

// Counts a call and says what shall become of it; errno is set when it shall fail.
Deed next(const char* name, const char* what = nullptr, int fd = -1) {
  if (!ready) return Deed::normal;
  const std::size_t call = index_of(name);
  const long number = ++counts[call];
  if (call != fault.call || number < fault.first || (number > fault.first && !fault.following)) return Deed::normal;
  if (fault.interrupt && fault.following && number % 2 == 0) return Deed::normal;  // called again
  Path target{};
  name_target(target, what, fd);
  if (spared != nullptr && std::strncmp(target.data(), spared, std::strlen(spared)) == 0) return Deed::normal;
  if (++faults <= 20) note(call, target);
  if (fault.shorten) return Deed::shorten;
  if (fault.signal_before != 0) raise(fault.signal_before);
  if (fault.change != 0) change_file(fd);
  if (fault.signal_before != 0 || fault.change != 0) return Deed::normal;
  if (fault.signal_after != 0) return Deed::signal;
  errno = fault.code;
  return Deed::fail;
}

template <class T>
T after(Deed deed, T result) {
  const int code = errno;
  if (deed == Deed::signal) raise(fault.signal_after);
  errno = code;
  return result;
}

template <class Function>
Function real(Function /*type*/, const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}
#define REAL(name) real(&::name, #name)

__attribute__((constructor)) void begin() {
  if (const char* path = std::getenv("P2G_FAULT_LOG")) {
    const long fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    // Far away, so that the program's own files get the numbers that they would have.
    log_fd = static_cast<int>(syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 500));
    if (log_fd >= 0) syscall(SYS_close, fd);
  }
  spared = std::getenv("P2G_FAULT_SPARE");
  no_exchange = std::getenv("P2G_FAULT_NO_EXCHANGE") != nullptr;
  std::array<char, 32> call{};
  std::array<char, 16> number{};
  std::array<char, 16> what{};
  const char* text = std::getenv("P2G_FAULT");
  if (text != nullptr && std::sscanf(text, "%31[^:]:%15[^:]:%15s", call.data(), number.data(), what.data()) == 3) {
    fault.call = index_of(call.data());
    if (fault.call == unknown) std::abort();  // a mistake in the test
    fault.following = std::strpbrk(number.data(), "+*") != nullptr;
    fault.first = number[0] == '*' ? 1 : std::atol(number.data());
    fault.shorten = std::strcmp(what.data(), "short") == 0;
    fault.interrupt = std::strcmp(what.data(), "interrupt") == 0;
    if (std::strncmp(what.data(), "before", 6) == 0) fault.signal_before = std::atoi(what.data() + 6);
    if (std::strncmp(what.data(), "after", 5) == 0) fault.signal_after = std::atoi(what.data() + 5);
    if (!fault.shorten && std::strchr("seg", what[0]) != nullptr) fault.change = what[0];
    fault.code = fault.interrupt ? EINTR : std::atoi(what.data());
  }
  ready = true;
}

__attribute__((destructor)) void end() {
  ready = false;
  in_main = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::array<char, 64> line{};
    std::snprintf(line.data(), line.size(), "count %s %ld\n", names[i], counts[i].load());
    if (counts[i] > 0) say(line.data());
  }
}

}  // namespace

extern "C" {

// open() and its kin: also what a library opens, but not what the C library opens within itself.
int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  const Deed deed = next("open", path);
  if (deed == Deed::fail) return -1;
  return after(deed, static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, flags, mode)));
}
int open64(const char* path, int flags, ...) __attribute__((alias("open")));

int openat(int folder, const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  const Deed deed = next("openat", path);
  if (deed == Deed::fail) return -1;
  return after(deed, static_cast<int>(syscall(SYS_openat, folder, path, flags, mode)));
}
int openat64(int folder, const char* path, int flags, ...) __attribute__((alias("openat")));

ssize_t read(int fd, void* into, size_t size) {
  const Deed deed = next("read", nullptr, fd);
  if (deed == Deed::fail) return -1;
  return after(deed, syscall(SYS_read, fd, into, deed == Deed::shorten && size > short_bytes ? short_bytes : size));
}

ssize_t write(int fd, const void* from, size_t size) {
  const Deed deed = next("write", nullptr, fd);
  if (deed == Deed::fail) return -1;
  return after(deed, syscall(SYS_write, fd, from, deed == Deed::shorten && size > short_bytes ? short_bytes : size));
}

int close(int fd) {
  // As the kernel does it: what fails has closed all the same.
  const Deed deed = next("close", nullptr, fd);
  const int code = errno;
  const long done = syscall(SYS_close, fd);
  if (deed != Deed::fail) return after(deed, static_cast<int>(done));
  errno = code;
  return -1;
}

int fcntl(int fd, int command, ...) {
  va_list rest;
  va_start(rest, command);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  const Deed deed = next("fcntl", nullptr, fd);
  return deed == Deed::fail ? -1 : after(deed, static_cast<int>(syscall(SYS_fcntl, fd, command, argument)));
}
int fcntl64(int fd, int command, ...) __attribute__((alias("fcntl")));

#define FAIL_OR_CALL(failed, result, name, path, fd, parameters, arguments) \
  result name parameters {                                                  \
    static const auto original = REAL(name);                                \
    const Deed deed = next(#name, path, fd);                                \
    if (deed == Deed::fail) return failed;                                  \
    return after(deed, original arguments);                                 \
  }
FAIL_OR_CALL(-1, int, renameat, to, -1, (int a, const char* from, int b, const char* to), (a, from, b, to))
int renameat2(int a, const char* from, int b, const char* to, unsigned int flags) {
  const Deed deed = next("renameat2", to);
  if (deed == Deed::normal && no_exchange) errno = EINVAL;
  if (deed == Deed::fail || no_exchange) return after(deed, -1);
  return after(deed, static_cast<int>(syscall(SYS_renameat2, a, from, b, to, flags)));
}
FAIL_OR_CALL(-1, int, unlinkat, path, -1, (int folder, const char* path, int flags), (folder, path, flags))
FAIL_OR_CALL(-1, int, fsync, nullptr, fd, (int fd), (fd))
FAIL_OR_CALL(-1, int, fstat, nullptr, fd, (int fd, struct stat* into), (fd, into))
FAIL_OR_CALL(-1, int, stat, path, -1, (const char* path, struct stat* into), (path, into))
FAIL_OR_CALL(-1, int, fchmod, nullptr, fd, (int fd, mode_t mode), (fd, mode))
FAIL_OR_CALL(-1, int, fstatat, path, -1, (int folder, const char* path, struct stat* into, int flags),
             (folder, path, into, flags))
FAIL_OR_CALL(-1, int, fstatfs, nullptr, fd, (int fd, struct statfs* into), (fd, into))
FAIL_OR_CALL(-1, int, fchown, nullptr, fd, (int fd, uid_t owner, gid_t group), (fd, owner, group))
FAIL_OR_CALL(-1, int, faccessat, path, -1, (int folder, const char* path, int mode, int flags),
             (folder, path, mode, flags))
FAIL_OR_CALL(-1, ssize_t, lgetxattr, path, -1, (const char* path, const char* name, void* into, size_t size),
             (path, name, into, size))
FAIL_OR_CALL(-1, int, fsetxattr, nullptr, fd, (int fd, const char* name, const void* from, size_t size, int flags),
             (fd, name, from, size, flags))
FAIL_OR_CALL(-1, int, fremovexattr, nullptr, fd, (int fd, const char* name), (fd, name))
FAIL_OR_CALL(-1, ssize_t, getrandom, nullptr, -1, (void* into, size_t size, unsigned int flags), (into, size, flags))
FAIL_OR_CALL(-1, int, dup, nullptr, fd, (int fd), (fd))
FAIL_OR_CALL(-1, int, ftruncate, nullptr, fd, (int fd, off_t size), (fd, size))
FAIL_OR_CALL(-1, ssize_t, readlinkat, nullptr, fd, (int fd, const char* path, char* into, size_t size),
             (fd, path, into, size))
FAIL_OR_CALL(MAP_FAILED, void*, mmap, nullptr, fd,
             (void* at, size_t size, int protection, int flags, int fd, off_t offset),
             (at, size, protection, flags, fd, offset))
FAIL_OR_CALL(nullptr, FILE*, fopen, path, -1, (const char* path, const char* mode), (path, mode))

// Errors of the next two do not go through errno; pthread_create() gives back its own.
void* dlopen(const char* path, int flags) {
  static const auto original = REAL(dlopen);
  // What is not there: so that dlerror() has something to say.
  return original(next("dlopen", path) == Deed::fail ? "libprof2graph-fault.so" : path, flags);
}
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*run)(void*), void* argument) {
  static const auto original = REAL(pthread_create);
  const Deed deed = next("pthread_create");
  return deed == Deed::fail ? errno : after(deed, original(thread, attributes, run, argument));
}

void (*signal(int number, void (*handler)(int)))(int) {
  static const auto original = REAL(signal);
  in_main = ready;
  return original(number, handler);
}

// The C library's own allocator under the names that it keeps for this.
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);
static bool allocation_fails() { return in_main && next("malloc") == Deed::fail; }
void* malloc(size_t size) { return allocation_fails() ? nullptr : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return allocation_fails() ? nullptr : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return allocation_fails() ? nullptr : __libc_realloc(old, size); }

}  // extern "C"
