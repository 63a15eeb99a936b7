// Reads what the user gave to select functions, once, and hands it to the half that knows the kind of profile.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/model/pattern.h"
#include "src/passes/select/filter_internal.h"

namespace p2g {
namespace {

Result<FrameMarks::Column> match(const Frames& frames, const std::vector<std::string>& texts, std::string_view option,
                                 bool plain_is_regex) {
  if (texts.empty()) return FrameMarks::Column{};
  P2G_TRY_ASSIGN(Patterns patterns, Patterns::parse(texts, option, plain_is_regex));
  return patterns.match_all(frames);
}

std::string normal_path(std::string_view path) {
  std::string result(path);
  std::replace(result.begin(), result.end(), '\\', '/');
  while (result.starts_with("./")) result.erase(0, 2);
  return result;
}

// A path prefix and how strictly it is taken.
class PathPrefix {
 public:
  explicit PathPrefix(std::string_view text) : text_(normal_path(text)) {
    while (text_.size() > 1 && text_.ends_with('/')) text_.pop_back();
  }
  // From strict to generous; the first way in which any file matches counts.
  enum class Way : std::uint8_t { folder, inside, text };
  bool matches(std::string_view file, Way way) const {
    switch (way) {
      case Way::folder:  // "src" has src/a.py and src itself, not src2/a.py
        return begins_with_folder(file);
      case Way::inside:  // … and /builds/project/src/a.py, for profilers that write absolute paths
        for (std::size_t at = file.find('/'); at != std::string_view::npos; at = file.find('/', at + 1)) {
          if (!text_.starts_with('/') && begins_with_folder(file.substr(at + 1))) return true;
        }
        return false;
      case Way::text:  // "/usr/lib/python3" has /usr/lib/python3.11/a.py
        return file.starts_with(text_);
    }
    return false;
  }

 private:
  bool begins_with_folder(std::string_view file) const {
    if (text_ == "/") return file.starts_with('/');
    if (text_.empty() || text_ == ".") return file.find_first_of("/<~") != 0;  // where the program was run
    return file.starts_with(text_) && (file.size() == text_.size() || file[text_.size()] == '/');
  }
  std::string text_;
};

Error no_file_error(std::string_view prefix, const std::vector<std::string>& files) {
  Error error{ErrorKind::usage, "--path \"" + std::string(prefix) + "\" matches no file"};
  std::set<std::string> known;
  for (const std::string& file : files) {
    if (!file.empty()) known.insert(file);
  }
  if (known.empty()) {
    error.hint = "this profile names no files";
    return error;
  }
  const std::vector<std::string_view> names(known.begin(), known.end());
  const std::string_view near = nearest_name(prefix, names);
  error.hint = near.empty() ? "files are named like \"" + std::string(names.front()) + "\""
                            : "did you mean \"" + std::string(near) + "\"?";
  return error;
}

// 1 for every function from a file below one of the prefixes.
Result<FrameMarks::Column> match_paths(const Frames& frames, const std::vector<std::string>& prefixes) {
  FrameMarks::Column column(frames.size(), 0);
  std::vector<std::string> files;
  files.reserve(frames.size());
  for (FrameId id = 0; id < frames.size(); ++id) files.push_back(normal_path(frames.parts(id).file));
  for (const std::string& text : prefixes) {
    const PathPrefix prefix(text);
    bool found = false;
    for (const auto way : {PathPrefix::Way::folder, PathPrefix::Way::inside, PathPrefix::Way::text}) {
      for (FrameId id = 0; id < frames.size(); ++id) {
        if (files[id].empty() || !prefix.matches(files[id], way)) continue;
        column[id] = 1;
        found = true;
      }
      if (found) break;
    }
    if (!found) return fail(no_file_error(text, files));
  }
  return column;
}

// A pass where an empty column stands for "not given".
void remove_unless(FrameMarks::Column& removed, const FrameMarks::Column& let_through, std::size_t frames) {
  if (let_through.empty()) return;
  removed.resize(frames, 0);
  for (std::size_t id = 0; id < frames; ++id) removed[id] |= let_through[id] ^ 1;
}

Result<FrameMarks> make_marks(const Frames& frames, const FilterOptions& options) {
  FrameMarks marks;
  FrameMarks::Column show;
  const auto fill = [&](FrameMarks::Column& column, const std::vector<std::string>& texts, std::string_view option,
                        bool plain_is_regex) -> Result<void> {
    P2G_TRY_ASSIGN(column, match(frames, texts, option, plain_is_regex));
    return {};
  };
  P2G_TRY(fill(marks.root, options.root, "--root", false));
  P2G_TRY(fill(marks.leaf, options.leaf, "--leaf", false));
  P2G_TRY(fill(marks.focus, options.focus, "--focus", true));
  P2G_TRY(fill(marks.ignore, options.ignore, "--ignore", true));
  P2G_TRY(fill(marks.removed, options.hide, "--hide", true));
  P2G_TRY(fill(show, options.show, "--show", true));
  remove_unless(marks.removed, show, frames.size());
  if (!options.path.empty()) {
    P2G_TRY_ASSIGN(FrameMarks::Column below, match_paths(frames, options.path));
    remove_unless(marks.removed, below, frames.size());
  }
  return marks;
}

}  // namespace

bool FilterOptions::empty() const {
  return root.empty() && leaf.empty() && depth < 0 && focus.empty() && ignore.empty() && hide.empty() && show.empty() &&
         path.empty() && !fold_recursion && !reverse;
}

Result<Profile> filter(Profile profile, const FilterOptions& options) {
  if (options.empty()) return profile;
  P2G_TRY_ASSIGN(FrameMarks marks, make_marks(profile.frames, options));
  return profile.has_stacks() ? filter_stacks(std::move(profile), options, marks)
                              : filter_calls(std::move(profile), options, marks);
}

}  // namespace p2g
