// Folders that are looked through on Windows. Links, junctions and other reparse points are asked about by name, so
// that who changes folders meanwhile is not kept out; all else is as elsewhere.
#ifdef _WIN32
#include <windows.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "src/base/code_folder.h"
#include "src/base/platform.h"
#include "src/base/windows_path.h"

namespace p2g {
namespace {

EntryKind kind_of(const std::filesystem::path& path) {
  const DWORD attributes = ::GetFileAttributesW(path.c_str());
  constexpr DWORD strange = FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DEVICE;
  if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & strange) != 0) return EntryKind::other;
  return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? EntryKind::folder : EntryKind::file;
}

// Whether each folder on the way from `root` is one, and the last name is of this kind.
bool is_below(const std::string& root, const std::string& path, EntryKind kind) {
  std::filesystem::path at = wide_path(root);
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const bool is_last = slash == rest.size();
    at /= wide_path(rest.substr(0, slash));
    if (kind_of(at) != (is_last ? kind : EntryKind::folder)) return false;
    rest.remove_prefix(is_last ? slash : slash + 1);
  }
  return true;
}

}  // namespace

void see_entries(const std::string& root, const std::string& below,
                 const std::function<bool(const std::string& name, EntryKind kind)>& see) {
  if (!is_below(root, below, EntryKind::folder)) return;
  std::error_code problem;
  std::filesystem::directory_iterator entry(wide_path(root) / wide_path(below), problem);
  for (; !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
    if (!see(utf8_path(entry->path().filename()), kind_of(entry->path()))) return;
  }
}

FileDescriptor open_file_below(const std::string& root, const std::string& path) {
  if (!is_below(root, path, EntryKind::file)) return FileDescriptor(-1);
  return FileDescriptor(open_to_read((root + '/' + path).c_str()));
}

}  // namespace p2g
#endif
