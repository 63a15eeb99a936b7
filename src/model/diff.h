// Two sides of a comparison, function by function: what the table, the pictures and the gate are made from.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/model/clock.h"
#include "src/model/counted.h"
#include "src/model/estimates.h"
#include "src/model/fraction.h"
#include "src/model/frame.h"
#include "src/model/metric.h"
#include "src/model/profile.h"
#include "src/model/weight.h"

namespace p2g {

// One side, "before" or "after": one or more runs of the same code.
struct DiffSide {
  std::vector<std::string> files;  // as the user named them
  std::int64_t runs = 0;
  Weight total = 0;     // sum of the functions' self costs as compared, so that deltas add up
  Weight spread = 0;    // of the runs' totals; wider for fewer than five
  Weight measured = 0;  // the total before the machine's speed was taken out: median of the runs' totals
  // --relative: `total` is that of a selection, and this the median of the runs' totals.
  std::optional<Weight> run_total{};
};

// How a function of one side was found on the other.
enum class Matched : std::uint8_t { same, renamed, moved };

// What the numbers of calls of a function say. "Equal" and "changed" are exact: whatever the machine did, they hold.
enum class CallsClass : std::uint8_t {
  equal,    // the same in all runs of both sides
  changed,  // one number in all runs of a side, another one in all of the other
  varying,  // differ between runs of the same code
  unknown,  // nobody counted calls
};

// Why a cost is elsewhere without anything being slower.
enum class CostShift : std::uint8_t {
  none,
  given,  // it lost cost to functions that are new, or those that took its cost are gone
  taken,  // new, and does what others did before; or gone, and others do it
};

struct FunctionDiff {
  FrameId frame = no_frame;
  FunctionCost before, after;    // medians over the runs of a side; 0 where the function is missing
  FunctionCost spread;           // between the runs, both sides added: what the runs alone explain
  bool was = false, is = false;  // on the side at all
  Matched matched = Matched::same;
  std::string former;       // what it was before, when renamed or moved: "name (file)"
  bool self_moved = false;  // the change of the self cost is outside the noise
  bool cumulative_moved = false;
  CallsClass calls_class = CallsClass::unknown;
  CostShift shift = CostShift::none;
  Evidence self_evidence, cumulative_evidence;
  // More (or less) calls at the price of a call before, when the numbers of calls changed: no clock is in it. Of the
  // cumulative cost an estimate, because a call is taken to cost the same whoever makes it.
  Weight work = 0, cumulative_work = 0;
  Weight measured_self = 0, measured_cumulative = 0;  // after, before the machine's speed was taken out

  Weight self_delta() const { return after.self - before.self; }
  Weight cumulative_delta() const { return after.cumulative - before.cumulative; }
  std::int64_t calls_delta() const { return after.calls - before.calls; }
  bool is_new() const { return !was && is; }
  bool is_gone() const { return was && !is; }
  bool calls_changed() const { return calls_class == CallsClass::changed && before.calls != after.calls; }
  // Not a figure differs.
  bool is_equal() const {
    return was == is && self_delta() == 0 && cumulative_delta() == 0 && calls_delta() == 0 &&
           after.primitive_calls == before.primitive_calls;
  }
};

// One caller/callee pair; medians as above.
struct CallDiff {
  std::uint32_t caller = 0, callee = 0;  // indices into Diff::functions
  Weight before = 0, after = 0;          // cumulative; 0 where the input gives none
  std::int64_t calls_before = 0, calls_after = 0;
  bool was = false, is = false;
};

// Invariants: functions are ordered by what a reader wants first: self cost changed beyond the noise, then the larger
// change of self, then of cumulative cost, then Frames::compare. after.total - before.total is the sum of all
// self_delta(). Calls are sorted by caller, then callee.
struct Diff {
  explicit Diff(Frames all) : frames(std::move(all)) {}

  Frames frames;
  Metric metric;
  Counted counted = Counted::calls;
  bool normalized = false;
  bool filtered = false;  // the runs hold a selection
  std::string chosen;     // of what the files offer, in words (describe() of an Offer); empty: they offer one thing
  DiffSide before, after;
  Clock clock;  // figures have the machine's speed taken out of them
  Evidence total_evidence;
  double list_factor = 0;     // of errors: the band that a function has to exceed to be listed
  std::size_t looked_at = 0;  // functions above the least noise
  Weight whole_after = 0;     // of the side after as measured, filters or not: 100 % of limits about it
  Weight base = 0;            // 100 %: the total before, filters or not; with --relative that of the selection
  double noise_share = 0;     // --noise
  Weight noise = 0;           // the same as a weight, rounded down: a change up to this does not count
  std::vector<FunctionDiff> functions;
  std::vector<CallDiff> calls;
  Warnings warnings;
  Estimates doubts;  // of all runs: what is an estimate in one of them is one here, and why

  bool has_counts() const { return counted != Counted::nothing; }
  Weight total_delta() const { return after.total - before.total; }
  // The part of a cost by which the runs of both sides lie apart as a whole, rounded down: what one function of a busy
  // machine may vary by. At most all of it.
  Weight unsteady_part(Weight cost) const {
    const Weight whole = std::min(before.total, after.total);
    if (whole <= 0) return 0;
    return portion(cost, std::min(before.spread + after.spread, whole), whole);
  }
  // What a change has to exceed to count: the least noise, what the function's own runs differ by, and what the runs
  // differ by as a whole, because three quiet runs of one function between noisy ones are chance.
  Weight total_band() const {
    if (!total_evidence.is_timed()) return std::max(noise, before.spread + after.spread);
    const double factor = band_factor(clock, BandUse::total, 1);
    return std::max(noise, explained(before.total, factor * total_evidence.error));
  }
  Weight self_band(const FunctionDiff& function) const {
    return band_of(function.self_evidence, function.before.self, function.after.self, function.spread.self);
  }
  Weight cumulative_band(const FunctionDiff& function) const {
    return band_of(function.cumulative_evidence, function.before.cumulative, function.after.cumulative,
                   function.spread.cumulative);
  }
  Weight band_of(const Evidence& evidence, Weight old_cost, Weight new_cost, Weight spread) const {
    if (!evidence.is_timed()) return band(old_cost, new_cost, spread);
    return std::max(noise, explained(old_cost, list_factor * evidence.error));
  }
  // The change of a cost by so much in logarithms, as a weight.
  static Weight explained(Weight cost, double logarithm) {
    const double most = static_cast<double>(most_weight);
    return static_cast<Weight>(std::min(static_cast<double>(cost) * std::expm1(logarithm), most));
  }
  Weight band(Weight old_cost, Weight new_cost, Weight spread) const {
    return std::max({noise, spread, unsteady_part(std::max<Weight>({old_cost, new_cost, 0}))});
  }
};

}  // namespace p2g
