#include "src/base/code_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace p2g {
namespace {

// A folder below another, by names that are no links; below -1 where there is none.
FileDescriptor open_below(int folder, const std::string& path, int flags) {
  FileDescriptor at(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::string_view rest = path;
  while (at.number() >= 0 && !rest.empty()) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const bool is_last = slash == rest.size();
    const int kind = is_last ? flags : O_RDONLY | O_DIRECTORY;
    at = FileDescriptor(
        ::openat(at.number(), std::string(rest.substr(0, slash)).c_str(), kind | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    rest.remove_prefix(is_last ? slash : slash + 1);
  }
  return at;
}

FileDescriptor open_root(const std::string& folder) {
  return FileDescriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

// Some file systems do not say it with the name.
EntryKind kind_of(int folder, const dirent& entry) {
  if (entry.d_type == DT_DIR) return EntryKind::folder;
  if (entry.d_type == DT_REG) return EntryKind::file;
  struct stat status {};
  if (entry.d_type != DT_UNKNOWN || ::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return EntryKind::other;
  return S_ISDIR(status.st_mode) ? EntryKind::folder : S_ISREG(status.st_mode) ? EntryKind::file : EntryKind::other;
}

}  // namespace

void see_entries(const std::string& root, const std::string& below,
                 const std::function<bool(const std::string& name, EntryKind kind)>& see) {
  const FileDescriptor top = open_root(root);
  if (top.number() < 0) return;
  FileDescriptor opened = open_below(top.number(), below, O_RDONLY | O_DIRECTORY);
  if (opened.number() < 0) return;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(opened.number()), ::closedir);
  if (!entries) return;
  const int folder = opened.release();  // closedir() closes it
  while (const dirent* const entry = ::readdir(entries.get())) {
    if (!see(entry->d_name, kind_of(folder, *entry))) return;
  }
}

FileDescriptor open_file_below(const std::string& root, const std::string& path) {
  const FileDescriptor top = open_root(root);
  if (top.number() < 0) return FileDescriptor(-1);
  return open_below(top.number(), path, O_RDONLY | O_NOCTTY);
}

}  // namespace p2g
