#include "src/base/sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <vector>

#include "src/base/output_place.h"
#include "src/base/pending_file.h"
#include "src/base/signals.h"
#include "src/base/try_again.h"

namespace p2g {
namespace {

// close() may be the first to tell of a full disk or quota (NFS). An interrupted one has closed.
int closing_error(int fd) { return ::close(fd) == 0 || errno == EINTR ? 0 : errno; }

// Whose the file is that gets replaced: sink.h says what follows from it.
enum class Owner { nobody, us, other, anybody };

Owner owner_of(const OutputPlace& place) {
  if (!place.exists) return Owner::nobody;
  if (place.status.st_uid == ::geteuid()) return Owner::us;
  return (place.folder_status.st_mode & S_IWOTH) != 0 ? Owner::anybody : Owner::other;
}

constexpr mode_t others_write = S_IWGRP | S_IWOTH;

constexpr const char* acl_name = "system.posix_acl_access";

bool no_acl(int code) { return code == ENODATA || code == EOPNOTSUPP; }

// The ACL of the file that is there as the kernel keeps it; empty when it has none, nothing when that cannot be known.
std::optional<std::string> acl_of(const OutputPlace& place) {
  const int folder = place.folder.number();
  const std::string path = folder < 0 ? place.name : "/proc/self/fd/" + std::to_string(folder) + '/' + place.name;
  std::array<char, 4096> bytes{};
  const ssize_t size = ::lgetxattr(path.c_str(), acl_name, bytes.data(), bytes.size());
  if (size >= 0) return std::string(bytes.data(), static_cast<std::size_t>(size));
  return no_acl(errno) ? std::optional<std::string>("") : std::nullopt;
}

// What a file is made with. What will replace another of which more is known has no rights until restore_rights().
mode_t first_mode(const OutputPlace& place) {
  const Owner owner = owner_of(place);
  if (owner == Owner::nobody) return 0666;
  if (owner != Owner::anybody) return 0600;
  // With an ACL the group's bits are not the group's, but the most that any of the ACL's entries may give.
  return place.status.st_mode & 0666 & ~(acl_of(place) == "" ? others_write : others_write | S_IRWXG);
}

// Gives the file `fd`, which will replace another, the rights of that one, as sink.h says. None of it has to work: what
// fails leaves the file with fewer rights.
void restore_rights(int fd, const OutputPlace& place) {
  const Owner owner = owner_of(place);
  if (owner == Owner::nobody || owner == Owner::anybody) return;
  const gid_t group = place.status.st_gid;
  mode_t mode = place.status.st_mode & 0777;
  if (owner == Owner::other) mode &= ~others_write;
  // Whose it is comes before what he may do with it.
  const bool stays_his = owner == Owner::other && ::fchown(fd, place.status.st_uid, group) == 0;
  struct stat status {};
  const bool same_group = stays_his || (::fstat(fd, &status) == 0 && status.st_gid == group) ||
                          ::fchown(fd, static_cast<uid_t>(-1), group) == 0;
  if (!same_group) mode &= ~S_IRWXG | (mode & S_IRWXO) << 3;
  const std::optional<std::string> acl = acl_of(place);
  const bool keeps_acl = acl && !acl->empty() && owner == Owner::us && same_group;
  if (keeps_acl && ::fsetxattr(fd, acl_name, acl->data(), acl->size(), 0) == 0) return;  // the mode is a part of it
  // What the folder gives to new files is nothing that the old one gave.
  const bool plain = ::fremovexattr(fd, acl_name) == 0 || no_acl(errno);
  if (!plain || !acl || !acl->empty()) mode &= ~S_IRWXG;
  ::fchmod(fd, mode);
}

}  // namespace

struct Sink::Impl {
  int fd = -1;
  bool owned = false;
  std::string* memory = nullptr;
  std::string shown_path = "<stdout>";
  OutputPlace place;
  PendingFile file;  // none: written directly
  int failure = 0;   // errno of the first failed write
  std::uint64_t written = 0;

