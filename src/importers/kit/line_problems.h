// Lines of a text that are no stacks: counted, told once, and bounded. One that is malformed or negative is passed
// over; a file without one good line is malformed as a whole, and so is one of which more lines are bad than good: it
// is something else, and a picture of it would be of nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "src/base/diagnostics.h"
#include "src/base/result.h"

namespace p2g {

// A line as the input has it.
struct TextLine {
  std::string_view raw;
  std::uint64_t number = 0;  // from 1
  std::uint64_t end = 0;     // bytes of the input up to its end
};

class LineProblems {
 public:
  // "NOUN are RULE" explains the format in hints: "folded stacks", "one stack a line: main;parse;read 12".
  // `bad_line` is what a malformed one is called in warnings.
  LineProblems(std::string_view noun, std::string_view rule, std::string_view bad_line = "line without a count")
      : noun_(noun), rule_(rule), bad_line_(bad_line) {}

  // Fails when there is a NUL byte: the input is binary, or UTF-16 without its mark.
  Result<void> check_text(const TextLine& line) const;
  // Columns are 1-based. The first problem is kept for the case that nothing is good.
  void malformed(const TextLine& line, std::size_t column, const char* problem);
  void negative(const TextLine& line, std::size_t column);
  // A count that no sum can hold: without it the sums would be wrong.
  Error too_large(const TextLine& line, std::size_t column, const char* problem) const;
  // To be called for each line that is no stack, blank ones and comments too; `good` is the number of stacks so far. A
  // file of a kilobyte can be gigabytes of them, and a pipe may never end.
  Result<void> bound_idle(const TextLine& line, std::uint64_t good);

  // Fails when there were lines and none of them was good, or fewer than were malformed; else adds what was counted.
  Result<void> finish(std::uint64_t good, const std::string& file, Warnings& warnings);

 private:
  std::string hint() const;
  bool nothing_is_good(std::uint64_t good) const { return good == 0 && bad_ + negative_ > 0; }
  Error error_at(const TextLine& line, std::size_t column, std::string message) const;

  std::string_view noun_;
  std::string_view rule_;
  std::string_view bad_line_;
  std::uint64_t bad_ = 0, negative_ = 0;
  std::uint64_t first_bad_ = 0, first_negative_ = 0;  // line numbers
  std::uint64_t idle_bytes_ = 0;
  Error first_problem_;
};

}  // namespace p2g
