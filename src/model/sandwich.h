// One function between its callers and its callees: what the sandwich view and the text formats print of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/model/cost.h"
#include "src/model/counted.h"
#include "src/model/frame.h"
#include "src/model/graph.h"
#include "src/model/metric.h"
#include "src/model/weight.h"

namespace p2g {

// Of a call between the function and the neighbour the cost is the callee's: what the function costs under this caller,
// and what this callee costs under the function.
struct Neighbor : Cost {
  // One step further: the caller's callers and the callee's callees. Only `cumulative` is known of these: the part of
  // the neighbour's cost that came, or went, this way.
  struct Beyond {
    FrameId frame = no_frame;
    Weight cumulative = 0;
    bool estimated = false;
  };
  FrameId frame = no_frame;
  std::uint8_t estimated = 0;  // bits of EstimatedFigure
  std::vector<Beyond> beyond;  // heaviest first
};

struct Sandwich {
  const Frames* frames = nullptr;
  Metric metric;
  Counted counted = Counted::calls;
  Weight total = 0;           // of the run, or of the selection with --relative
  bool of_selection = false;  // which of the two
  Function function;
  // Heaviest first; the function itself is not among them.
  std::vector<Neighbor> callers, callees;
  std::optional<std::int64_t> calls_to_itself;  // direct recursion; 0 where nobody counted
  std::string option = "--function";            // that named it
  std::vector<FrameId> also;                    // what else the pattern matches, heaviest first
  std::string estimate_note;                    // Estimates::note(), where one of these figures is one

  // The file has a time for each call (profile.py's have numbers of calls only).
  bool callers_timed = true, callees_timed = true;
  Weight callers_sum = 0;  // of all callers' times
  std::int64_t callers_calls = 0;
  Weight callees_sum = 0;  // of all callees', and the function's own

  // What stands for 100 % of a row: the function's own figure, but the sum where recursion makes parts overlap.
  Weight callers_whole() const { return std::max(function.cumulative, callers_sum); }
  Weight callees_whole() const { return std::max(function.cumulative, callees_sum); }
  // More than rounding.
  bool callers_overlap() const { return overlaps(callers_sum); }
  bool callees_overlap() const { return overlaps(callees_sum); }

 private:
  bool overlaps(Weight sum) const { return share_of(sum, function.cumulative) > 1.005; }
};

}  // namespace p2g
