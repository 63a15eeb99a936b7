// The files of a profile's functions, each looked at once, and how they are named to somebody who asked for another.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/model/profile.h"

namespace p2g {

struct NamedFile {
  std::string path;             // plain (file_places.h); of Windows in lower case
  std::string module;           // of code without a path: what it is imported as, or what a C function belongs to
  std::size_t import_root = 0;  // see FilePlace; 0: not known
  bool has_path = false;        // "<string>" and "~" are none
};

// Index is the FrameId.
std::vector<NamedFile> files_of(const Frames& frames);

// The letters that Windows takes for the same.
std::string in_lower_case(std::string_view text);

// Whether any file is known.
bool names_files(const std::vector<NamedFile>& files);

// What could be typed to choose among them: files, the folders above them, packages; sorted.
std::vector<std::string> known_names(const std::vector<NamedFile>& files);
// The packages and folders that most of the self cost is spent in, "json (62.1%), /srv/app (20%)"; or that no file is
// known at all. For hints.
std::string costly_files_hint(const Profile& profile, const std::vector<NamedFile>& files);

}  // namespace p2g
