// Outputs on Windows: the same promises as far as that system keeps them. A file is written beside its target and
// renamed; there are no links to follow, no rights to keep and no folders that could be held open.
#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <random>

#include "src/base/output_file.h"
#include "src/base/signals.h"
#include "src/base/sink.h"
#include "src/base/windows_path.h"

namespace p2g {
namespace {

// What a path is called whichever way it is written; empty when nobody can tell.
std::string absolute(const std::string& path) {
  std::error_code problem;
  return utf8_path(std::filesystem::weakly_canonical(wide_path(path), problem));
}

OutputPlace descriptor_place(int fd) {
  OutputPlace place;
  place.descriptor = fd;
  place.exists = ::fstat(fd, &place.status) == 0;
  return place;
}

// An errno.
int last_problem() {
  return std::system_category().default_error_condition(static_cast<int>(::GetLastError())).value();
}

int move(const std::string& from, const std::string& to) {
  constexpr DWORD how = MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH;
  return ::MoveFileExW(wide_path(from).c_str(), wide_path(to).c_str(), how) != 0 ? 0 : last_problem();
}

// A file that can be removed while it is open: a signal may come then.
int open_new(const std::string& name) {
  const HANDLE file = ::CreateFileW(wide_path(name).c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE,
                                    nullptr, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file != INVALID_HANDLE_VALUE)
    return ::_open_osfhandle(reinterpret_cast<std::intptr_t>(file), O_WRONLY | O_BINARY | O_NOINHERIT);
  errno = last_problem();
  return -1;
}

bool remove_file(const std::string& name) { return ::DeleteFileW(wide_path(name).c_str()) != 0; }

bool is_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

}  // namespace

// ---- Places ------------------------------------------------------------------------------------------------------

Error write_error(const std::string& path, int code) {
  if (code == EPIPE || code == EINVAL) return Error{ErrorKind::broken_pipe, "the reader went away", path};
  Error error{ErrorKind::output, std::string("cannot be written: ") + std::strerror(code), path};
  if (code == ENOENT) error.hint = "does its folder exist?";
  return error;
}

Error replace_error(const std::string& path, int code) {
  Error error = write_error(path, code);
  if (code == ENOSPC) error.hint = "the disk is full; nothing was changed";
  if (code == EACCES || code == EPERM || code == EBUSY)
    error.hint = "another program may have it open, or its folder is not writable";
  return error;
}

Error rename_error(const OutputPlace&, int code, const std::string& shown_path) {
  return replace_error(shown_path, code);
}

Result<void> refuse_traps(const OutputPlace&, const std::string&) { return {}; }

Result<OutputPlace> find_output_place(const std::string& path) {
  if (path.empty()) return fail(Error{ErrorKind::usage, "expected a file name for the output, got an empty text", ""});
  OutputPlace place;
  place.name = path;
  place.exists = ::stat(path.c_str(), &place.status) == 0;
  if (!place.exists || !S_ISDIR(place.status.st_mode)) return place;
  Error error{ErrorKind::output, "is a directory, expected a file name", path};
  error.hint = "name the picture: " + path + (path.ends_with('/') ? "" : "/") + "callgraph.svg";
  return fail(std::move(error));
}

Result<OutputPlace> find_place_below(const std::string& root, const std::string& path) {
  std::error_code problem;
  const std::filesystem::path whole = wide_path(root) / wide_path(path);
  std::filesystem::create_directories(whole.parent_path(), problem);
  if (problem) return fail(write_error(root + '/' + path, problem.value()));
  return find_output_place(utf8_path(whole));
}

OutputPlace stdout_place() { return descriptor_place(STDOUT_FILENO); }

bool same_place(const OutputPlace& a, const OutputPlace& b) {
  if (a.descriptor >= 0 || b.descriptor >= 0) return a.descriptor == b.descriptor;
  return !a.name.empty() && absolute(a.name) == absolute(b.name);
}

// There stat() tells no file from another; who names the same path twice is found by the names.
bool would_change(const OutputPlace&, const struct stat&) { return false; }

// ---- Files that are not to stay unless all goes well
// ------------------------------------------------------------------

struct PendingFile::Slot {
  Slot* next = nullptr;
  std::string target;
  std::string temporary;  // empty: there is nothing to undo
  std::string aside;      // what had the target's name before
  bool in_place = false;

