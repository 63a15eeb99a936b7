#include "src/base/third_party.h"

#include <fmt/core.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include <filesystem>
#include <tl/expected.hpp>

#include "src/base/platform.h"

namespace p2g {
namespace {

// Looked up by name: the address of a function may well be that of a jump in the program.
std::string file_of(std::string_view name) {
  const std::string file = loaded_file("lib" + std::string(name) + ".so");
  std::error_code unknown;
  const std::filesystem::path real = std::filesystem::canonical(file, unknown);
  return unknown ? file : real.string();
}

}  // namespace

std::string version_of(int major, int minor, int patch) { return fmt::format("{}.{}.{}", major, minor, patch); }

std::string linked_from(std::string_view name) {
  const std::string file = file_of(name);
  return file.empty() ? "in the program" : "linked " + file;
}

std::string loaded_from(std::string_view name, const std::string& missing) {
  return missing.empty() ? "on need " + file_of(name) : "on need, not found: " + missing;
}

std::vector<ThirdParty> common_third_parties() {
  constexpr const char* compiler_license = "GPL-3.0-or-later WITH GCC-exception-3.1";
  std::vector<ThirdParty> out = {
      {"fmt", version_of(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100), "", "MIT",
       linked_from("fmt")},
      {"tl::expected", version_of(TL_EXPECTED_VERSION_MAJOR, TL_EXPECTED_VERSION_MINOR, TL_EXPECTED_VERSION_PATCH), "",
       "CC0-1.0", "headers only"}};
#ifdef __GLIBCXX__
  out.push_back({"libstdc++", std::to_string(_GLIBCXX_RELEASE), "", compiler_license, linked_from("stdc++")});
#endif
#ifdef __GNUC__
  out.push_back({"libgcc", "", "", compiler_license, linked_from("gcc_s")});
#endif
#ifdef __GLIBC__
  out.push_back({"glibc", fmt::format("{}.{}", __GLIBC__, __GLIBC_MINOR__), gnu_get_libc_version(), "LGPL-2.1-or-later",
                 linked_from("c")});
#endif
  return out;
}

}  // namespace p2g
