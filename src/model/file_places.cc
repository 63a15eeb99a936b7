#include "src/model/file_places.h"

#include <algorithm>
#include <array>
#include <vector>

#include "src/base/words.h"

namespace p2g {
namespace {

using Words = std::string_view;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view one) { return same_ignoring_case(word, one); });
}

// Folders that package managers fill; nobody keeps own code in one.
constexpr auto installed_folders =
    std::to_array<std::string_view>({"site-packages",  "dist-packages", "node_modules", "bower_components",
                                     ".bundle",        ".cargo",        ".deno",        ".gem",
                                     ".gradle",        ".linuxbrew",    ".vscode",      ".vscode-server",
                                     ".python-eggs",   ".eggs",         "JetBrains",    "PyCharm.app",
                                     "PyCharm CE.app", ".m2",           ".nox",         ".npm",
                                     ".nuget",         ".nvm",          ".pex",         ".pnpm",
                                     ".pub-cache",     ".rbenv",        ".rustup",      ".rvm",
                                     ".tox",           ".venv",         ".yarn",        "_vendor"});
// Archives and wrappers of what was installed. (.zip, .pyz and .pex hold a program of one's own just as well.)
constexpr auto installed_endings = std::to_array<std::string_view>({".egg", ".whl", ".exe"});
constexpr auto archive_endings = std::to_array<std::string_view>({".zip", ".pyz", ".pex", ".jar", ".egg", ".whl"});
constexpr auto vendored_folders = std::to_array<std::string_view>(
    {"vendor", "vendored", "vendors", "third_party", "third-party", "thirdparty", "3rdparty", "gems"});
// With what is below them; the slash ends a component. /usr/src, /usr/app and /usr/local are where containers put their
// own program.
constexpr auto system_folders = std::to_array<std::string_view>({"/usr/lib/",
                                                                 "/usr/lib32/",
                                                                 "/usr/lib64/",
                                                                 "/usr/libexec/",
                                                                 "/usr/share/",
                                                                 "/usr/include/",
                                                                 "/usr/bin/",
                                                                 "/usr/sbin/",
                                                                 "/lib/",
                                                                 "/lib32/",
                                                                 "/lib64/",
                                                                 "/bin/",
                                                                 "/sbin/",
                                                                 "/usr/local/bin/",
                                                                 "/usr/local/go/",
                                                                 "/usr/local/include/",
                                                                 "/usr/local/lib/ruby/",
                                                                 "/var/lang/",
                                                                 "/var/runtime/",
                                                                 "/usr/local/Cellar/",
                                                                 "/opt/homebrew/",
                                                                 "/System/",
                                                                 "/nix/store/",
                                                                 "/gnu/store/",
                                                                 "/rustc/",
                                                                 "/snap/",
                                                                 "C:/Windows/"});
// What Node's own code is called, and what Deno fetches.
constexpr auto engine_beginnings = std::to_array<std::string_view>(
    {"node:", "npm:", "jsr:", "https://deno.land/", "ext:", "native ", "chrome-extension:", "evalmachine."});
// What was typed into a running Python is the user's own.
constexpr auto typed_beginnings =
    std::to_array<std::string_view>({"<ipython-input", "<stdin>", "<console>", "<input>", "<doctest "});

template <std::size_t n>
bool begins_with_one_of(std::string_view text, const std::array<std::string_view, n>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view beginning) {
    return text.size() >= beginning.size() && same_ignoring_case(text.substr(0, beginning.size()), beginning);
  });
}

template <std::size_t n>
bool ends_with_one_of(std::string_view text, const std::array<std::string_view, n>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return text.size() > ending.size() && same_ignoring_case(text.substr(text.size() - ending.size()), ending);
  });
}

// "python3.11", "python3.13t", "pypy3.9"; not "python" and "python3", below which people keep code of their own.
bool is_python_version(std::string_view name) {
  const std::size_t skip = name.starts_with("python") ? 6 : name.starts_with("pypy") ? 4 : 0;
  if (skip == 0) return false;
  const std::string_view version = name.substr(skip);
  const std::size_t dot = version.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < version.size() && is_digit(version.front()) &&
         is_digit(version[dot + 1]);
}

// "python311.zip": the standard library of an embedded Python.
bool is_python_archive(std::string_view name) {
  if (name.size() < 11 || !same_ignoring_case(name.substr(0, 6), "python")) return false;
  return is_digit(name[6]) && same_ignoring_case(name.substr(name.size() - 4), ".zip");
}

// A folder that Python is installed in, for those that write "lib" where others write "Lib".
bool looks_like_python(std::string_view name) {
  constexpr auto parts = std::to_array<std::string_view>({"python", "conda", "pypy", "jython", "pyenv"});
  std::string small(name);
  std::transform(small.begin(), small.end(), small.begin(), lower);
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return small.find(part) < small.size(); });
}

// A path in its components.
class PathComponents {
 public:
  explicit PathComponents(std::string_view path) : path_(path) {
    for (std::size_t at = 0; at <= path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      begin_.push_back(at);
      at = end + 1;
    }
  }
  std::size_t size() const { return begin_.size(); }
  std::size_t begin(std::size_t i) const { return i < begin_.size() ? begin_[i] : path_.size(); }
  // Empty where there is none.
  std::string_view operator[](std::size_t i) const {
    if (i >= size()) return {};
    const std::size_t end = i + 1 < size() ? begin_[i + 1] - 1 : path_.size();
    return path_.substr(begin_[i], end - begin_[i]);
  }
  std::string_view before(std::size_t i) const { return i > 0 ? (*this)[i - 1] : std::string_view(); }

