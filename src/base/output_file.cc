#include "src/base/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <utility>

namespace p2g {
namespace {

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

// A device or FIFO cannot be replaced: it is written into.
Result<int> open_stream(const OutputPlace& place, const std::string& shown_path) {
  P2G_TRY(refuse_traps(place, shown_path));
  FileDescriptor opened(-1);
  do {
    opened = FileDescriptor(::openat(place.folder.number(), place.name.c_str(),
                                     O_WRONLY | O_CLOEXEC | O_NOCTTY | (place.behind_proc ? 0 : O_NOFOLLOW)));
  } while (opened.number() < 0 && errno == EINTR);
  struct stat status {};
  if (opened.number() < 0 || ::fstat(opened.number(), &status) != 0) return fail(write_error(shown_path, errno));
  if (same_file(status, place.status)) return opened.release();
  return fail(Error{ErrorKind::output, "changed while it was opened", shown_path});
}

}  // namespace

Result<int> open_output(const OutputPlace& place, PendingFile& file, const std::string& shown_path) {
  if (place.descriptor >= 0) return place.descriptor;
  const int folder = place.folder.number();
  const char* const name = place.name.c_str();
  if (place.exists && !S_ISREG(place.status.st_mode)) return open_stream(place, shown_path);
  // Renaming would replace a file that its owner made read-only; respect that as a plain open would.
  if (place.exists && ::faccessat(folder, name, W_OK, AT_EACCESS | AT_SYMLINK_NOFOLLOW) != 0) {
    return fail(write_error(shown_path, errno));
  }
  const int fd = file.create(folder, place.name, first_mode(place));
  if (fd < 0) return fail(replace_error(shown_path, errno));
  restore_rights(fd, place);
  return fd;
}

Error rename_error(const OutputPlace& place, int code, const std::string& shown_path) {
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

void occupy_standard_streams() {
  // The wrong way round, so that using them is the error that it was before.
  for (const auto& [fd, mode] :
       {std::pair(STDIN_FILENO, O_WRONLY), {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_RDONLY}}) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", mode);  // the lowest free number, which is this one
  }
}

}  // namespace p2g
