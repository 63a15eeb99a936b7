// A system library that is loaded when it is first needed. Most runs need none of the large ones, and loading Cairo
// with all that it depends on takes longer than drawing a call graph.
//
// A door (ARCHITECTURE.md) keeps a pointer for each function that it uses, under the function's own name and typed by
// its declaration in the library's header, so that calls read as they would if the library were linked.
#pragma once

#include <string>

#include "src/base/result.h"

namespace p2g {

class SharedLibrary {
 public:
  // `file` is a soname or a path; `package` is where Debian has it, for the hint. Never unloaded: libraries keep
  // threads and handlers that nobody can take back.
  SharedLibrary(std::string file, std::string package);

  // Sets `pointer` to what the library, or one that it depends on, calls `name`; null when there is no such thing.
  template <class T>
  void find(T*& pointer, const char* name) {
    pointer = reinterpret_cast<T*>(address(name));
  }
  // An error when the library could not be loaded or has not all that was looked for.
  const Result<void>& status() const { return status_; }

 private:
  void* address(const char* name);

  std::string file_;
  std::string package_;
  void* handle_ = nullptr;
  Result<void> status_;
};

}  // namespace p2g
