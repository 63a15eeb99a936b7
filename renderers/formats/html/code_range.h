// Which lines of a source file are a function's: an estimate by its name and by indentation or braces, without knowing
// the language.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace p2g::report {

// The lines of a text, without what ends them.
std::vector<std::string_view> lines_of(std::string_view text);

// What a function is called in its source: "total" of "Cart.total", "at" of "std::vector<int>::at(unsigned long)".
// Empty where that is no name, like "<lambda>" and "operator()".
std::string_view written_name(std::string_view name);

// Line numbers, from 1; 0: not found.
struct CodeRange {
  std::int32_t begin = 0;
  std::int32_t end = 0;

  bool is_known() const { return begin > 0; }
  bool has(std::int32_t line) const { return begin <= line && line <= end; }
};

// `near`: a line at the beginning of the function, or in it. `is_python`: blocks are told by indentation.
CodeRange find_code(const std::vector<std::string_view>& lines, std::string_view name, std::int32_t near,
                    bool is_python);

}  // namespace p2g::report
