#include "src/code_options.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "src/base/platform.h"

namespace p2g {
namespace {

constexpr std::size_t most_folders = 16;

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.find_last_of(path_dividers);
  return slash == std::string::npos ? "." : slash == 0 ? "/" : file.substr(0, slash);
}

// What a program that was recorded here ran is likely to be here; what comes through a pipe comes from anywhere.
std::optional<std::string> folder_of_input(const Inputs& inputs, const std::string& file) {
  if (file == "-") return std::nullopt;
  const auto shown = inputs.shown_names.find(file);
  if (shown == inputs.shown_names.end()) return folder_of(file);
  if (shown->second == "<stdin>") return std::nullopt;
  return ".";
}

std::vector<std::string> folders_of_inputs(const Inputs& inputs) {
  std::vector<std::string> folders;
  for (const std::string& file : inputs.files) {
    if (folders.size() == most_folders) break;
    const std::optional<std::string> folder = folder_of_input(inputs, file);
    if (!folder || *folder == "/") continue;
    if (std::find(folders.begin(), folders.end(), *folder) == folders.end()) folders.push_back(*folder);
  }
  return folders;
}

// The last of the files. SOURCE_DATE_EPOCH asks for bytes that depend on no clock, and so on no file's time.
std::optional<std::int64_t> time_of(const Inputs& inputs) {
  if (std::getenv("SOURCE_DATE_EPOCH") != nullptr) return std::nullopt;
  std::optional<std::int64_t> last;
  for (const std::string& file : inputs.files) {
    struct stat status {};
    if (file == "-" || ::stat(file.c_str(), &status) != 0) return std::nullopt;
    last = std::max<std::int64_t>(last.value_or(status.st_mtime), status.st_mtime);
  }
  return last;
}

}  // namespace

CodeOptions code_options(const Job& job) {
  CodeOptions code;
  if (!job.inputs.read.with_lines && job.sources.empty()) return code;
  code.folders = job.sources.empty() ? folders_of_inputs(job.inputs) : job.sources;
  code.recorded = time_of(job.inputs);
  return code;
}

}  // namespace p2g
