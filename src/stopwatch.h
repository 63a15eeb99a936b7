// Times a stage for --stats.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/analysis/analysis.h"
#include "src/pipeline.h"

namespace p2g {

// From its construction until done().
class Stopwatch {
 public:
  Stopwatch(Outcome& outcome, std::string_view stage) : outcome_(outcome), stage_(stage) {}
  // `other_ms` of that time belong to another stage.
  void done(std::vector<std::pair<std::string, std::int64_t>> counts, double other_ms = 0) {
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin_;
    outcome_.stages.push_back({stage_, took.count() - other_ms, std::move(counts)});
  }

 private:
  Outcome& outcome_;
  std::string_view stage_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// What an Analysis has computed, whoever asked for it, as the stage at this place.
inline void add_stage(Outcome& outcome, std::size_t place, const AnalysisEffort& effort) {
  StageStats stage{"graph", effort.milliseconds, {}};
  stage.counts = {{"functions", effort.functions}, {"edges", effort.edges}, {"tree nodes", effort.tree_nodes}};
  outcome.stages.insert(outcome.stages.begin() + static_cast<std::ptrdiff_t>(place), std::move(stage));
}

inline std::int64_t count_of(std::size_t size) { return static_cast<std::int64_t>(size); }

}  // namespace p2g
