#include "src/base/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace p2g {

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code problem;
  std::string path = std::filesystem::temp_directory_path(problem).string();
  if (problem) path = "/tmp";
  path += "/prof2graph-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    const int code = errno;
    Error error{ErrorKind::output, "no temporary folder can be made: " + std::generic_category().message(code), path};
    error.hint = "TMPDIR names where";
    return fail(std::move(error));
  }
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace p2g
