// When two profiles mean the same file though they spell it differently: paths without what only one machine, one
// environment or one build put into them. For names see model/stable_name.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace p2g {

// Not C functions and not code without a file ("~", "<string>").
bool is_file(std::string_view file);

// The path below the place where packages are installed: site-packages, dist-packages, lib/pythonX.Y, Bazel's
// runfiles, rustc's sources. Backslashes become slashes. Other paths stay.
std::string comparable_file(std::string_view file);

// What one side has in front of its paths and the other has not: "/u/ann/app/" and "/builds/42/app/".
struct BuildPrefixes {
  std::string before, after;  // may be empty; end with a slash otherwise
};
// What whole paths on both sides say. one_place: both stood in the same place, what differs has moved, and there is no
// prefix. beside: they are libraries of many programs.
enum class Shared : std::uint8_t { one_place, beside };
// Found by a vote: every file is for the partner with which it shares the longest end. Without files of libraries.
BuildPrefixes find_build_prefixes(std::vector<std::string> before, std::vector<std::string> after,
                                  Shared shared = Shared::one_place);

// The last component.
std::string_view base_name(std::string_view file);

}  // namespace p2g
