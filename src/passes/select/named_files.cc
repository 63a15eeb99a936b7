#include "src/passes/select/named_files.h"

#include <algorithm>
#include <map>
#include <utility>

#include "src/base/npos.h"
#include "src/base/text.h"
#include "src/model/file_places.h"
#include "src/model/fraction.h"
#include "src/model/names.h"
#include "src/model/totals.h"

namespace p2g {
namespace {

NamedFile look_at(const FrameParts& parts) {
  NamedFile file;
  file.path = plain_path(parts.file);
  file.has_path = !is_no_path(file.path);
  if (file.has_path) {
    file.import_root = place_of(file.path).import_root;
    if (is_windows_path(file.path)) file.path = in_lower_case(file.path);
  } else {
    file.module = module_name(parts);
  }
  if (!parts.module.empty()) file.module = parts.module;
  return file;
}

// What a file would be chosen by: the package or module that it belongs to, else the folder that holds it.
std::string group_of(const NamedFile& file) {
  if (!file.has_path) return file.module;
  const std::string_view path = file.path;
  if (file.import_root > 0) {
    const std::string_view imported = path.substr(file.import_root);
    const std::size_t end = imported.find_first_of("/.");
    return std::string(imported.substr(0, end));
  }
  const std::size_t slash = path.rfind('/');
  return std::string(slash == npos || slash == 0 ? path : path.substr(0, slash));
}

// What the self cost of the profile is spent in, the most first.
std::vector<std::pair<std::string, Weight>> costly_groups(const Profile& profile, const std::vector<NamedFile>& files) {
  const std::vector<FunctionCost> totals = function_totals(profile);
  std::map<std::string, Weight> by_name;
  for (std::size_t id = 0; id < files.size(); ++id) {
    const std::string group = group_of(files[id]);
    if (group.empty()) continue;
    Weight& sum = by_name[group];
    sum = bounded(Wide{sum} + (id < totals.size() ? std::max<Weight>(totals[id].self, 0) : 0));
  }
  std::vector<std::pair<std::string, Weight>> groups(by_name.begin(), by_name.end());
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return groups;
}

}  // namespace

std::vector<NamedFile> files_of(const Frames& frames) {
  std::vector<NamedFile> files;
  files.reserve(frames.size());
  for (FrameId id = 0; id < frames.size(); ++id) files.push_back(look_at(frames.parts(id)));
  return files;
}

std::string in_lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return result;
}

// All that could have been typed: files, the folders above them, packages.
std::vector<std::string> known_names(const std::vector<NamedFile>& files) {
  std::vector<std::string> names;
  for (const NamedFile& file : files) {
    if (const std::string group = group_of(file); !group.empty()) names.push_back(group);
    if (!file.has_path) continue;
    for (std::size_t at = file.path.find('/', 1); at != npos; at = file.path.find('/', at + 1)) {
      names.push_back(file.path.substr(0, at));
      if (file.import_root > 0 && at >= file.import_root)
        names.push_back(file.path.substr(file.import_root, at - file.import_root));
    }
    names.push_back(file.path);
    names.emplace_back(last_component(file.path));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool names_files(const std::vector<NamedFile>& files) {
  return std::any_of(files.begin(), files.end(), [](const NamedFile& file) { return !file.path.empty(); });
}

std::string costly_files_hint(const Profile& profile, const std::vector<NamedFile>& files) {
  if (!names_files(files)) {
    return "this profile names no files; --show RE chooses functions by their names";
  }
  constexpr std::size_t most = 5;
  std::string text;
  std::size_t said = 0;
  for (const auto& [group, self] : costly_groups(profile, files)) {
    if (said++ == most) break;
    text += (text.empty() ? "the profile spends its cost in " : ", ") + group;
    if (const double share = share_of(self, profile.total); share > 0) text += " (" + percent_text(share) + ")";
  }
  return text;
}

}  // namespace p2g
