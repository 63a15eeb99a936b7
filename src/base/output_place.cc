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
  place.behind_proc = true;
  return place;
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

// One look at a time at a path that others may change meanwhile: taken apart, the steps would hide which of them holds
// what the next one relies on.
// NOLINTNEXTLINE(readability-function-cognitive-complexity)
Result<OutputPlace> find_output_place(const std::string& path) {
  if (path.empty()) return fail(Error{ErrorKind::usage, "expected a file name for the output, got an empty text", ""});
  OutputPlace place;
  // What the kernel does not let us follow, for reasons of its own, is not followed by hand.
  if (::stat(path.c_str(), &place.status) != 0 && errno != ENOENT) {
    Error error = replace_error(path, errno);
    if (errno == EACCES && ::lstat(path.c_str(), &place.status) == 0 && S_ISLNK(place.status.st_mode)) {
      error.hint = "it is a link that this user may not follow";
    }
    return fail(std::move(error));
  }
  std::string rest = path;
  for (int i = 0; i <= most_links; ++i) {
    const std::size_t slash = rest.rfind('/');
    if (slash != std::string::npos) {
      FileDescriptor folder(
          ::openat(place.folder.number(), rest.substr(0, slash + 1).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
      if (folder.number() < 0) return fail(replace_error(path, errno));
      place.folder = std::move(folder);
      rest.erase(0, slash + 1);
    }
    place.name = rest;
    if (rest.empty() || rest == "." || rest == "..") return fail(folder_error(path));
    if (::fstatat(place.folder.number(), "", &place.folder_status, AT_EMPTY_PATH) != 0) {
      return fail(replace_error(path, errno));
    }
    // Held, so that what is looked at and what is followed are one and the same.
    const FileDescriptor found(::openat(place.folder.number(), rest.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (found.number() < 0) {
      if (errno != ENOENT) return fail(replace_error(path, errno));
      if (number_of(rest) && on_proc(place.folder.number())) return fail(write_error(path, EBADF));  // /dev/fd/77
      return place;
    }
    if (::fstat(found.number(), &place.status) != 0) return fail(replace_error(path, errno));
    if (S_ISDIR(place.status.st_mode)) return fail(folder_error(path));
    place.exists = !S_ISLNK(place.status.st_mode);
    if (place.exists) return place;
    P2G_TRY(refuse_traps(place, path));
    if (on_proc(found.number())) {
      place.exists = true;
      return place_behind_proc(std::move(place), path);
    }
    std::array<char, PATH_MAX> text{};
    const ssize_t size = ::readlinkat(found.number(), "", text.data(), text.size());
    if (size < 0) return fail(replace_error(path, errno));
    rest.assign(text.data(), static_cast<std::size_t>(size));
  }
  return fail(replace_error(path, ELOOP));
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
