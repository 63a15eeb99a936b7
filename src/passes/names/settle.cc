#include "src/passes/names/settle.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "src/model/same_file.h"
#include "src/model/stable_name.h"
#include "src/passes/names/respell.h"

namespace p2g {
namespace {

bool is_tier(FrameKind kind) {
  return kind == FrameKind::jit || kind == FrameKind::interpreted || kind == FrameKind::inlined;
}

std::string key_of(const Spelling& spelling, const FrameParts& parts) {
  std::string key = spelling.name + '\0' + spelling.file + '\0' + std::to_string(parts.line) + ' ';
  return key + std::to_string(static_cast<int>(is_tier(parts.kind) ? FrameKind::plain : parts.kind));
}

Spelling between_runs(const FrameParts& parts) {
  Spelling spelling{stable_name(parts.name, NameScope::between_runs), std::string(parts.file), is_tier(parts.kind)};
  if (parts.has_file && parts.file != "~") spelling.file = stable_file(parts.file);
  return spelling;
}

// Frames that are the same thing in some run, run by run.
struct Alike {
  std::vector<std::vector<FrameId>> frames;
  std::set<std::string> spelled;  // what they are called in the first run that has any
  bool differ = false;
};

class Settler {
 public:
  explicit Settler(std::vector<Profile>& runs) : runs_(runs) {}

  void run() {
    for (std::size_t r = 0; r < runs_.size(); ++r) find_varying(r);
    if (alike_.empty()) return;
    for (std::size_t r = 0; r < runs_.size(); ++r) find_plain(r);
    compare_spellings();
    for (std::size_t r = 0; r < runs_.size(); ++r) respell(runs_[r], spellings_of(r));
  }

 private:
  void add(std::size_t run, FrameId frame, const std::string& key) {
    Alike& alike = alike_[key];
    alike.frames.resize(runs_.size());
    alike.frames[run].push_back(frame);
  }

  // Names that hold something of one run.
  void find_varying(std::size_t run) {
    const Frames& frames = runs_[run].frames;
    for (FrameId id = 0; id < frames.size(); ++id) {
      const FrameParts parts = frames.parts(id);
      if (!may_differ(parts.name, NameScope::between_runs) && !is_file_of_run(parts.file) && !is_tier(parts.kind))
        continue;
      const Spelling spelling = between_runs(parts);
      if (spelling.name != parts.name || spelling.file != parts.file || is_tier(parts.kind))
        add(run, id, key_of(spelling, parts));
    }
  }
  static bool is_file_of_run(std::string_view file) {
    return !file.empty() && file != "~" && stable_file(file) != file;
  }

  // Names that are what is left of those: "step" beside "step:12".
  void find_plain(std::size_t run) {
    const Frames& frames = runs_[run].frames;
    for (FrameId id = 0; id < frames.size(); ++id) {
      const FrameParts parts = frames.parts(id);
      const Spelling own{std::string(parts.name), std::string(parts.file)};
      const auto alike = is_tier(parts.kind) ? alike_.end() : alike_.find(key_of(own, parts));
      if (alike != alike_.end()) alike->second.frames[run].push_back(id);
    }
  }

  void compare_spellings() {
    for (auto& [key, alike] : alike_) {
      for (std::size_t run = 0; run < runs_.size(); ++run) {
        std::set<std::string> spelled;
        for (const FrameId id : alike.frames[run]) spelled.emplace(spelling_text(run, id));
        if (spelled.empty()) continue;
        if (alike.spelled.empty()) alike.spelled = spelled;
        alike.differ |= spelled != alike.spelled;
      }
    }
  }
  std::string spelling_text(std::size_t run, FrameId id) const {
    const Frames& frames = runs_[run].frames;
    std::string text(frames.text(id));
    return frames.is_text(id) ? text : text + '\0' + std::string(frames.parts(id).file);
  }

  Spellings spellings_of(std::size_t run) const {
    Spellings spellings;
    for (const auto& [key, alike] : alike_) {
      if (!alike.differ) continue;
      for (const FrameId id : alike.frames[run]) spellings.emplace(id, between_runs(runs_[run].frames.parts(id)));
    }
    return spellings;
  }

