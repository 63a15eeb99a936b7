// What the program is made of, as --version --verbose lists it. Each library is described by its own door.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace p2g {

struct ThirdParty {
  std::string name;
  std::string headers;  // the version that the program was compiled with; empty when the headers do not say
  std::string running;  // the version that the library tells now; empty when it cannot
  std::string license;  // an SPDX expression
  std::string linked;   // "headers only", or how it comes and from which file
};

// "9.1.0"
std::string version_of(int major, int minor, int patch);
// "linked FILE" for the shared library "libNAME.so…" of this process, links followed; "in the program" when there is
// none.
std::string linked_from(std::string_view name);
// The same for one that is loaded when it is needed; `missing` says why it could not be.
std::string loaded_from(std::string_view name, const std::string& missing);

// zlib and zstd (base/source.cc).
std::vector<ThirdParty> compression_third_parties();
// What every file uses and nobody owns: fmt, tl::expected, the libraries of C++ and C.
std::vector<ThirdParty> common_third_parties();

}  // namespace p2g
