// What the words of a batch stand for: files.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"

namespace p2g {

// A file, and by which of its path's last names it is told from others: two for "a/x.prof" of the pattern "runs/**",
// whose beginning without wildcards is what all have in common.
struct FoundFile {
  std::string path;  // as it is opened and shown
  std::size_t names = 1;
  bool from_folder = false;  // nobody named it: it need not be a profile
};

struct FoundFiles {
  std::vector<FoundFile> files;  // by path, each once
  std::vector<Error> problems;   // words that stand for nothing, folders that cannot be read
};

// Words are files, folders (all that is in them), patterns (* ? [a-z] within a name, ** for any folders), @LIST and
// "-" for a list on stdin: a file a line, or with NULs between them. Names that begin with a dot and what is in the
// folder `except` are found only by name. Folders that are links are not entered by ** and by folders, so that there is
// an end. Fails where a list cannot be read.
Result<FoundFiles> find_files(const std::vector<std::string>& words, const std::string& except);

// "src/a/../x.prof" as seen from the root: no link is followed.
std::string absolute_path(const std::string& path);
// `path` is the folder `folder`, or below it; both absolute.
bool is_below(const std::string& path, const std::string& folder);

}  // namespace p2g
