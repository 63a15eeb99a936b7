// What differs between operating systems and C++ libraries, in one place: numbers, memory, the C locale, what is
// loaded, files, signals, limits. tests/lint/libcxx.py looks at all files with another C++ library, so that a
// difference is found when it comes in. What Windows has otherwise altogether is in output_windows.cc, and what it
// lacks in src/cli/left_out.cc.
#pragma once

#include <sys/stat.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace p2g {

// std::from_chars() of a floating point number: rounded correctly, whatever the locale. Not all C++ libraries have it.
std::from_chars_result parse_double(const char* first, const char* last, double& value,
                                    std::chars_format format = std::chars_format::general);

// log(|gamma(value)|). C's lgamma() writes the sign to a variable that threads share.
double log_gamma(double value);

// Room for so many bytes, which hold whatever was there.
#ifdef __cpp_lib_smart_ptr_for_overwrite
inline std::unique_ptr<char[]> unset_bytes(std::size_t count) { return std::make_unique_for_overwrite<char[]>(count); }
inline std::shared_ptr<char[]> shared_unset_bytes(std::size_t count) {
  return std::make_shared_for_overwrite<char[]>(count);
}
#else
inline std::unique_ptr<char[]> unset_bytes(std::size_t count) { return std::unique_ptr<char[]>(new char[count]); }
inline std::shared_ptr<char[]> shared_unset_bytes(std::size_t count) {
  return std::shared_ptr<char[]>(new char[count]);
}
#endif

// What divides the names of a path.
#ifdef _WIN32
constexpr std::string_view path_dividers = "/\\";
#else
constexpr std::string_view path_dividers = "/";
#endif
bool path_exists(const std::string& path);
// Empty when nobody can tell.
std::string current_folder();
// Opens a file for reading, as bytes: -1 with errno, as open() does; EISDIR where folders cannot be opened.
int open_to_read(const char* path);
// Bytes that the file takes on the disk; 0 where the system does not tell.
std::uint64_t stored_bytes(const struct stat& status);
bool is_socket(const struct stat& status);

// Bytes that a stack may grow to; nothing when the system does not tell.
std::optional<std::uint64_t> stack_limit_bytes();
// Rows of the terminal that stdout is; 0 when it is none.
int terminal_rows();

// The file of the loaded library whose path has "/" and `beginning`; empty when there is none, or nobody can tell.
std::string loaded_file(std::string_view beginning);

// As long as this lives, the C library reads and writes numbers in this thread as the C language does, without a
// decimal comma.
class CNumbers {
 public:
  CNumbers();
  ~CNumbers();
  CNumbers(const CNumbers&) = delete;
  CNumbers& operator=(const CNumbers&) = delete;

 private:
  struct Locales;
  std::unique_ptr<Locales> locales_;
};

// Signals from outside that end a program which does nothing about them, and of these only what this system has.
const std::vector<int>& outside_signals();
// The same of signals that the program brings on itself.
const std::vector<int>& fault_signals();

}  // namespace p2g
