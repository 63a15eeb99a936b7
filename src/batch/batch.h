// Many profiles, one report: each is drawn as the pipeline draws one, and an index of all of them is written.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/batch/record.h"
#include "src/options.h"

namespace p2g {

// What became of one more input.
struct BatchStep {
  std::size_t place = 0;  // in the order of the manifest, from 1
  std::size_t all = 0;
  const BatchRecord* record = nullptr;
  std::optional<Error> error;  // of what failed
  bool unchanged = false;      // as it was: nothing was drawn
};

struct BatchHooks {
  std::function<void(const BatchStep&)> step;                       // in the order of the manifest
  std::function<void(std::size_t done, std::size_t all)> progress;  // as they come
};

struct BatchOutcome {
  std::size_t all = 0, drawn = 0, unchanged = 0, failed = 0, left_out = 0, tripped = 0, with_warnings = 0;
  std::vector<Error> problems;     // patterns that match nothing
  std::vector<std::string> notes;  // as Outcome has them
  std::string index;               // the file to look at
};

// Fails for what is wrong with the batch as a whole; what is wrong with one input is in its step, and in the outcome.
Result<BatchOutcome> run_batch(const Options& options, const BatchHooks& hooks);

}  // namespace p2g
