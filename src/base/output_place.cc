#include "src/base/output_place.h"

#include <linux/magic.h>
#include <sys/statfs.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <optional>

namespace p2g {
namespace {

constexpr int most_links = 40;  // as the kernel has it

Error folder_error(const std::string& path) {
  Error error{ErrorKind::output, "is a directory, expected a file name", path};
  error.hint = "name the picture: " + path + (path.ends_with('/') ? "" : "/") + "callgraph.svg";
  return error;
}

std::optional<int> number_of(std::string_view name) {
  int number = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, problem] = std::from_chars(name.data(), end, number);
  if (problem != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

bool on_proc(int fd) {
  struct statfs system {};
  return ::fstatfs(fd, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

OutputPlace descriptor_place(int fd) {
  OutputPlace place;
  place.descriptor = fd;
  place.exists = ::fstat(fd, &place.status) == 0;
  return place;
}

// Links of /proc lead to open files, and their text is no path that could be relied on. Those of our own files stand
// for the descriptor: opened by name, a file that the shell appends to (>>) would be written from its beginning, or
// replaced.
Result<OutputPlace> place_behind_proc(OutputPlace place, const std::string& path) {
  struct stat status {};
  if (::fstatat(place.folder.number(), place.name.c_str(), &status, 0) != 0) return fail(replace_error(path, errno));
  if (const std::optional<int> number = number_of(place.name)) {
    OutputPlace own = descriptor_place(*number);
    if (own.exists && same_file(own.status, status)) return own;
  }
  if (S_ISDIR(status.st_mode)) return fail(folder_error(path));
  if (S_ISREG(status.st_mode)) {
    Error error{ErrorKind::output, "leads to a file that another process has open", path};
    error.hint = "name the file itself";
    return fail(std::move(error));
  }
  place.status = status;
  place.exists = true;
  place.behind_proc = true;
  return place;
}

// What the kernel does not let us follow, for reasons of its own, is not followed by hand.
Result<void> refuse_what_the_kernel_refuses(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 || errno == ENOENT) return {};
  Error error = replace_error(path, errno);
  if (errno == EACCES && ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode)) {
    error.hint = "it is a link that this user may not follow";
  }
  return fail(std::move(error));
}

// Goes to the folder that `rest`, seen from the place so far, is in.
Result<void> enter_folder(OutputPlace& place, const std::string& rest, const std::string& path) {
  const std::size_t behind_slash = rest.rfind('/') + 1;  // 0 when there is none
  if (behind_slash > 0) {
    const std::string folder = rest.substr(0, behind_slash);
    FileDescriptor opened(::openat(place.folder.number(), folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (opened.number() < 0) return fail(replace_error(path, errno));
    place.folder = std::move(opened);
  }
  place.name = rest.substr(behind_slash);
  if (place.name.empty() || place.name == "." || place.name == "..") return fail(folder_error(path));
  if (::fstatat(place.folder.number(), "", &place.folder_status, AT_EMPTY_PATH) == 0) return {};
  return fail(replace_error(path, errno));
}

// Of a place where nothing is: /dev/fd/77, when there is no 77.
bool is_closed_descriptor(const OutputPlace& place) {
  return number_of(place.name).has_value() && on_proc(place.folder.number());
}

Result<std::string> text_of_link(const FileDescriptor& link, const std::string& path) {
  std::array<char, PATH_MAX> text{};
  const ssize_t size = ::readlinkat(link.number(), "", text.data(), text.size());
  if (size < 0) return fail(replace_error(path, errno));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

}  // namespace

Error write_error(const std::string& path, int code) {
  if (code == EPIPE) return Error{ErrorKind::broken_pipe, "the reader went away", path};
  Error error{ErrorKind::output, std::string("cannot be written: ") + std::strerror(code), path};
  if (code == ENOENT) error.hint = "does its folder exist?";
  return error;
}

Error replace_error(const std::string& path, int code) {
  Error error = write_error(path, code);
  if (code == ENOSPC || code == EDQUOT) error.hint = "the disk is full; nothing was changed";
  if (code == EACCES || code == EPERM) {
    error.hint = "a file is written beside it and renamed: its folder has to be writable";
  }
  return error;
}

Result<void> refuse_traps(const OutputPlace& place, const std::string& path) {
  const uid_t owner = place.status.st_uid;
  if ((place.folder_status.st_mode & S_IWOTH) == 0) return {};
  if (owner == ::geteuid() || owner == place.folder_status.st_uid) return {};
  const std::string kind = S_ISLNK(place.status.st_mode) ? "link" : S_ISFIFO(place.status.st_mode) ? "FIFO" : "file";
  Error error{ErrorKind::output, "somebody else's " + kind + " in a folder that everybody may write to is not used",
              path};
  error.hint = "choose another name, or another folder";
  return fail(std::move(error));
}

// The one place where a path is followed, a look at a time, because others may change it meanwhile: what a step has
// opened stays open until the next has used it.
Result<OutputPlace> find_output_place(const std::string& path) {
  if (path.empty()) return fail(Error{ErrorKind::usage, "expected a file name for the output, got an empty text", ""});
  P2G_TRY(refuse_what_the_kernel_refuses(path));
  OutputPlace place;
  std::string rest = path;
  for (int i = 0; i <= most_links; ++i) {
    P2G_TRY(enter_folder(place, rest, path));
    // Held, so that what is looked at and what is followed are one and the same.
    const FileDescriptor found(::openat(place.folder.number(), place.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (found.number() < 0) {
      if (errno != ENOENT) return fail(replace_error(path, errno));
      if (is_closed_descriptor(place)) return fail(write_error(path, EBADF));
      return place;
    }
    if (::fstat(found.number(), &place.status) != 0) return fail(replace_error(path, errno));
    if (S_ISDIR(place.status.st_mode)) return fail(folder_error(path));
    place.exists = !S_ISLNK(place.status.st_mode);
    if (place.exists) return place;
    P2G_TRY(refuse_traps(place, path));
    if (on_proc(found.number())) return place_behind_proc(std::move(place), path);
    P2G_TRY_ASSIGN(rest, text_of_link(found, path));
  }
  return fail(replace_error(path, ELOOP));
}

namespace {

Error outside_error(const std::string& path, std::string_view what) {
  Error error{ErrorKind::output, std::string(what) + ", and nothing is written through one", path};
  error.hint = "remove it, or choose another output folder";
  return error;
}

// To the folder of that name, which is made when it is missing.
Result<void> enter_below(OutputPlace& place, const std::string& name, const std::string& shown) {
  if (::mkdirat(place.folder.number(), name.c_str(), 0777) != 0 && errno != EEXIST) {
    return fail(write_error(shown, errno));
  }
  FileDescriptor opened(::openat(place.folder.number(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (opened.number() >= 0) {
    place.folder = std::move(opened);
    return {};
  }
  const int code = errno;
  struct stat status {};
  const bool known = ::fstatat(place.folder.number(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (known && S_ISLNK(status.st_mode)) return fail(outside_error(shown, "its folder " + name + " is a link"));
  return fail(write_error(shown, code));
}

}  // namespace

Result<OutputPlace> find_place_below(const std::string& root, const std::string& path) {
  const std::string shown = root + '/' + path;
  OutputPlace place;
  place.folder = FileDescriptor(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (place.folder.number() < 0) return fail(write_error(root, errno));
  std::string_view rest = path;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    P2G_TRY(enter_below(place, std::string(rest.substr(0, slash)), shown));
    rest.remove_prefix(slash + 1);
  }
  place.name = rest;
  if (::fstatat(place.folder.number(), "", &place.folder_status, AT_EMPTY_PATH) != 0) {
    return fail(write_error(shown, errno));
  }
  if (::fstatat(place.folder.number(), place.name.c_str(), &place.status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno != ENOENT) return fail(write_error(shown, errno));
    return place;
  }
  if (S_ISDIR(place.status.st_mode)) return fail(write_error(shown, EISDIR));
  if (S_ISLNK(place.status.st_mode)) return fail(outside_error(shown, "is a link"));
  if (!S_ISREG(place.status.st_mode)) return fail(outside_error(shown, "is a pipe or a device"));
  place.exists = true;
  return place;
}

OutputPlace stdout_place() { return descriptor_place(STDOUT_FILENO); }

bool same_place(const OutputPlace& a, const OutputPlace& b) {
  if (a.descriptor >= 0 && a.descriptor == b.descriptor) return true;
  if (a.exists && b.exists) {
    // Through two descriptors, what goes to a pipe or a terminal comes one after the other, and nothing is lost.
    const bool streams = a.descriptor >= 0 || b.descriptor >= 0;
    return same_file(a.status, b.status) && (S_ISREG(a.status.st_mode) || !streams);
  }
  return !a.exists && !b.exists && a.descriptor < 0 && b.descriptor < 0 && !a.name.empty() &&
         same_file(a.folder_status, b.folder_status) && a.name == b.name;
}

bool would_change(const OutputPlace& place, const struct stat& input) {
  return place.exists && same_file(place.status, input) && (S_ISREG(input.st_mode) || place.descriptor < 0);
}

}  // namespace p2g
