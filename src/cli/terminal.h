// What main() says on stderr: errors, warnings, progress, --stats. The rest of the program only returns values.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/batch/batch.h"
#include "src/pipeline.h"

namespace p2g {

class Terminal {
 public:
  Terminal();
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void print_error(const Error& error);
  // Warnings, then what --verbose and --stats ask for.
  void print_outcome(const Outcome& outcome, const Options& options);
  // A line that is rewritten in place while work takes longer than a second; nothing where stderr is no terminal.
  Hooks hooks(const Options& options);

  // Of a batch: a bar with the time left on a terminal, else a line a profile; nothing when it has to be quiet, but
  // errors.
  BatchHooks batch_hooks(const Options& options);
  void print_outcome(const BatchOutcome& outcome, const Options& options);

 private:
  using Clock = std::chrono::steady_clock;
  void show_progress(std::string_view stage, double fraction);
  void show_batch(std::size_t done, std::size_t all);
  void print_step(const BatchStep& step, const Options& options);
  void print_notes(const std::vector<std::string>& notes);
  bool is_time_to_show();
  void show_line(const std::string& text);
  void clear_progress();
  void print(std::string_view text);

  bool is_terminal_;
  bool colour_;
  bool progress_shown_ = false;
  Clock::time_point start_;
  Clock::time_point last_;
};

// The table of --stats: stage, milliseconds, counts.
std::string stats_text(const std::vector<StageStats>& stages);

}  // namespace p2g
