// What tools print of a program's threads at one moment: a head for each thread, its frames, an end. Only what the
// three look like differs, so a dialect is a function that says what a line is.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "src/importers/kit/code_frames.h"
#include "src/model/offer.h"
#include "src/model/weight.h"

namespace p2g::dump {

struct Line {
  enum class Is : unsigned char {
    other,      // nothing to us
    process,    // thread.pid is that of all threads which follow
    head,       // a thread begins
    state,      // of the thread that has begun
    frame,      // the next one towards the root
    file,       // of the frame before
    truncated,  // frames are missing between here and the root
    end         // of a thread
  };
  Is is = Is::other;
  Slice thread{};
  std::string state{};
  std::optional<Weight> count{};  // how many threads have this stack, where a head says so
  CodeFrame frame{};              // its file and line too, where they are known
  std::string_view address{};     // of a frame: what was inlined has that of the function which it is in
  bool is_innermost = false;      // numbered 0: a thread begins, with or without a head
};

struct Dialect {
  std::string_view tool;
  // Whether the line begins a dump or a thread as only this tool writes it.
  bool (*begins)(std::string_view line);
  // Without white space at its end.
  Line (*look)(std::string_view line);
};

extern const std::array<Dialect, 6> dialects;

}  // namespace p2g::dump
