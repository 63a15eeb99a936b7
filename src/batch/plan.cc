#include "src/batch/plan.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "renderers/renderer.h"
#include "src/base/diagnostics.h"
#include "src/base/sha256.h"
#include "src/base/utf8.h"
#include "src/batch/found.h"
#include "src/choose_outputs.h"
#include "src/model/rewrite.h"

namespace p2g {
namespace {

constexpr std::size_t most_name_bytes = 200;  // most file systems allow 255, and a suffix has to follow

// An item whose name is not settled yet: the last `names` of the folders and the file that its path is made of. A group
// has one name and no path.
struct Draft {
  BatchItem item;
  std::vector<std::string> path;
  std::size_t names = 1;

  bool can_extend() const { return names < path.size(); }
};

// A name of a file or a folder that any file system, JSON and HTML can hold: what is no letter there is %XX.
std::string safe_name(std::string_view name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const bool valid = is_valid_utf8(name);
  std::string safe;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '%' || c == '\\' || c == '/' || (byte >= 0x80 && !valid)) {
      safe += {'%', digits[byte >> 4U], digits[byte & 15U]};
    } else {
      safe += c;
    }
  }
  if (safe.size() <= most_name_bytes) return safe;
  std::size_t cut = most_name_bytes - 20;
  while (cut > 0 && (static_cast<unsigned char>(safe[cut]) & 0xC0U) == 0x80) --cut;
  return safe.substr(0, cut) + '~' + sha256_of(name).substr(0, 12);
}

std::vector<std::string> names_of(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, slash);
    if (!name.empty() && name != "." && name != "..") names.emplace_back(name);
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return names;
}

std::string name_of(const Draft& draft) {
  std::string name;
  for (std::size_t i = draft.path.size() - draft.names; i < draft.path.size(); ++i) {
    if (!name.empty()) name += '/';
    name += safe_name(draft.path[i]);
  }
  return name;
}

Draft draft_of(const FoundFile& file) {
  Draft draft;
  draft.item.files = {file.path};
  draft.item.from_folder = file.from_folder;
  draft.path = names_of(absolute_path(file.path));
  draft.names = std::min(std::max<std::size_t>(file.names, 1), draft.path.size());
  return draft;
}

Result<std::vector<Draft>> draft_items(const std::vector<FoundFile>& files, const std::string& group_by) {
  std::vector<Draft> drafts;
  std::map<std::string, std::size_t> groups;
  std::optional<Extraction> key_of;
  if (!group_by.empty()) {
    P2G_TRY_ASSIGN(key_of, Extraction::parse(group_by, "--group-by"));
  }
  for (const FoundFile& file : files) {
    const std::optional<std::string> key = key_of ? key_of->find_in(file.path) : std::nullopt;
    if (!key || names_of(*key).empty()) {
      drafts.push_back(draft_of(file));
      continue;
    }
    const auto [group, is_new] = groups.emplace(*key, drafts.size());
    if (!is_new) {
      drafts[group->second].item.files.push_back(file.path);
      continue;
    }
    Draft draft;
    draft.item.title = *key;
    draft.item.files = {file.path};
    draft.path = names_of(*key);
    draft.names = draft.path.size();
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

// The file of the same name in another folder, by as many of its names as tell it from others; else by the last alone.
std::optional<std::string> namesake(const std::string& folder, const FoundFile& file) {
  const std::vector<std::string> path = names_of(absolute_path(file.path));
  for (const std::size_t names : {std::min(std::max<std::size_t>(file.names, 1), path.size()), std::size_t{1}}) {
    std::string other = folder;
    for (std::size_t i = path.size() - names; i < path.size(); ++i) other += '/' + path[i];
    std::error_code ignored;
    if (std::filesystem::is_regular_file(other, ignored)) return other;
  }
  return std::nullopt;
}

Result<void> find_baselines(const std::string& folder, const std::vector<FoundFile>& files,
                            std::vector<Draft>& drafts) {
  if (folder.empty()) return {};
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    Error error{ErrorKind::input, "is no folder", folder};
    error.hint = "--baseline names a folder with profiles of the same names";
    return fail(std::move(error));
  }
  std::map<std::string, std::string> before;
  for (const FoundFile& file : files) {
    if (std::optional<std::string> other = namesake(folder, file)) before.emplace(file.path, std::move(*other));
  }
  for (Draft& draft : drafts) {
    for (const std::string& file : draft.item.files) {
      const auto found = before.find(file);
      if (found != before.end()) draft.item.baseline.push_back(found->second);
    }
  }
  return {};
}

Error clash_error(const Draft& draft, const std::string& other, const std::string& output) {
  const std::string& file = draft.item.files.front();
  if (other.empty()) {
    return usage_error("\"" + file + "\" would be written to " + output + ", which the batch needs itself",
                       "rename it, or draw it alone");
  }
  return usage_error("\"" + other + "\" and \"" + file + "\" would both be written to " + output,
                     "rename one of them, or draw them into two folders");
}

// All that is written, and by which draft; the batch's own files by none.
using Owners = std::map<std::string, std::optional<std::size_t>>;

// Fails where none of two drafts can be called otherwise.
Result<void> check_clash(const std::vector<Draft>& drafts, std::size_t draft, std::optional<std::size_t> other,
                         const std::string& output) {
  const bool stuck = !drafts[draft].can_extend() && (!other || !drafts[*other].can_extend());
  if (!stuck) return {};
  return fail(clash_error(drafts[draft], other ? drafts[*other].item.files.front() : std::string(), output));
}

// Files of one draft that are folders of another.
Result<void> find_folder_clashes(const std::vector<Draft>& drafts, const Owners& owners,
                                 std::vector<std::size_t>& clashing) {
  for (const auto& [output, owner] : owners) {
    for (std::size_t slash = output.find('/'); slash != std::string::npos; slash = output.find('/', slash + 1)) {
      const auto above = owners.find(output.substr(0, slash));
      if (above == owners.end() || !owner) continue;
      P2G_TRY(check_clash(drafts, *owner, above->second, above->first));
      // Moving both would change nothing where they have the same folders.
      clashing.push_back(drafts[*owner].can_extend() ? *owner : *above->second);
    }
  }
  return {};
}

// The drafts that another stands in the way of: both write one file, or what is a file of one is a folder of the other.
Result<std::vector<std::size_t>> find_clashes(const std::vector<Draft>& drafts,
                                              const std::vector<std::string>& suffixes) {
  Owners owners = {{index_file, std::nullopt}, {manifest_file, std::nullopt}, {journal_file, std::nullopt}};
  std::vector<std::size_t> clashing;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    for (const std::string& suffix : suffixes) {
      const std::string output = drafts[i].item.name + suffix;
      const auto [place, is_new] = owners.emplace(output, i);
      if (is_new) continue;
      P2G_TRY(check_clash(drafts, i, place->second, output));
      clashing.push_back(i);
      if (place->second) clashing.push_back(*place->second);
    }
  }
  P2G_TRY(find_folder_clashes(drafts, owners, clashing));
  std::sort(clashing.begin(), clashing.end());
  clashing.erase(std::unique(clashing.begin(), clashing.end()), clashing.end());
  return clashing;
}

