// What differs between operating systems and C++ libraries, in one place: numbers, memory, the C locale, what is
// loaded, signals. tests/lint/ports.py looks at all files with another C++ library, so that a difference is found when
// it comes in.
#pragma once

#include <charconv>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace p2g {

// std::from_chars() of a floating point number: rounded correctly, whatever the locale. Not all C++ libraries have it.
std::from_chars_result parse_double(const char* first, const char* last, double& value,
                                    std::chars_format format = std::chars_format::general);

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