  bool undo() {
    if (temporary.empty()) return true;
    bool done = true;
    if (in_place && !remove_file(target)) done = false;
    if (!aside.empty() && move(aside, target) != 0) done = false;
    if (!in_place && !remove_file(temporary)) done = false;
    temporary.clear();
    aside.clear();
    return done;
  }
};

std::atomic<PendingFile::Slot*> PendingFile::slots_{nullptr};

PendingFile::Slot& PendingFile::take_slot() {
  auto* const slot = new Slot;
  slot->next = slots_;
  while (!slots_.compare_exchange_weak(slot->next, slot)) {
  }
  return *slot;
}

void PendingFile::undo_all() {
  for (Slot* slot = slots_; slot != nullptr; slot = slot->next) slot->undo();
}

PendingFile::~PendingFile() {
  const SignalsHeld held;
  if (slot_ != nullptr) slot_->undo();
}

std::string PendingFile::undo() {
  const SignalsHeld held;
  if (slot_ == nullptr || slot_->undo()) return {};
  return slot_->target + " could not be brought back";
}

int PendingFile::create(int, const std::string& target, mode_t) {
  constexpr int most_tries = 100;  // of names that are there already
  std::random_device chance;
  slot_ = &take_slot();
  slot_->target = target;
  for (int i = 0; i < most_tries; ++i) {
    const std::string name = target + '.' + std::to_string(chance());
    const SignalsHeld held;
    const int fd = open_new(name);
    if (fd >= 0) slot_->temporary = name;
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  return -1;
}

std::string PendingFile::temporary_name() const { return slot_ != nullptr ? slot_->temporary : std::string(); }

int PendingFile::put_in_place(bool alone) {
  const SignalsHeld held;
  if (!alone && is_there(slot_->target)) {
    const std::string aside = slot_->temporary + ".before";
    if (const int code = move(slot_->target, aside); code != 0) return code;
    slot_->aside = aside;
  }
  const int code = move(slot_->temporary, slot_->target);
  slot_->in_place = code == 0;
  if (code == 0 && alone) slot_->temporary.clear();
  return code;
}

void PendingFile::keep() {
  if (slot_ == nullptr) return;
  if (!slot_->aside.empty()) remove_file(slot_->aside);
  slot_->temporary.clear();
  slot_->aside.clear();
  slot_ = nullptr;
}

Result<int> open_output(const OutputPlace& place, PendingFile& file, const std::string& shown_path) {
  if (place.descriptor >= 0) return place.descriptor;
  const int fd = file.create(place.folder.number(), place.name, S_IREAD | S_IWRITE);
  if (fd < 0) return fail(replace_error(shown_path, errno));
  return fd;
}

// Nobody's line ends are changed on their way.
void occupy_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::_setmode(fd, O_BINARY);
}

// ---- Signals: Ctrl-C, which comes in a thread of its own
// --------------------------------------------------------------

namespace {

std::recursive_mutex& held_by() {
  static std::recursive_mutex mutex;
  return mutex;
}

void leave(int number) {
  const std::lock_guard alone(held_by());
  PendingFile::undo_all();
  ::_exit(128 + number);
}

}  // namespace

void install_signal_cleanup() {
  for (const int number : {SIGINT, SIGTERM}) ::signal(number, leave);
}

sigset_t signals_ignored_by_us() { return {}; }

SignalsHeld::SignalsHeld() { held_by().lock(); }
SignalsHeld::~SignalsHeld() { held_by().unlock(); }

SignalsDeferred::SignalsDeferred() = default;
SignalsDeferred::~SignalsDeferred() = default;
void SignalsDeferred::deliver() const {}

}  // namespace p2g
#endif