  Result<void> open();
  Error rename_error(int code) const;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (owned && fd >= 0) ::close(fd);
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

Result<void> Sink::Impl::open() {
  if (place.descriptor >= 0) {
    fd = place.descriptor;
    return {};
  }
  owned = true;
  const int folder = place.folder.number();
  const char* const name = place.name.c_str();
  if (place.exists && !S_ISREG(place.status.st_mode)) {  // a device or FIFO cannot be replaced: write into it
    P2G_TRY(refuse_traps(place, shown_path));
    do {
      fd = ::openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOCTTY | (place.behind_proc ? 0 : O_NOFOLLOW));
    } while (fd < 0 && errno == EINTR);
    struct stat status {};
    if (fd < 0 || ::fstat(fd, &status) != 0) return fail(write_error(shown_path, errno));
    if (same_file(status, place.status)) return {};
    return fail(Error{ErrorKind::output, "changed while it was opened", shown_path});
  }
  // Renaming would replace a file that its owner made read-only; respect that as a plain open would.
  if (place.exists && ::faccessat(folder, name, W_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) != 0) {
    return fail(write_error(shown_path, errno));
  }
  fd = file.create(folder, place.name, first_mode(place));
  if (fd < 0) return fail(replace_error(shown_path, errno));
  restore_rights(fd, place);
  return {};
}

// Of the step that gives the file its name.
Error Sink::Impl::rename_error(int code) const {
  Error error = replace_error(shown_path, code);
  struct stat status {};
  if (code == EISDIR) error.hint = "it became a directory meanwhile";
  if (code != EPERM || ::fstatat(place.folder.number(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return error;
  }
  const bool sticky = (place.folder_status.st_mode & S_ISVTX) != 0 && status.st_uid != ::geteuid();
  error.hint = sticky ? "its folder is sticky: there only the owner of a file may replace it"
                      : "neither the file nor its folder may be immutable (lsattr)";
  return error;
}

Sink::Sink(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) { buffer_.reserve(buffer_limit); }
Sink::Sink(Sink&&) noexcept = default;
Sink& Sink::operator=(Sink&&) noexcept = default;
Sink::~Sink() = default;

Result<Sink> Sink::to_file(const std::string& path) {
  P2G_TRY_ASSIGN(OutputPlace place, find_output_place(path));
  return to_place(std::move(place), path);
}

Result<Sink> Sink::to_file_below(const std::string& root, const std::string& path) {
  P2G_TRY_ASSIGN(OutputPlace place, find_place_below(root, path));
  return to_place(std::move(place), root + '/' + path);
}

Result<Sink> Sink::to_place(OutputPlace place, const std::string& shown_path) {
  auto impl = std::make_unique<Impl>();
  impl->shown_path = shown_path;
  impl->place = std::move(place);
  P2G_TRY(impl->open());
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
  return fail(out.file.exists() ? replace_error(out.shown_path, out.failure)
                                : write_error(out.shown_path, out.failure));
}

Result<void> Sink::put_in_place(bool alone) {
  if (const int code = impl_->file.put_in_place(alone); code != 0) return fail(impl_->rename_error(code));
  return {};
}

std::uint64_t Sink::written() const { return impl_->written; }

Result<std::uint64_t> Sink::commit() {
  Sink* const all[] = {this};
  P2G_TRY(commit_all(all));
  return written();
}

Result<void> commit_all(std::span<Sink* const> sinks) {
  std::vector<Sink*> files;
  std::vector<Sink*> streams;
  for (Sink* sink : sinks) (sink->impl_->file.exists() ? files : streams).push_back(sink);
  for (Sink* sink : files) P2G_TRY(sink->finish());
  Result<void> done;
  for (Sink* sink : files) {
    if (done) done = sink->put_in_place(sinks.size() == 1);
  }
  for (Sink* sink : streams) {
    if (done) done = sink->finish();
  }
  if (done) {
    const SignalsHeld held;  // all stay at once
    for (Sink* sink : files) sink->impl_->file.keep();
    return done;
  }
  for (Sink* sink : files) {
    if (const std::string problem = sink->impl_->file.undo(); !problem.empty()) done.error().hint = problem;
  }
  return done;
}

void occupy_standard_streams() {
  // The wrong way round, so that using them is the error that it was before.
  for (const auto& [fd, mode] :
       {std::pair(STDIN_FILENO, O_WRONLY), {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_RDONLY}}) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", mode);  // the lowest free number, which is this one
  }
}

}  // namespace p2g
