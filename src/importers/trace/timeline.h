// Calls of a trace that are told by their begin and end (B, E) or by begin and length (X): which were open when.
//
// - Begins go in order of time, at one instant the longer X first, then in the order of the file. Ends go in order of
//   time; at one instant they go before begins, unless what begins there is what ends there.
// - An end goes with the innermost open call if both have the same name and arguments, else the same name. Of several
//   ends at one instant the one that fits goes first. An end that does not fit is passed over and counted; what is
//   never ended ends with the last event of its thread.
// - Self is the time as the innermost open call; time in which nothing is open is not counted.
//
// Source: the Trace Event Format document, and traces of Chromium, Node, clang, Bazel and Hermes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/importers/kit/sample_grid.h"
#include "src/importers/trace/threads.h"

namespace p2g::trace {

class Timeline {
 public:
  static constexpr std::int64_t begins = -1;
  static constexpr std::int64_t ends = -2;

  // An event of a thread; `duration_ns` of an X, or one of the two above. `identity` is equal for the same arguments.
  void add(std::uint32_t thread, std::uint32_t frame, std::uint64_t identity, std::int64_t ts_ns,
           std::int64_t duration_ns) {
    events_.push_back({ts_ns, duration_ns, identity, thread, frame});
  }
  std::size_t size() const { return events_.size(); }

  // Adds what each call cost to the metric of the grid. Nothing may be added afterwards.
  void emit(SampleGrid& grid, std::size_t metric, Threads& threads, Warnings& warnings);

 private:
  struct Event {
    std::int64_t ts_ns;
    std::int64_t duration_ns;
    std::uint64_t identity;
    std::uint32_t thread;
    std::uint32_t frame;
  };
  friend class ThreadTimeline;

  std::vector<Event> events_;
};

}  // namespace p2g::trace
