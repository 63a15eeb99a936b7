#include "src/batch/found.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/base/source.h"
#include "src/batch/glob.h"

namespace p2g {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view any_folders = "**";

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) names.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return names;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() || folder.ends_with('/') ? folder + name : folder + '/' + name;
}

// Names in a folder, sorted; what was read of them where the rest cannot be.
std::vector<std::string> names_in(const std::string& folder, std::error_code& problem) {
  std::vector<std::string> names;
  fs::directory_iterator entry(folder.empty() ? "." : folder, problem);
  for (; !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// A pattern, or a folder as the pattern of all that is in it.
class Walk {
 public:
  Walk(std::vector<std::string> parts, std::string except) : parts_(std::move(parts)), except_(std::move(except)) {
    if (parts_.empty() || parts_.back() == any_folders) parts_.emplace_back("*");
  }

  // Gives each file below the folder, once, and tells which folders cannot be read.
  template <class Give>
  void run(const std::string& folder, const Give& give, std::vector<Error>& problems) {
    push(folder, 0);
    while (!waiting_.empty()) {
      const auto [at, part] = std::move(waiting_.back());
      waiting_.pop_back();
      const bool deep = parts_[part] == any_folders;
      if (deep) push(at, part + 1);
      std::error_code problem;
      const std::vector<std::string> names = names_in(at, problem);
      const bool gone = problem == std::errc::no_such_file_or_directory || problem == std::errc::not_a_directory;
      if (problem && !gone && told_.insert(at).second) {
        problems.push_back({ErrorKind::input, "cannot be read: " + problem.message(), at.empty() ? "." : at});
      }
      for (const std::string& name : names) {
        if (glob_matches(deep ? "*" : parts_[part], name)) visit(joined(at, name), part, deep, give);
      }
    }
  }

 private:
  // What the pattern's part `part` matches: a file that is looked for, or a folder to look into.
  template <class Give>
  void visit(const std::string& path, std::size_t part, bool deep, const Give& give) {
    std::error_code ignored;
    if (part + 1 == parts_.size()) {
      if (fs::is_regular_file(path, ignored)) give(path);
    } else if (deep ? fs::symlink_status(path, ignored).type() == fs::file_type::directory
                    : fs::is_directory(path, ignored)) {
      push(path, deep ? part : part + 1);
    }
  }

  // Several ** lead to the same place in many ways.
  void push(const std::string& folder, std::size_t part) {
    if (is_below(absolute_path(folder), except_)) return;
    if (seen_.emplace(folder, part).second) waiting_.emplace_back(folder, part);
  }

  std::vector<std::string> parts_;
  std::string except_;
  std::vector<std::pair<std::string, std::size_t>> waiting_;
  std::set<std::pair<std::string, std::size_t>> seen_;
  std::set<std::string> told_;
};

class Finder {
 public:
  explicit Finder(std::string except) : except_(std::move(except)) {}

  Result<void> add_word(const std::string& word) {
    if (word == "-") return add_list(word);
    if (word.size() > 1 && word.front() == '@') return add_list(word.substr(1));
    return add_path(word);
  }

  FoundFiles take() {
    std::vector<FoundFile>& files = found_.files;
    // Who was named stays so, whatever else found it.
    std::stable_sort(files.begin(), files.end(), [](const FoundFile& a, const FoundFile& b) {
      return a.path != b.path ? a.path < b.path : a.from_folder < b.from_folder;
    });
    std::set<std::string> seen;
    std::erase_if(files, [&](const FoundFile& file) { return !seen.insert(absolute_path(file.path)).second; });
    return std::move(found_);
  }

 private:
  Result<void> add_path(const std::string& word) {
    std::error_code ignored;
    const fs::file_type type = fs::status(word, ignored).type();
    if (type == fs::file_type::directory) {
      Walk({std::string(any_folders)}, except_)
          .run(
              word, [&](const std::string& path) { add(path, word, true); }, found_.problems);
    } else if (type == fs::file_type::not_found && is_glob(word)) {
      add_pattern(word);
    } else if (is_below(absolute_path(word), except_)) {
      return fail(usage_error("\"" + word + "\" lies in the output folder", "choose another folder for -o"));
    } else {
      found_.files.push_back({word == "-" ? "./-" : word, 1, false});
    }
    return {};
  }

  void add_pattern(const std::string& word) {
    const std::size_t names_end = word.rfind('/', word.find_first_of("*?["));
    const std::string folder = names_end == std::string::npos ? "" : word.substr(0, names_end + 1);
    const std::size_t before = found_.files.size() + found_.problems.size();
    Walk(split_path(word.substr(folder.size())), except_)
        .run(
            folder, [&](const std::string& path) { add(path, folder, false); }, found_.problems);
    if (found_.files.size() + found_.problems.size() > before) return;
    Error error{ErrorKind::input, "no file matches this pattern", word};
    error.hint = "* ? and [a-z] stay within a name, ** is any folders; a pattern for this program needs quotes";
    found_.problems.push_back(std::move(error));
  }

  void add(const std::string& path, const std::string& folder, bool from_folder) {
    found_.files.push_back({path, split_path(path.substr(folder.size())).size(), from_folder});
  }

  // "-" is stdin.
  Result<void> add_list(const std::string& file) {
    P2G_TRY_ASSIGN(Source source, Source::open(file));
    std::string text;
    std::string block(Source::block_bytes, '\0');
    constexpr std::size_t most_bytes = std::size_t{64} << 20U;
    for (;;) {
      P2G_TRY_ASSIGN(const std::size_t size, source.read(block.data(), block.size()));
      if (size == 0) break;
      text.append(block, 0, size);
      if (text.size() <= most_bytes) continue;
      return fail(Error{ErrorKind::input, "expected a list of files of at most 64 MiB", source.name()});
    }
    const char end = text.find('\0') != std::string::npos ? '\0' : '\n';
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t next = std::min(text.find(end, at), text.size());
      std::string line = text.substr(at, next - at);
      at = next + 1;
      if (end == '\n' && line.ends_with('\r')) line.pop_back();
      if (!line.empty()) P2G_TRY(add_path(line));
    }
    return {};
  }

  std::string except_;
  FoundFiles found_;
};

}  // namespace

std::string absolute_path(const std::string& path) {
  std::error_code ignored;
  std::string text = fs::absolute(path.empty() ? "." : path, ignored).lexically_normal().string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

bool is_below(const std::string& path, const std::string& folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || folder == "/" || path[folder.size()] == '/');
}

Result<FoundFiles> find_files(const std::vector<std::string>& words, const std::string& except) {
  Finder finder(absolute_path(except));
  for (const std::string& word : words) P2G_TRY(finder.add_word(word));
  return finder.take();
}

}  // namespace p2g
