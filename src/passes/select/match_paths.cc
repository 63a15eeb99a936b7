#include <algorithm>
#include <cstdint>
#include <string_view>

#include "src/base/diagnostics.h"
#include "src/base/npos.h"
#include "src/model/file_places.h"
#include "src/passes/select/match_files.h"
#include "src/passes/select/named_files.h"

namespace p2g {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
  if (folder.ends_with('/')) return path.starts_with(folder);  // "/" and "C:/"
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// "json/decoder" has json/decoder.py and all of json/decoder/.
bool is_below_module(std::string_view path, std::string_view module) {
  if (is_below(path, module)) return true;
  return path.starts_with(module) && path.size() > module.size() && path[module.size()] == '.' &&
         path.find('/', module.size()) == npos;
}

// Calls `use` with each part of the path that begins a component, the whole first, until it returns true.
template <class Use>
bool any_tail(std::string_view path, Use use) {
  if (use(path)) return true;
  for (std::size_t at = path.find('/'); at != npos; at = path.find('/', at + 1)) {
    if (use(path.substr(at + 1))) return true;
  }
  return false;
}

bool is_module_name(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
         });
}

// What was typed, in all the ways in which it may be meant.
class PathPrefix {
 public:
  PathPrefix(std::string_view typed, const Surroundings& surroundings);

  // From strict to generous.
  enum class Way : std::uint8_t {
    named,   // the folder or file as it is typed, from here or from where imports begin; the module or package
    inside,  // a part of the path: "foo/src" has /builds/foo/src/a.py
    tail,    // absolute, of a profile with relative names: "/builds/foo/src" has src/a.py
    text     // the beginning of a component: "/usr/lib/python3" has /usr/lib/python3.11/a.py
  };
  bool matches(const NamedFile& file, Way way) const;

 private:
  // As the file has it: those of Windows are compared in lower case.
  std::string_view text_for(const NamedFile& file) const { return is_windows_path(file.path) ? lower_ : text_; }
  bool names(const NamedFile& file) const;
  bool names_from_here(std::string_view path) const;
  bool names_module(const NamedFile& file) const;
  bool names_import(const NamedFile& file, std::string_view text) const;

  std::string folder_;    // where it is typed, plain
  std::string text_;      // plain; empty: the working folder
  std::string absolute_;  // the same seen from the root; empty when nobody knows
  std::string lower_, lower_absolute_;
  std::string module_;                           // dotted; empty when it cannot be one
  std::string module_path_, lower_module_path_;  // with slashes instead
  bool relative_ = false;
};

PathPrefix::PathPrefix(std::string_view typed, const Surroundings& surroundings)
    : folder_(plain_path(surroundings.folder)) {
  std::string text(typed);
  if ((text == "~" || text.starts_with("~/")) && !surroundings.home.empty()) text = surroundings.home + text.substr(1);
  text_ = text == "~" ? text : plain_path(text);
  relative_ = !is_absolute_path(text_);
  absolute_ = text_;
  if (relative_) absolute_ = folder_.empty() ? std::string() : plain_path(folder_ + '/' + text_);
  lower_ = in_lower_case(text_);
  lower_absolute_ = in_lower_case(absolute_);
  if (!is_module_name(typed)) return;
  module_ = typed;
  module_path_ = typed;
  std::replace(module_path_.begin(), module_path_.end(), '.', '/');
  lower_module_path_ = in_lower_case(module_path_);
}

bool PathPrefix::matches(const NamedFile& file, Way way) const {
  const std::string_view text = text_for(file);
  switch (way) {
    case Way::named:
      return names(file) || names_module(file);
    case Way::inside:
      return relative_ && !text.empty() && file.has_path &&
             any_tail(file.path, [&](std::string_view tail) { return is_below(tail, text); });
    case Way::tail:
      return !relative_ && file.has_path && !is_absolute_path(file.path) &&
             any_tail(text, [&](std::string_view tail) { return !tail.empty() && is_below(file.path, tail); });
    case Way::text:
      return !text.empty() && file.path.starts_with(text);
  }
  return false;
}

// As it is typed; seen from the root, for a program that ran here or whose files lie here; where imports begin.
bool PathPrefix::names(const NamedFile& file) const {
  if (!file.has_path) return !text_.empty() && file.path == text_;
  const bool relative_file = !is_absolute_path(file.path);
  if (relative_ && relative_file && names_from_here(file.path)) return true;
  if (relative_file && !folder_.empty()) {
    if (is_below(plain_path(folder_ + '/' + file.path), absolute_)) return true;
  } else if (!relative_file && !absolute_.empty()) {
    if (is_below(file.path, is_windows_path(file.path) ? lower_absolute_ : absolute_)) return true;
  }
  return relative_ && names_import(file, text_for(file));
}

bool PathPrefix::names_from_here(std::string_view path) const {
  return text_.empty() ? !path.starts_with("../") : is_below(path, text_);
}

// Below a folder that imports begin in it has to stand directly there: "json" is not flask/json. Of other paths nobody
// knows where that is.
bool PathPrefix::names_import(const NamedFile& file, std::string_view text) const {
  if (text.empty() || text.starts_with("..")) return false;
  const std::string_view path = file.path;
  if (file.import_root > 0) return is_below(path.substr(file.import_root), text);
  return any_tail(path, [&](std::string_view tail) { return is_below(tail, text); });
}

bool PathPrefix::names_module(const NamedFile& file) const {
  if (module_.empty()) return false;
  const bool named = file.module == module_ || (file.module.starts_with(module_) && file.module[module_.size()] == '.');
  if (!file.has_path || named) return named;
  const std::string_view path = file.path;
  const std::string_view module = is_windows_path(path) ? lower_module_path_ : module_path_;
  if (file.import_root > 0) return is_below_module(path.substr(file.import_root), module);
  return any_tail(path, [&](std::string_view tail) { return is_below_module(tail, module); });
}

Error no_file_error(const Profile& profile, std::string_view typed, const std::vector<NamedFile>& files) {
  Error error{ErrorKind::usage, "--path \"" + std::string(typed) + "\" matches no file"};
  const std::vector<std::string> all = known_names(files);
  const std::vector<std::string_view> known(all.begin(), all.end());
  std::string_view near = nearest_name(typed, known);
  if (near.empty()) near = nearest_name(plain_path(typed), known);
  if (!near.empty()) error.hint = "did you mean \"" + std::string(near) + "\"? Else: ";
  error.hint += costly_files_hint(profile, files);
  return error;
}

}  // namespace

Result<FrameMarks::Column> match_paths(const Profile& profile, const std::vector<std::string>& texts,
                                       const Surroundings& surroundings) {
  using Way = PathPrefix::Way;
  FrameMarks::Column column(profile.frames.size(), 0);
  const std::vector<NamedFile> files = files_of(profile.frames);
  for (const std::string& text : texts) {
    const PathPrefix prefix(text, surroundings);
    bool found = false;
    for (const Way way : {Way::named, Way::inside, Way::tail, Way::text}) {
      for (std::size_t id = 0; id < files.size(); ++id) {
        if (!prefix.matches(files[id], way)) continue;
        column[id] = 1;
        found = true;
      }
      if (found) break;
    }
    if (!found) return fail(no_file_error(profile, text, files));
  }
  return column;
}

}  // namespace p2g