// Those that would be called the same get one folder more of their paths, until no two are.
Result<void> settle_names(std::vector<Draft>& drafts, const std::vector<std::string>& suffixes) {
  for (Draft& draft : drafts) draft.item.name = name_of(draft);
  for (;;) {
    P2G_TRY_ASSIGN(const std::vector<std::size_t> clashing, find_clashes(drafts, suffixes));
    if (clashing.empty()) return {};
    for (const std::size_t i : clashing) {
      if (drafts[i].can_extend()) ++drafts[i].names;
      drafts[i].item.name = name_of(drafts[i]);
    }
  }
}

// -T, each its own output; else what the view is drawn as.
Result<void> choose_types(const Options& options, BatchPlan& plan) {
  plan.types = options.types;
  if (plan.types.empty()) {
    const View* view = nullptr;
    if (!options.view.empty()) {
      P2G_TRY_ASSIGN(view, find_view(options.view));
    }
    const bool draws =
        view == nullptr || (options.batch.baseline.empty() ? view->draw != nullptr : view->draw_comparison != nullptr);
    plan.types.emplace_back(draws ? "svg" : std::string(view->default_type));
  }
  for (const std::string& type : plan.types) {
    P2G_TRY_ASSIGN(const Format* format, find_format(type));
    plan.suffixes.emplace_back(format->suffixes.substr(0, format->suffixes.find(',')));
    const auto twice = std::find(plan.suffixes.begin(), plan.suffixes.end() - 1, plan.suffixes.back());
    if (twice != plan.suffixes.end() - 1) {
      return fail(usage_error("-T " + type + " is given twice", "leave one of them out"));
    }
  }
  return {};
}

}  // namespace

Result<BatchPlan> plan_batch(const Options& options) {
  BatchPlan plan;
  P2G_TRY(choose_types(options, plan));
  P2G_TRY_ASSIGN(FoundFiles found, find_files(options.files, options.batch.folder));
  plan.problems = std::move(found.problems);
  P2G_TRY_ASSIGN(std::vector<Draft> drafts, draft_items(found.files, options.batch.group_by));
  P2G_TRY(find_baselines(options.batch.baseline, found.files, drafts));
  P2G_TRY(settle_names(drafts, plan.suffixes));
  for (Draft& draft : drafts) plan.items.push_back(std::move(draft.item));
  std::sort(plan.items.begin(), plan.items.end(),
            [](const BatchItem& a, const BatchItem& b) { return a.name < b.name; });
  return plan;
}

}  // namespace p2g
