// The source files that a profile names, found in folders that somebody opened for it: names come from strangers, and
// nothing else on the machine must get into what is written.
//
// Of a path only its last names count: "/srv/shop/cart/price.py" is the file below a folder whose own path ends
// with most of them. Only regular files are read whose suffix is that of source text, by names that do not begin with a
// dot; no link is followed below a folder; what is looked at and read is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace p2g {

struct CodeFile {
  std::string text;
  std::string shown;          // where it is: the folder as it was named, and below
  std::int64_t changed = 0;   // seconds since 1970
  std::size_t as_good = 0;    // others that fit the path just as well: the one nearest to the folder is taken
  bool is_too_large = false;  // it is there, and nothing of it was read
};

class CodeFiles {
 public:
  static constexpr std::size_t most_file_bytes = 2'000'000;
  static constexpr std::size_t most_entries = 100'000;  // of folders, looked at in all

  // Looks through the folders for the files of these paths. Folders come in the order in which they are preferred; one
  // that cannot be read has nothing.
  CodeFiles(const std::vector<std::string>& folders, const std::vector<std::string>& paths);

  // The file of one of the paths, read now; nothing where there is none.
  std::optional<CodeFile> find(std::string_view path) const;
  // There was more to look through than anybody waits for.
  bool stopped_early() const { return stopped_early_; }

 private:
  struct Place {
    std::size_t folder;
    std::string path;  // below it
  };
  void look_through(std::size_t folder);
  void look_into(std::size_t folder, const std::string& below, std::vector<std::string>& deeper);

  std::vector<std::string> folders_;
  std::map<std::string, std::vector<Place>, std::less<>> places_;  // by the last name of paths that are looked for
  std::size_t entries_ = 0;
  bool stopped_early_ = false;
};

// Whether a file of this name is source text.
bool has_code_suffix(std::string_view name);

}  // namespace p2g