  std::vector<Profile>& runs_;
  std::map<std::string, Alike> alike_;
};

// A program's own files, as they are called after the runs before agreed, by what they are called in the run.
using Files = std::map<std::string, std::string>;

Files files_of(const Frames& frames) {
  Files files;
  for (FrameId id = 0; id < frames.size(); ++id) {
    const std::string_view file = frames.parts(id).file;
    if (!is_file(file)) continue;
    // Files come in runs of functions.
    files.try_emplace(std::string(file), file);
  }
  return files;
}

// Windows' paths with the separators of the others, byte by byte.
std::string with_slashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

bool is_own(const std::string& file) { return comparable_file(file).size() == file.size(); }

std::vector<std::string> own_names(const Files& files) {
  std::vector<std::string> names;
  for (const auto& [written, name] : files) {
    if (is_own(written)) names.push_back(with_slashes(name));
  }
  return names;
}

bool is_below(const std::string& file, const std::string& prefix) {
  return file.size() > prefix.size() && with_slashes(file).starts_with(prefix);
}

class FolderSettler {
 public:
  explicit FolderSettler(std::vector<Profile>& runs) : runs_(runs) {
    for (const Profile& run : runs) files_.push_back(files_of(run.frames));
  }

  void run() {
    for (std::size_t r = 1; r < runs_.size(); ++r) settle_program(r);
    settle_libraries();
    for (std::size_t r = 0; r < runs_.size(); ++r) respell(runs_[r], spellings_of(r));
  }

 private:
  void settle_program(std::size_t run) {
    std::vector<std::string> known;
    for (std::size_t r = 0; r < run; ++r) {
      const std::vector<std::string> names = own_names(files_[r]);
      known.insert(known.end(), names.begin(), names.end());
    }
    const BuildPrefixes prefixes = find_build_prefixes(known, own_names(files_[run]), Shared::beside);
    if (prefixes.before == prefixes.after) return;
    std::set<std::string> before;
    for (std::size_t r = 0; r < run; ++r) before.merge(functions_below(r, prefixes.before));
    if (!is_one_program(before, functions_below(run, prefixes.after))) return;
    for (std::size_t r = 0; r < run; ++r) take_away(files_[r], prefixes.before);
    take_away(files_[run], prefixes.after);
  }

  // Each as "file line name". Every program has a <module>. Lines of stacks are where a function was.
  std::set<std::string> functions_below(std::size_t run, const std::string& prefix) const {
    std::set<std::string> functions;
    const Profile& profile = runs_[run];
    for (FrameId id = 0; id < profile.frames.size(); ++id) {
      const FrameParts parts = profile.frames.parts(id);
      if (!is_file(parts.file) || parts.name == "<module>") continue;
      const auto& [written, name] = *files_[run].find(std::string(parts.file));
      if (!is_own(written) || !(prefix.empty() || is_below(name, prefix))) continue;
      const std::int32_t line = profile.has_stacks() ? 0 : parts.line;
      functions.insert(with_slashes(name.substr(prefix.size())) + '\0' + std::to_string(line) + '\0' +
                       std::string(parts.name));
    }
    return functions;
  }

  static bool is_one_program(const std::set<std::string>& a, const std::set<std::string>& b) {
    const auto common = std::count_if(a.begin(), a.end(), [&](const std::string& name) { return b.contains(name); });
    return common > 0 && static_cast<std::size_t>(common) * 2 >= std::min(a.size(), b.size());
  }

  static void take_away(Files& files, const std::string& prefix) {
    for (auto& [written, name] : files) {
      if (!prefix.empty() && is_own(written) && is_below(name, prefix)) name.erase(0, prefix.size());
    }
  }

  // Installed in another place in each run.
  void settle_libraries() {
    std::map<std::string, std::set<std::string>> spelled;
    for (const Files& files : files_) {
      for (const auto& [written, name] : files) {
        if (!is_own(written)) spelled[comparable_file(written)].insert(written);
      }
    }
    for (Files& files : files_) {
      for (auto& [written, name] : files) {
        if (is_own(written)) continue;
        std::string common = comparable_file(written);
        if (spelled[common].size() > 1) name = std::move(common);
      }
    }
  }

  Spellings spellings_of(std::size_t run) const {
    Spellings spellings;
    const Frames& frames = runs_[run].frames;
    for (FrameId id = 0; id < frames.size(); ++id) {
      const FrameParts parts = frames.parts(id);
      const auto file = is_file(parts.file) ? files_[run].find(std::string(parts.file)) : files_[run].end();
      if (file != files_[run].end() && file->first != file->second)
        spellings.emplace(id, Spelling{std::string(parts.name), file->second});
    }
    return spellings;
  }

  std::vector<Profile>& runs_;
  std::vector<Files> files_;
};

}  // namespace

void settle_names(std::vector<Profile>& runs) { Settler(runs).run(); }

void settle_folders(std::vector<Profile>& runs) {
  if (runs.size() > 1) FolderSettler(runs).run();
}

}  // namespace p2g
