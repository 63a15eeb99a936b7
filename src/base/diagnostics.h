// How errors and warnings become text. The library counts and describes; only main() prints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/result.h"

namespace p2g {

// Imperfect but usable data: counted under a named kind, told once a kind, never skipped in silence.
// JSON lists them as {"kind", "count", "text"}; --strict turns the first into an error.
struct Warning {
  std::string kind;         // kebab-case, stable: scripts match it ("label-collision")
  std::uint64_t count = 0;  // how many times it happened
  std::string text;         // one sentence that stands without the count, no full stop
  // What is said below the title of a picture, for whoever sees only that: a sentence with its full stop. Empty where
  // the figures can be taken for what they are.
  std::string picture = {};
  std::string file = {};         // where it happened first, as the user named it; empty where no file is to blame
  std::uint64_t more_files = 0;  // others in which it happened, too
};

class Warnings {
 public:
  // Adds `count` to the kind. The first text of a kind is kept.
  void add(std::string_view kind, std::string_view text, std::uint64_t count = 1, std::string_view picture = {});
  void merge(const Warnings& other);
  // Says where those happened that do not say so yet.
  void set_file(std::string_view file);
  bool empty() const { return list_.empty(); }
  const std::vector<Warning>& list() const { return list_; }  // sorted by kind

 private:
  std::vector<Warning>::iterator place_of(std::string_view kind);  // or where it would be

  std::vector<Warning> list_;
};

// `prof2graph: error: run.folded:12:31: expected a count after the stack`, followed, where there is an
// excerpt, by the line and a caret, and by `  hint: …`. Ends with a newline; control characters of the
// input are made visible, so that nothing raw reaches the terminal.
std::string format_error(const Error& error);

// `prof2graph: warning: FILE and N more files: TEXT (COUNT times)` and a newline; the count only when above one.
std::string format_warning(const Warning& warning);

// An Error of kind usage; the hint points to --help unless there is a better one.
Error usage_error(std::string message, std::string hint = "prof2graph --help lists the options");

// What --strict makes of a warning: an error of `kind` about the warning's file, or about `file` when it names none.
Error strict_error(const Warning& warning, ErrorKind kind, const std::string& file);
// What pictures say of all of them, in a row: " Several threads in one profile: …"; empty where there is nothing to
// say.
std::string picture_text(const Warnings& warnings);

// 2 usage, 3 input or output, 141 broken pipe: the table in the man page.
int exit_code(ErrorKind kind);

// The known name nearest to `given` by edit distance, or empty when none is near enough to be a typo.
std::string_view nearest_name(std::string_view given, const std::vector<std::string_view>& known);
// `unknown WHAT "GIVEN"` with hint `did you mean "x"?` or, when nothing is near, the list of the known ones.
Error unknown_name_error(std::string_view what, std::string_view given, const std::vector<std::string_view>& known);

}  // namespace p2g
