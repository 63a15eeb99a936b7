// When two profiles mean the same function though they spell it differently: files without what only one machine, one
// environment or one build put into them. For names see comparable_name() in model/names.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace p2g {

// The path below the place where packages are installed: site-packages, dist-packages, lib/pythonX.Y, Bazel's
// runfiles, rustc's sources. Backslashes become slashes. Other paths stay.
std::string comparable_file(std::string_view file);

// What one side has in front of its paths and the other has not: "/u/ann/app/" and "/builds/42/app/".
struct BuildPrefixes {
  std::string before, after;  // may be empty; end with a slash otherwise
};
// Found by a vote: every file is for the partner with which it shares the longest end. There is none when the sides
// share a whole path: then both stood in the same place, and what differs has moved. Without files of libraries.
BuildPrefixes find_build_prefixes(std::vector<std::string> before, std::vector<std::string> after);

// The last component.
std::string_view base_name(std::string_view file);

}  // namespace p2g
