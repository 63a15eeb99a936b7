#include "src/base/shared_library.h"

#include <dlfcn.h>

#include <utility>

namespace p2g {

SharedLibrary::SharedLibrary(std::string file, std::string package)
    : file_(std::move(file)), package_(std::move(package)) {
  handle_ = ::dlopen(file_.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ != nullptr) return;
  const char* const reason = ::dlerror();
  Error error{ErrorKind::output,
              "a library cannot be loaded: " + std::string(reason != nullptr ? reason : file_.c_str()), ""};
  error.hint = "is it installed? (Debian: " + package_ + ")";
  status_ = fail(std::move(error));
}

void* SharedLibrary::address(const char* name) {
  if (handle_ == nullptr) return nullptr;
  void* const found = ::dlsym(handle_, name);
  if (found == nullptr && status_) {
    Error error{ErrorKind::output, "the library " + file_ + " has no " + name, ""};
    error.hint = "another version is needed (Debian 12: " + package_ + ")";
    status_ = fail(std::move(error));
  }
  return found;
}

}  // namespace p2g
