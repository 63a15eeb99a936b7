// Times a stage for --stats.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/pipeline.h"

namespace p2g {

// From its construction until done().
class Stopwatch {
 public:
  Stopwatch(Outcome& outcome, std::string_view stage) : outcome_(outcome), stage_(stage) {}
  void done(std::vector<std::pair<std::string, std::int64_t>> counts) {
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin_;
    outcome_.stages.push_back({stage_, took.count(), std::move(counts)});
  }

 private:
  Outcome& outcome_;
  std::string_view stage_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

inline std::int64_t count_of(std::size_t size) { return static_cast<std::int64_t>(size); }

}  // namespace p2g
