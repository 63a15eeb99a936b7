// Collects functions and caller/callee pairs as a file names them and makes Profile::data of it: sums that cannot
// overflow, functions that are only known as callers, and everything that is imperfect counted as a warning. What is
// added goes through a pipe: of a large file a second thread makes the profile while the first still reads.
//
// Weights are whole numbers in the unit of the metric that finish() gets; the importer chooses one metric before it
// adds.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/pipe.h"
#include "src/base/result.h"
#include "src/model/profile.h"

namespace p2g {

// What a file says of one function or of one pair.
struct Figures {
  Weight self = 0;        // of a pair: unknown_weight when the file has only a number of calls, then cumulative, too
  Weight cumulative = 0;  // of a pair: what its calls cost
  std::int64_t calls = 0;
  std::int64_t primitive_calls = 0;  // of a pair: -1 when unknown

  bool has_costs() const { return cumulative != unknown_weight; }
};

inline constexpr std::string_view huge_number_text = "a number is too large to be kept and was cut down";

class CallsBuilder {
 public:
  CallsBuilder(Profile& profile, int workers)
      : profile_(profile), pipe_(workers, [this](std::vector<Entry>& batch) { take(batch); }) {}

  // Pages that stay untouched cost nothing, while growing by doubling touches everything twice.
  void reserve(std::size_t functions, std::size_t edges);
  // Figures of a function that has been added before are summed and counted as a duplicate.
  void add_function(FrameId function, const Figures& figures) { add({function, no_frame, figures}); }
  void add_edge(FrameId caller, FrameId callee, const Figures& figures) {
    (figures.has_costs() ? costed_edges_ : counted_edges_) = true;
    ++edges_added_;
    add({caller, callee, figures});
  }
  std::size_t edges() const { return edges_added_; }
  // Edges begin to end of those that were added. Waits for the second thread: not one by one.
  std::vector<CallCost> copy_of_edges(std::size_t begin, std::size_t end);

  // Whether any edge has costs, and whether any has only a number of calls.
  bool has_costed_edges() const { return costed_edges_; }
  bool has_counted_edges() const { return counted_edges_; }

  // From now on weights are in a unit that is 10^decimals larger: what was added before is rounded to it.
  void coarsen(int decimals);

  // For files that give self costs and those of calls: functions get their cumulative cost from their calls
  // (kit/cycles.h). Instead of cumulative figures; to be said once, before finish().
  void derive_cumulative() { derives_ = true; }

  // Fills in the profile's metric, total, data and warnings. Fails when the costs of the file are too large for a sum.
  Result<void> finish(const Metric& metric);

 private:
  // A function (no callee) or an edge.
  struct Entry {
    FrameId caller;
    FrameId callee;
    Figures figures;
  };
  static constexpr std::size_t batch_size = 2048;

  void add(const Entry& entry) {
    std::vector<Entry>& batch = pipe_.filling();
    batch.push_back(entry);
    if (batch.size() == batch_size) pipe_.send();
  }
  void take(std::vector<Entry>& batch);
  void take_function(FrameId function, const Figures& figures);
  void take_edge(FrameId caller, FrameId callee, const Figures& figures);
  bool has_room(const Figures& figures);
  std::int64_t tally(std::int64_t calls);
  std::int64_t irregular_tally(std::int64_t calls);
  void settle_callers();
  void finish_functions();
  void warn();

  Profile& profile_;
  bool costed_edges_ = false;
  bool counted_edges_ = false;
  bool derives_ = false;
  std::size_t edges_added_ = 0;
  // From here on for what comes out of the pipe.
  std::vector<FunctionCost> functions_;
  CallList edges_;
  // So that no sum of costs or of calls overflows, whichever of them somebody adds.
  std::uint64_t costs_left_ = std::uint64_t{1} << 62;
  std::int64_t calls_left_ = std::int64_t{1} << 62;
  bool costs_overflow_ = false;
  std::uint64_t duplicates_ = 0;
  std::uint64_t orphans_ = 0;
  std::uint64_t collisions_ = 0;
  std::uint64_t estimates_ = 0;
  std::uint64_t huge_ = 0;
  std::uint64_t negative_counts_ = 0;
  Pipe<std::vector<Entry>> pipe_;  // last, so that its thread ends first
};

// Here and inline, because a large file has millions of them.
inline void CallsBuilder::take_edge(FrameId caller, FrameId callee, const Figures& figures) {
  // Nearly all figures are small and none is missing: one look at all four of them then serves every check below.
  const auto all =
      static_cast<std::uint64_t>(figures.self | figures.cumulative | figures.calls | figures.primitive_calls);
  if (all < (std::uint64_t{1} << 31)) {
    const auto costs = static_cast<std::uint64_t>(figures.self + figures.cumulative);
    const std::int64_t counts = figures.calls + figures.primitive_calls;
    if (costs <= costs_left_ && counts <= calls_left_) {
      costs_left_ -= costs;
      calls_left_ -= counts;
      edges_.push_back({caller, callee, figures.self, figures.cumulative, figures.calls, figures.primitive_calls});
      return;
    }
  }
  const std::int64_t calls = tally(figures.calls);
  if (!figures.has_costs()) {
    edges_.push_back({caller, callee, unknown_weight, unknown_weight, calls, figures.primitive_calls});
  } else if (has_room(figures)) {
    edges_.push_back({caller, callee, figures.self, figures.cumulative, calls, tally(figures.primitive_calls)});
  }
}

// Both at once: what is not unknown_weight is below 2^63, so their sizes together fit 64 bits.
inline bool CallsBuilder::has_room(const Figures& figures) {
  const auto size_of = [](Weight weight) {
    return weight < 0 ? 0 - static_cast<std::uint64_t>(weight) : static_cast<std::uint64_t>(weight);
  };
  const std::uint64_t size = size_of(figures.self) + size_of(figures.cumulative);
  if (size > costs_left_) {
    costs_overflow_ = true;
    return false;
  }
  costs_left_ -= size;
  return true;
}

inline std::int64_t CallsBuilder::tally(std::int64_t calls) {
  if (calls < 0 || calls > calls_left_) return irregular_tally(calls);
  calls_left_ -= calls;
  return calls;
}

}  // namespace p2g
