#include "src/record/remarks.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

namespace p2g {
namespace {

namespace fs = std::filesystem;

// Empty when nothing is said.
std::string remark(const std::string& profile, const char* about) {
  std::ifstream in(profile + about, std::ios::binary);
  std::string text;
  std::getline(in, text);
  return text;
}

}  // namespace

// On a full disk there is no room for words, but mostly for a name: PROFILE.failed.28.
std::string failure_of(const std::string& profile) {
  if (std::string text = remark(profile, ".failed"); !text.empty()) return text;
  const std::string begin = fs::path(profile).filename().string() + ".failed.";
  std::error_code problem;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(profile).parent_path(), problem)) {
    const std::string name = entry.path().filename().string();
    int code = 0;
    if (!name.starts_with(begin)) continue;
    std::from_chars(name.data() + begin.size(), name.data() + name.size(), code);
    if (code != 0) return std::generic_category().message(code);
  }
  return {};
}

void add_remarks(const std::string& profile, std::vector<std::string>& notes, Warnings& warnings) {
  if (const std::string file = remark(profile, ".strayed"); !file.empty()) {
    notes.push_back("before, " + file + " ran as it is now, not as it was: is it installed or on PYTHONPATH?");
  }
  const std::string threads = remark(profile, ".threads");
  if (threads == "missing") {
    warnings.add("other-threads", "other threads of the program are not in the profile", 1,
                 "Other threads are not in it.");
  }
  if (threads == "mixed") {
    warnings.add("mixed-threads",
                 "the program has threads, and cProfile of Python 3.12 and later takes their calls for calls of the "
                 "function that ran when they began",
                 1, "Calls of other threads are mixed in.");
  }
  if (!remark(profile, ".processes").empty()) {
    warnings.add("other-processes", "other processes that the program started are not in the profile", 1,
                 "Other processes are not in it.");
  }
}

}  // namespace p2g