 private:
  std::string_view path_;
  std::vector<std::size_t> begin_;
};

// The module or package that a component is, "json" of "json.py".
std::string_view module_of(std::string_view component) { return component.substr(0, component.find('.')); }

bool is_lib(std::string_view name) {
  constexpr auto libs = std::to_array<std::string_view>({"lib", "lib64", "lib32"});
  return is_one_of(name, libs);
}

// Python for Windows calls it "lib", too, as others do with libraries of their own: above it is what says so, over a
// version or a machine. ("…/Python/3.9.13/x64/lib", "…/pyenv-win/versions/3.9.6/lib", "…/envs/ml/lib")
bool is_lib_of_python(const PathComponents& parts, std::size_t lib) {
  constexpr auto between = std::to_array<std::string_view>({"x64", "x86", "arm64", "win32", "amd64", "versions"});
  if (lib > 1 && parts[lib - 2] == "envs") return true;
  for (std::size_t i = lib; i-- > 0;) {
    if (looks_like_python(parts[i])) return true;
    if (!is_one_of(parts[i], between) && (parts[i].empty() || !is_digit(parts[i].front()))) return false;
  }
  return false;
}

// Whether component i is a folder whose modules are imported by their names: what is in it is standard where it is
// called so, else somebody's own.
bool is_library_root(const PathComponents& parts, std::size_t i) {
  const std::string_view name = parts[i];
  if (is_python_version(name)) return is_lib(parts.before(i));
  if (parts.before(i) == "lib-python" || name == "lib_pypy") return true;
  if (name != "Lib" && !(name == "lib" && is_lib_of_python(parts, i))) return false;
  return is_standard_module(module_of(parts[i + 1]));
}

// What one component says about what is below it. Nothing said: false.
bool judge(const PathComponents& parts, std::size_t i, FilePlace& found) {
  const std::string_view name = parts[i];
  const auto say = [&](Place place, std::size_t root) {
    found.place = place;
    found.import_root = root;
    return true;
  };
  if (is_one_of(name, installed_folders) || ends_with_one_of(name, installed_endings)) {
    if (found.environment == 0 && same_ignoring_case(parts.before(i), "lib") && i > 0) {
      found.environment = parts.begin(i - 1);  // Windows: venv\Lib\site-packages
    }
    return say(Place::installed, parts.begin(i + 1));
  }
  if (name == "mod" && parts.before(i) == "pkg") return say(Place::installed, parts.begin(i + 1));
  if (is_python_archive(name)) return say(Place::standard, parts.begin(i + 1));
  if (ends_with_one_of(name, archive_endings)) return say(found.place, parts.begin(i + 1));
  if (is_library_root(parts, i)) {
    found.environment = is_python_version(name) ? parts.begin(i - 1) : parts.begin(i);
    // "lib/python3.11/site-packages": what comes next says more.
    if (is_standard_module(module_of(parts[i + 1]))) return say(Place::standard, parts.begin(i + 1));
    return say(Place::own, parts.begin(i + 1));
  }
  if (is_one_of(name, vendored_folders) && found.place == Place::own) {
    found.holder = parts.begin(i);
    return say(Place::vendored, found.import_root);
  }
  return false;
}

bool begins_with_drive(std::string_view path) {
  return path.size() >= 3 && is_letter(path[0]) && path[1] == ':' && path[2] == '/';
}

}  // namespace

bool is_no_path(std::string_view file) {
  return file.empty() || file == "~" || file.front() == '<' || begins_with_one_of(file, engine_beginnings);
}

bool is_windows_path(std::string_view path) { return begins_with_drive(path); }

bool is_absolute_path(std::string_view path) { return path.starts_with('/') || begins_with_drive(path); }

std::string_view last_component(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string plain_path(std::string_view path) {
  if (is_no_path(path)) return std::string(path);
  std::string text(path);
  std::replace(text.begin(), text.end(), '\\', '/');
  // file:///srv/a.js, \\?\C:\a.py, and /C:/a.js, which file:///C:/a.js leaves.
  for (const std::string_view beginning : {"file://", "//?/"}) {
    if (text.starts_with(beginning)) text.erase(0, beginning.size());
  }
  if (text.starts_with('/') && begins_with_drive(std::string_view(text).substr(1))) text.erase(0, 1);
  const bool rooted = text.starts_with('/');
  const PathComponents parts(text);
  std::vector<std::string_view> kept;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string_view part = parts[i];
    if (part.empty() || part == ".") continue;
    if (part == ".." && !kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (part != ".." || !rooted) {
      kept.push_back(part);
    }
  }
  std::string plain = rooted ? "/" : "";
  for (const std::string_view part : kept) {
    if (!plain.empty() && plain.back() != '/') plain += '/';
    plain += part;
  }
  if (kept.size() == 1 && plain.size() == 2 && is_letter(plain[0]) && plain[1] == ':') plain += '/';
  return plain;
}

FilePlace place_of(std::string_view path) {
  FilePlace found;
  if (path.empty() || path == "~") {
    found.place = Place::nowhere;
    return found;
  }
  if (is_no_path(path)) {
    found.place = begins_with_one_of(path, typed_beginnings) ? Place::own : Place::generated;
    return found;
  }
  // Node before 14 called its own files so.
  if (path.starts_with("internal/") && path.ends_with(".js")) found.place = Place::generated;
  if (begins_with_one_of(path, system_folders)) found.place = Place::system;
  const PathComponents parts(path);
  // The innermost folder decides: site-packages lies in lib/python3.11. The last component is the file itself.
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) judge(parts, i, found);
  return found;
}

}  // namespace p2g
