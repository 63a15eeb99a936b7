// The whole program as a list of steps: see pipeline.cc, the table of contents.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/model/verdict.h"
#include "src/options.h"
#include "src/summary.h"

namespace p2g {

// One line of --stats.
struct StageStats {
  std::string_view stage;
  double milliseconds = 0;
  std::vector<std::pair<std::string, std::int64_t>> counts;
};

struct Outcome {
  Warnings warnings;
  std::vector<StageStats> stages;
  Verdict verdict;                        // of the gate; the output was written, whatever it says
  std::vector<std::string> observations;  // what the profile gives away about itself, where the job says all
  std::vector<std::string> notes;         // what was chosen, and which options had nothing to do
  std::vector<std::int64_t> bytes;        // of each output
  std::optional<Summary> summary;         // when the job asks for one
};

struct Hooks {
  // Called now and then with the stage and how far it is (0..1, negative when unknown). May be empty.
  std::function<void(std::string_view stage, double fraction)> progress;
};

// Reads, computes, writes. On an error nothing was written. Never prints.
Result<Outcome> run(const Options& options, const Hooks& hooks);

// The same for what was settled before (job.h).
struct Job;
Result<Outcome> run_job(const Job& job, const Hooks& hooks);

}  // namespace p2g
