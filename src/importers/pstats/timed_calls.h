// CallsBuilder for figures in seconds: pstats files have doubles, profiles have whole nanoseconds.
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/importers/kit/calls_builder.h"
#include "src/importers/pstats/time_scale.h"

namespace p2g {

// What a file says of one function or of one pair.
struct TimedFigures {
  std::int64_t calls = 0;
  std::int64_t primitive_calls = 0;  // of a pair: -1 when unknown
  bool has_times = true;             // of a pair: false when the file has only a number of calls
  double self_s = 0;
  double cumulative_s = 0;
};

class TimedCalls {
 public:
  TimedCalls(Profile& profile, int workers) : warnings_(profile.warnings), calls_(profile, workers) {}

  void reserve(std::size_t functions, std::size_t edges) { calls_.reserve(functions, edges); }
  void add_function(FrameId function, const TimedFigures& figures) { calls_.add_function(function, weigh(figures)); }
  void add_edge(FrameId caller, FrameId callee, const TimedFigures& figures) {
    calls_.add_edge(caller, callee, weigh(figures));
  }
  // Adds edges begin to end once more, as calls of `callee`.
  void copy_edges(std::size_t begin, std::size_t end, FrameId callee);
  std::size_t edges() const { return calls_.edges(); }
  bool has_timed_edges() const { return calls_.has_costed_edges(); }
  bool has_counted_edges() const { return calls_.has_counted_edges(); }

  // As CallsBuilder's.
  Result<void> finish();

 private:
  Figures weigh(const TimedFigures& figures);
  void make_room(double& self_s, double& cumulative_s);

  Warnings& warnings_;
  CallsBuilder calls_;
  TimeScale scale_;
  std::uint64_t negative_ = 0;
  std::uint64_t not_finite_ = 0;
  std::uint64_t huge_ = 0;
};

// Inline, because a large file has millions of them.
inline Figures TimedCalls::weigh(const TimedFigures& figures) {
  if (!figures.has_times) return {unknown_weight, unknown_weight, figures.calls, figures.primitive_calls};
  double self_s = figures.self_s;
  double cumulative_s = figures.cumulative_s;
  if (!scale_.take(self_s, cumulative_s)) make_room(self_s, cumulative_s);
  return {scale_.weigh(self_s), scale_.weigh(cumulative_s), figures.calls, figures.primitive_calls};
}

}  // namespace p2g
