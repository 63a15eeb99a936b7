// CallsBuilder for figures in seconds: pstats files have doubles, profiles have whole nanoseconds. They are made behind
// the pipe, by the thread that has less to do.
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/importers/kit/call_pipe.h"
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
  TimedCalls(Profile& profile, int workers)
      : warnings_(profile.warnings),
        calls_(profile, 1),  // has what it gets added at once
        pipe_(workers, [this](CallPipe<TimedFigures>::Batch& batch) {
          calls_.take(batch, [this](const TimedFigures& figures) { return weigh(figures); });
        }) {}

  void reserve(std::size_t functions, std::size_t edges) { calls_.reserve(functions, edges); }
  void add_function(FrameId function, const TimedFigures& figures) { pipe_.add({function, no_frame, figures}); }
  void add_edge(FrameId caller, FrameId callee, const TimedFigures& figures) {
    (figures.has_times ? timed_edges_ : counted_edges_) = true;
    ++edges_added_;
    pipe_.add({caller, callee, figures});
  }
  // Adds edges begin to end once more, as calls of `callee`.
  void copy_edges(std::size_t begin, std::size_t end, FrameId callee);
  std::size_t edges() const { return edges_added_; }
  bool has_timed_edges() const { return timed_edges_; }
  bool has_counted_edges() const { return counted_edges_; }

  // As CallsBuilder's.
  void expect_agreement() { agrees_ = true; }
  Result<void> finish();

 private:
  Figures weigh(const TimedFigures& figures);
  void make_room(double& self_s, double& cumulative_s);
  Metric metric() const;

  Warnings& warnings_;
  bool timed_edges_ = false;
  bool counted_edges_ = false;
  std::size_t edges_added_ = 0;
  // From here on for what comes out of the pipe.
  CallsBuilder calls_;
  TimeScale scale_;
  std::uint64_t not_finite_ = 0;
  bool agrees_ = false;
  CallPipe<TimedFigures> pipe_;  // last, so that its thread ends first
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
