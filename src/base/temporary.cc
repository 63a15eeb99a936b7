#include "src/base/temporary.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace p2g {
namespace {

std::string place_for_temporaries() {
  std::error_code problem;
  const std::filesystem::path path = std::filesystem::temp_directory_path(problem);
  return problem ? "/tmp" : path.string();
}

Error temporary_error(const std::string& folder, int code) {
  Error error = write_error(folder, code);
  error.hint = "TMPDIR names where temporary files go";
  return error;
}

}  // namespace

Result<TemporaryFolder> TemporaryFolder::make() {
  const std::string place = place_for_temporaries();
  std::string path = place + "/prof2graph-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return fail(temporary_error(place, errno));
  return TemporaryFolder(std::move(path));
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<TemporaryFile> TemporaryFile::make() {
  const std::string place = place_for_temporaries();
  TemporaryFile made;
  made.folder_ = FileDescriptor(::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  made.file_ = FileDescriptor(made.pending_->create(made.folder_.number(), "prof2graph", S_IRUSR | S_IWUSR));
  if (made.number() < 0) return fail(temporary_error(place, errno));
  made.path_ = place + '/' + made.pending_->temporary_name();
  return made;
}

}  // namespace p2g
