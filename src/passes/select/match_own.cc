#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/npos.h"
#include "src/model/file_places.h"
#include "src/passes/select/match_files.h"
#include "src/passes/select/named_files.h"

namespace p2g {
namespace {

// What profilers that write short names (py-spy, without --full-filenames) call these of the standard library.
constexpr auto short_names = std::to_array<std::string_view>({"threading.py",
                                                              "socketserver.py",
                                                              "runpy.py",
                                                              "selectors.py",
                                                              "subprocess.py",
                                                              "socket.py",
                                                              "ssl.py",
                                                              "asyncio/base_events.py",
                                                              "asyncio/runners.py",
                                                              "concurrent/futures/thread.py",
                                                              "importlib/__init__.py",
                                                              "json/decoder.py",
                                                              "json/encoder.py",
                                                              "logging/__init__.py",
                                                              "unittest/case.py",
                                                              "multiprocessing/process.py",
                                                              "http/server.py",
                                                              "urllib/request.py",
                                                              "http/client.py",
                                                              "_bootstrap.py",
                                                              "importlib/_bootstrap.py"});

// The name that gives it away, or empty. Where some names are whole, all are.
std::string_view shortened_name(const std::vector<std::string>& paths) {
  std::string_view found;
  for (const std::string& path : paths) {
    if (is_absolute_path(path)) return {};
    if (std::find(short_names.begin(), short_names.end(), path) != short_names.end()) found = path;
  }
  return found;
}

// Files of one's own, and what speaks about files of which the path alone does not tell.
class OwnFiles {
 public:
  explicit OwnFiles(std::vector<std::string> paths);
  FrameMarks::Column column() const;

 private:
  bool is_launcher(std::string_view path) const;
  bool is_compiled_package(std::string_view path) const;
  bool has_no_holder(std::size_t file) const;

  std::vector<std::string> paths_;
  std::vector<FilePlace> places_;
  std::vector<std::string> environments_;  // that Python was installed in, sorted
  std::vector<std::string> packages_;      // that were installed, sorted
  std::vector<std::string_view> own_;      // sorted
};

OwnFiles::OwnFiles(std::vector<std::string> paths) : paths_(std::move(paths)) {
  for (const std::string& path : paths_) {
    places_.push_back(place_of(path));
    const std::size_t end = places_.back().environment;
    if (end > 0) environments_.push_back(path.substr(0, end));
    if (places_.back().place != Place::installed) continue;
    const std::string_view imported = std::string_view(path).substr(places_.back().import_root);
    packages_.emplace_back(imported.substr(0, imported.find('/')));
  }
  std::sort(environments_.begin(), environments_.end());
  std::sort(packages_.begin(), packages_.end());
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    if (places_[i].place != Place::own) continue;
    if (is_launcher(paths_[i]) || is_compiled_package(paths_[i])) {
      places_[i].place = Place::installed;
    } else {
      own_.push_back(paths_[i]);
    }
  }
  std::sort(own_.begin(), own_.end());
}

// bin/pytest of an environment: what a package manager writes to start a program. Scripts of one's own have an ending.
bool OwnFiles::is_launcher(std::string_view path) const {
  const std::string_view name = last_component(path);
  if (name.find('.') != npos) return false;
  std::string_view folder = path.substr(0, path.size() - name.size());
  for (const std::string_view bin : {"/bin/", "/Scripts/"}) {
    if (!folder.ends_with(bin)) continue;
    folder.remove_suffix(bin.size() - 1);
    return std::binary_search(environments_.begin(), environments_.end(), folder);
  }
  return false;
}

// Cython names files as they lay when a package was built: "pandas/_libs/lib.pyx", of site-packages/pandas.
bool OwnFiles::is_compiled_package(std::string_view path) const {
  const std::string package(path.substr(0, path.find('/')));
  return path.ends_with(".pyx") && std::binary_search(packages_.begin(), packages_.end(), package);
}

// A copy of foreign code lies inside a project: something else in the folder that holds "vendor" is one's own. Else it
// is a project that lives below a folder of that name.
bool OwnFiles::has_no_holder(std::size_t file) const {
  const std::string_view holder = std::string_view(paths_[file]).substr(0, places_[file].holder);
  const auto at = std::lower_bound(own_.begin(), own_.end(), holder);
  return at == own_.end() || !at->starts_with(holder);
}

FrameMarks::Column OwnFiles::column() const {
  FrameMarks::Column own(paths_.size(), 0);
  bool any = false;
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    const Place place = places_[i].place;
    own[i] = place == Place::own || (place == Place::vendored && has_no_holder(i)) ? 1 : 0;
    any = any || own[i] != 0;
  }
  if (any) return own;
  // A program of the distribution is somebody's own work too, when there is no other.
  for (std::size_t i = 0; i < paths_.size(); ++i) own[i] = places_[i].place == Place::system ? 1 : 0;
  return own;
}

bool may_be_own(FrameKind kind) {
  return kind == FrameKind::plain || kind == FrameKind::jit || kind == FrameKind::interpreted ||
         kind == FrameKind::inlined;
}

// Names of files that are none: profile.py's own entry, and what the C module of expat says of its callbacks.
bool is_of_a_profiler(const FrameParts& parts) {
  return (parts.file == "profile" && parts.line == 0) || parts.file.ends_with("Modules/pyexpat.c");
}

std::vector<std::string> paths_of(const Frames& frames) {
  std::vector<std::string> paths;
  paths.reserve(frames.size());
  for (FrameId id = 0; id < frames.size(); ++id) {
    const FrameParts parts = frames.parts(id);
    paths.push_back(may_be_own(parts.kind) && !is_of_a_profiler(parts) ? plain_path(parts.file) : std::string());
  }
  return paths;
}

Error nothing_own_error(const Profile& profile) {
  Error error{ErrorKind::usage, "--mine: no function is from a file of your own"};
  const std::vector<NamedFile> files = files_of(profile.frames);
  error.hint = costly_files_hint(profile, files);
  if (names_files(files)) error.hint += "; --path NAME chooses by file or package";
  return error;
}

}  // namespace

Result<FrameMarks::Column> match_own(const Profile& profile) {
  std::vector<std::string> paths = paths_of(profile.frames);
  if (const std::string_view name = shortened_name(paths); !name.empty()) {
    Error error{ErrorKind::usage,
                "--mine: the files of this profile have short names (" + std::string(name) + "), which do not tell"};
    error.hint = "py-spy record --full-filenames; or --path NAME for each package of your own";
    return fail(std::move(error));
  }
  FrameMarks::Column column = OwnFiles(std::move(paths)).column();
  if (std::find(column.begin(), column.end(), 1) == column.end() && profile.frames.size() > 0) {
    return fail(nothing_own_error(profile));
  }
  return column;
}

}  // namespace p2g
