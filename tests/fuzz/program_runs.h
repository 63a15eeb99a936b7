// What the targets share that run the whole program: bytes become files, and what is written has to be what its type
// promises; on an error there is nothing.
//
// An input is PART [SEPARATOR PART]... [MARK OPTIONS]: the parts are files, OPTIONS bytes for choose_case(). So every
// profile is an input as it is.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/wide.h"
#include "src/options.h"
#include "tests/support/dice.h"

namespace p2g {

using Figure = Wide;  // in units of 10^-18

inline constexpr std::string_view part_separator = "\n%%%%\n";
inline constexpr std::string_view options_mark = "\n%%options:";

// A folder of its own for the files of this process.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::size_t size() const;

 private:
  std::filesystem::path path_;
};

// Makes the parts of an input files of the folder, at most four.
std::vector<std::string> write_parts(std::string_view input, const Folder& folder);
void write_file(const std::string& file, std::string_view bytes);
void remove_files(const std::vector<std::string>& files);

// The sides of a comparison; the first file is compared with itself when it is the only one.
void compare_files(Options& options, const std::vector<std::string>& before, const std::vector<std::string>& after);

// Runs the program; the output, or nothing after an error. Everything that must be so in any case is checked.
std::optional<std::string> run_once(const Options& options, const Folder& folder);

// Whether the bytes are what the type promises.
void check_output(std::string_view type, const std::string& text);
// The number behind the key in a line of our JSON.
std::optional<Figure> figure(std::string_view line, std::string_view key);
// A decimal number.
Figure amount(std::string_view text);

// Another input, with libFuzzer's mutations and those that know marshal.
std::string mutate_options(std::string options, Dice& dice);
std::string mutate_case(std::string_view input, std::size_t most_bytes, Dice& dice);
std::string join_options(std::string_view parts, std::string_view options);

}  // namespace p2g
