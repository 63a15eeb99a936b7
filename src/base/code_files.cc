#include "src/base/code_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "src/base/code_folder.h"
#include "src/base/try_again.h"

namespace p2g {
namespace {

constexpr std::size_t deepest_folder = 24;
constexpr std::size_t longest_path = 4096;

// Sorted. No text that is a secret or somebody's data has one of them.
constexpr auto code_suffixes = std::to_array<std::string_view>(
    {"adb", "ads",  "asm", "bas", "c",    "c++", "cc",  "cjs", "clj", "cpp",    "cr",    "cs",  "cu", "cuh", "cxx",
     "d",   "dart", "erl", "ex",  "exs",  "f",   "f90", "fs",  "go",  "groovy", "h",     "h++", "hh", "hpp", "hs",
     "hxx", "inc",  "inl", "ipp", "java", "jl",  "js",  "jsx", "kt",  "lua",    "m",     "mjs", "ml", "mm",  "nim",
     "php", "pl",   "pm",  "py",  "pyi",  "pyx", "r",   "rb",  "rs",  "scala",  "swift", "ts",  "tsx"});

// The names of a path, the last first; none where it could lead up or is too long to be one. "\" divides, too.
std::vector<std::string_view> names_of(std::string_view path) {
  std::vector<std::string_view> names;
  if (path.size() > longest_path || path.find('\0') != std::string_view::npos) return names;
  while (!path.empty()) {
    const std::size_t slash = path.find_last_of("/\\");
    const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    const std::string_view name = path.substr(begin);
    path = path.substr(0, begin == 0 ? 0 : begin - 1);
    if (name == "..") return {};
    if (!name.empty() && name != ".") names.push_back(name);
  }
  return names;
}

// How many names both end with.
std::size_t common_names(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(end - a.begin());
}

bool read_all(int file, std::string& text, std::size_t size) {
  text.resize(size);
  std::size_t used = 0;
  while (used < size) {
    const ssize_t got = ::read(file, text.data() + used, size - used);
    if (got < 0 && should_try_again(file, POLLIN)) continue;
    if (got < 0) return false;
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  text.resize(used);
  return true;
}

}  // namespace

bool has_code_suffix(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  std::string suffix(name.substr(dot + 1));
  for (char& c : suffix) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::binary_search(code_suffixes.begin(), code_suffixes.end(), suffix);
}

CodeFiles::CodeFiles(const std::vector<std::string>& folders, const std::vector<std::string>& paths)
    : folders_(folders) {
  for (const std::string& path : paths) {
    const std::vector<std::string_view> names = names_of(path);
    if (!names.empty() && names.front().front() != '.' && has_code_suffix(names.front()))
      places_.try_emplace(std::string(names.front()));
  }
  for (std::size_t folder = 0; folder < folders_.size() && !places_.empty(); ++folder) look_through(folder);
}

// What is nearest comes first, so that a tree that is too large still gives the files that are most likely meant.
void CodeFiles::look_through(std::size_t folder) {
  std::vector<std::string> level{""};
  for (std::size_t depth = 0; depth < deepest_folder && !level.empty(); ++depth) {
    std::vector<std::string> deeper;
    for (const std::string& below : level) look_into(folder, below, deeper);
    level = std::move(deeper);
  }
  stopped_early_ = stopped_early_ || !level.empty();
}

void CodeFiles::look_into(std::size_t folder, const std::string& below, std::vector<std::string>& deeper) {
  if (entries_ >= most_entries) {
    stopped_early_ = true;
    return;
  }
  std::vector<std::pair<std::string, bool>> names;  // and whether each is a folder
  see_entries(folders_[folder], below, [&](const std::string& name, EntryKind kind) {
    if (++entries_ > most_entries) return false;
    if (name.front() == '.') return true;
    if (kind == EntryKind::folder || (kind == EntryKind::file && places_.contains(name)))
      names.emplace_back(name, kind == EntryKind::folder);
    return true;
  });
  std::sort(names.begin(), names.end());
  for (auto& [name, is_folder] : names) {
    std::string path = below.empty() ? name : below + '/' + name;
    if (path.size() > longest_path) continue;
    if (is_folder)
      deeper.push_back(std::move(path));
    else
      places_.find(name)->second.push_back({folder, std::move(path)});
  }
}

std::optional<CodeFile> CodeFiles::find(std::string_view path) const {
  const std::vector<std::string_view> names = names_of(path);
  if (names.empty()) return std::nullopt;
  const auto found = places_.find(names.front());
  if (found == places_.end() || found->second.empty()) return std::nullopt;
  const Place* best = nullptr;
  std::size_t most = 0;
  CodeFile file;
  std::set<std::string> seen;  // a folder that lies in another has its files twice
  for (const Place& place : found->second) {
    // What the folder itself is called counts, too: "shop/cart.py" in "shop".
    std::string whole = folders_[place.folder] + '/' + place.path;
    if (whole.find("..") != std::string::npos) whole = place.path;
    if (!seen.insert(whole.starts_with("./") ? whole.substr(2) : whole).second) continue;
    const std::size_t common = common_names(names, names_of(whole));
    if (best != nullptr && common <= most) {
      file.as_good += common == most ? 1 : 0;
      continue;
    }
    best = &place;
    most = common;
    file.as_good = 0;
  }
  file.shown = folders_[best->folder] == "." ? best->path : folders_[best->folder] + '/' + best->path;
  const FileDescriptor opened = open_file_below(folders_[best->folder], best->path);
  struct stat status {};
  if (opened.number() < 0 || ::fstat(opened.number(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  file.changed = status.st_mtime;
  file.is_too_large = static_cast<std::uint64_t>(status.st_size) > most_file_bytes;
  if (file.is_too_large) return file;
  if (!read_all(opened.number(), file.text, static_cast<std::size_t>(status.st_size))) return std::nullopt;
  return file;
}

}  // namespace p2g
