// Collects functions and caller/callee pairs as a file names them and makes Profile::data of it: sums that cannot
// overflow, functions that are only known as callers, and everything that is imperfect counted as a warning. What is
// added goes through a pipe: of a large file a second thread makes the profile while the first still reads.
//
// Weights are whole numbers in the unit of the metric that finish() gets; the importer chooses one metric before it
// adds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/result.h"
#include "src/importers/kit/call_pipe.h"
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

inline constexpr std::string_view huge_number_text =
    "a number is too large to be kept and was cut down: what it is part of is too small";

class CallsBuilder {
 public:
  CallsBuilder(Profile& profile, int workers)
      : profile_(profile), pipe_(workers, [this](CallPipe<Figures>::Batch& batch) {
          take(batch, [](const Figures& figures) { return figures; });
        }) {}

  // Pages that stay untouched cost nothing, while growing by doubling touches everything twice.
  void reserve(std::size_t functions, std::size_t edges);
  // Figures of a function that has been added before are summed and counted as a duplicate.
  void add_function(FrameId function, const Figures& figures) { pipe_.add({function, no_frame, figures}); }
  void add_edge(FrameId caller, FrameId callee, const Figures& figures) {
    (figures.has_costs() ? costed_edges_ : counted_edges_) = true;
    ++edges_added_;
    pipe_.add({caller, callee, figures});
  }
  // For importers whose files have other figures, which go through a CallPipe of their own: adds a batch of it, with
  // weigh(what is given) as Figures, and empties it. Nothing else may be added then, and whoever asks for what was
  // added waits for that pipe before.
  template <class Batch, class Weigh>
  void take(Batch& batch, Weigh weigh);
  std::size_t edges() const { return edges_added_; }
  // Edges begin to end of those that were added. Waits for the second thread: not one by one.
  std::vector<CallCost> copy_of_edges(std::size_t begin, std::size_t end);

  // Whether any edge has costs, and whether any has only a number of calls.
  bool has_costed_edges() const { return costed_edges_; }
  bool has_counted_edges() const { return counted_edges_; }

  // For files that do not say what a pair's calls cost in the callee itself: the self costs of pairs are unknown. To be
  // said before anything is added.
  void omit_edge_self() { omits_edge_self_ = true; }

  // From now on weights are in a unit that is 10^decimals larger: what was added before is rounded to it.
  void coarsen(int decimals);

  // For files that give self costs and those of calls: functions get their cumulative cost from their calls
  // (kit/cycles.h). Instead of cumulative figures; to be said once, before finish().
  void derive_cumulative() { derives_ = true; }

  // For files whose figures come from timing each call, so that they have to agree (kit/agreement.h), unless the
  // importer has cut some of them down. To be said once, before finish().
  void expect_agreement(bool cut_down) {
    agrees_ = true;
    cut_down_ = cut_down;
  }

  // Fills in the profile's metric, total, data and warnings. Fails when the costs of the file are too large for a sum.
  Result<void> finish(const Metric& metric);

 private:
  template <class Batch>
  void make_room(const Batch& batch);
  void take_function(FrameId function, const Figures& figures);
  void take_edge(FrameId caller, FrameId callee, const Figures& figures);
  bool has_room(const Figures& figures);
  std::int64_t tally(std::int64_t calls);
  std::int64_t irregular_tally(std::int64_t calls);
  void settle_callers();
  void finish_functions();
  void warn();

  // FunctionCost::primitive_calls of a function whose own entry has not been read.
  static constexpr std::int64_t no_entry = -1;

  Profile& profile_;
  bool costed_edges_ = false;
  bool counted_edges_ = false;
  bool omits_edge_self_ = false;
  bool derives_ = false;
  bool agrees_ = false;
  bool cut_down_ = false;
  std::size_t edges_added_ = 0;
  // From here on for what comes out of the pipe.
  std::vector<FunctionCost> functions_;
  CallList edges_;
  // So that no sum of costs or of calls overflows, whichever of them somebody adds.
  std::uint64_t costs_left_ = std::uint64_t{1} << 62;
  std::int64_t calls_left_ = std::int64_t{1} << 62;
  bool costs_overflow_ = false;
  std::vector<FrameId> duplicates_;
  std::vector<FrameId> orphans_;  // functions that are known as callers only
  std::uint64_t estimates_ = 0;
  std::uint64_t huge_ = 0;
  std::uint64_t negative_counts_ = 0;
  CallPipe<Figures> pipe_;  // last, so that its thread ends first
};

template <class Batch>
void CallsBuilder::make_room(const Batch& batch) {
  std::size_t functions = functions_.size();
  for (const auto& entry : batch) {
    if (entry.callee == no_frame) functions = std::max<std::size_t>(functions, entry.caller + std::size_t{1});
  }
  functions_.resize(functions, FunctionCost{0, 0, 0, no_entry});
}

template <class Batch, class Weigh>
void CallsBuilder::take(Batch& batch, Weigh weigh) {
  make_room(batch);
  // Functions come in an order that has nothing to do with their ids: each is a cache miss that is asked for early.
  constexpr std::size_t ahead = 32;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (i + ahead < batch.size() && batch[i + ahead].callee == no_frame) {
      __builtin_prefetch(&functions_[batch[i + ahead].caller], 1);
    }
    const auto& entry = batch[i];
    if (entry.callee == no_frame) {
      take_function(entry.caller, weigh(entry.figures));
    } else {
      take_edge(entry.caller, entry.callee, weigh(entry.figures));
    }
  }
  batch.clear();
}

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
      const Weight self = omits_edge_self_ ? unknown_weight : figures.self;
      edges_.push_back({caller, callee, self, figures.cumulative, figures.calls, figures.primitive_calls});
      return;
    }
  }
  const std::int64_t calls = tally(figures.calls);
  if (!figures.has_costs()) {
    edges_.push_back({caller, callee, unknown_weight, unknown_weight, calls, figures.primitive_calls});
  } else if (has_room(figures)) {
    const Weight self = omits_edge_self_ ? unknown_weight : figures.self;
    edges_.push_back({caller, callee, self, figures.cumulative, calls, tally(figures.primitive_calls)});
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
