#include "src/importers/kit/line_problems.h"

#include <utility>

namespace p2g {
namespace {

// So much of a text may be lines that are no stacks, and so much more for each one that is.
constexpr std::uint64_t most_idle_bytes = std::uint64_t{16} << 20;
constexpr std::uint64_t idle_bytes_a_stack = 1024;

}  // namespace

std::string LineProblems::hint() const { return std::string(noun_) + " are " + std::string(rule_); }

Error LineProblems::error_at(const TextLine& line, std::size_t column, std::string message) const {
  Error error{ErrorKind::input, std::move(message), "", line.number, column};
  error.excerpt = std::string(line.raw);
  error.hint = hint();
  return error;
}

Result<void> LineProblems::check_text(const TextLine& line) const {
  const std::size_t nul = line.raw.find('\0');
  if (nul == std::string_view::npos) return {};
  Error error = error_at(line, nul + 1, "unexpected NUL byte in a text file");
  error.hint = std::string(noun_) + " are text, " + std::string(rule_) + " (UTF-16 needs its byte order mark)";
  return fail(std::move(error));
}

void LineProblems::malformed(const TextLine& line, std::size_t column, const char* problem) {
  if (bad_ + negative_ == 0) first_problem_ = error_at(line, column, problem);
  if (bad_++ == 0) first_bad_ = line.number;
}

void LineProblems::negative(const TextLine& line, std::size_t column) {
  if (bad_ + negative_ == 0) first_problem_ = error_at(line, column, "expected a count that is not negative");
  if (negative_++ == 0) first_negative_ = line.number;
}

Error LineProblems::too_large(const TextLine& line, std::size_t column, const char* problem) const {
  Error error = error_at(line, column, problem);
  error.hint = "counts are added up to 9.2e18: write them in a larger unit";
  return error;
}

Result<void> LineProblems::bound_idle(const TextLine& line, std::uint64_t good) {
  idle_bytes_ += line.raw.size() + 2;  // whichever way the line ends
  if (idle_bytes_ <= most_idle_bytes + idle_bytes_a_stack * good) return {};
  if (nothing_is_good(good)) return fail(std::move(first_problem_));
  Error error{ErrorKind::input,
              "expected stacks, found hardly any in " + std::to_string(line.end >> 20U) + " MB of text", "",
              line.number};
  error.hint = hint();
  return fail(std::move(error));
}

Result<void> LineProblems::finish(std::uint64_t good, const std::string& file, Warnings& warnings) {
  if (nothing_is_good(good) || bad_ > good) {
    first_problem_.file = file;
    if (good > 0) {
      first_problem_.message +=
          ": " + std::to_string(bad_) + " of " + std::to_string(bad_ + negative_ + good) + " lines have none";
    }
    return fail(std::move(first_problem_));
  }
  warnings.add("malformed-line",
               std::string(bad_line_) + " was ignored, the first is line " + std::to_string(first_bad_), bad_);
  warnings.add("negative-count",
               "stack with a negative count was ignored, the first is line " + std::to_string(first_negative_),
               negative_);
  return {};
}

}  // namespace p2g
