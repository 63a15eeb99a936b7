// Collects functions and caller/callee pairs as a file names them and makes Profile::data of it: weights on one
// scale, sums that cannot overflow, and everything that is imperfect counted as a warning. What is added goes through a
// pipe: of a large file a second thread makes the profile while the first still reads.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "src/base/pipe.h"
#include "src/importers/kit/time_scale.h"
#include "src/model/profile.h"

namespace p2g {

// Times and calls of one function or of one pair, as read.
struct Figures {
  std::int64_t calls = 0;
  std::int64_t primitive_calls = 0;  // of a pair: -1 when unknown
  bool has_times = true;             // of a pair: false when the file has only a number of calls
  double self_s = 0;
  double cumulative_s = 0;
};

inline constexpr std::string_view huge_number_text = "a number is too large to be kept and was cut down";

class CallsBuilder {
 public:
  CallsBuilder(Profile& profile, int threads)
      : profile_(profile), pipe_(threads, [this](std::vector<Entry>& batch) { take(batch); }) {}

  // Pages that stay untouched cost nothing, while growing by doubling touches everything twice.
  void reserve(std::size_t functions, std::size_t edges);
  // Figures of a function that has been added before are summed and counted as a duplicate.
  void add_function(FrameId function, const Figures& figures) { add({function, no_frame, figures}); }
  void add_edge(FrameId caller, FrameId callee, const Figures& figures) {
    (figures.has_times ? timed_edges_ : counted_edges_) = true;
    ++edges_added_;
    add({caller, callee, figures});
  }
  // Adds edges begin to end once more, as calls of `callee`.
  void copy_edges(std::size_t begin, std::size_t end, FrameId callee);
  std::size_t edges() const { return edges_added_; }

  bool has_timed_edges() const { return timed_edges_; }
  bool has_counted_edges() const { return counted_edges_; }

  // Fills in the profile's metric, total, data and warnings. Functions that are only known as callers get an entry.
  void finish();

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
  void make_room(double& self_s, double& cumulative_s);
  std::int64_t tally(std::int64_t calls);
  std::int64_t irregular_tally(std::int64_t calls);
  void settle();
  void warn();

  Profile& profile_;
  bool timed_edges_ = false;
  bool counted_edges_ = false;
  std::size_t edges_added_ = 0;
  // From here on for what comes out of the pipe.
  TimeScale scale_;
  std::vector<FunctionCost> functions_;
  CallList edges_;
  std::int64_t calls_left_ = std::int64_t{1} << 62;  // so that no sum of calls overflows
  std::uint64_t duplicates_ = 0;
  std::uint64_t orphans_ = 0;
  std::uint64_t collisions_ = 0;
  std::uint64_t negative_times_ = 0;
  std::uint64_t not_finite_ = 0;
  std::uint64_t huge_ = 0;
  std::uint64_t negative_counts_ = 0;
  Pipe<std::vector<Entry>> pipe_;  // last, so that its thread ends first
};

// Here and inline, because a large file has millions of them.
inline void CallsBuilder::take_edge(FrameId caller, FrameId callee, const Figures& figures) {
  if (!figures.has_times) {
    edges_.push_back({caller, callee, unknown_weight, unknown_weight, tally(figures.calls), figures.primitive_calls});
    return;
  }
  double self_s = figures.self_s;
  double cumulative_s = figures.cumulative_s;
  if (!scale_.take(self_s, cumulative_s)) make_room(self_s, cumulative_s);
  edges_.push_back({caller, callee, scale_.weigh(self_s), scale_.weigh(cumulative_s), tally(figures.calls),
                    tally(figures.primitive_calls)});
}

inline std::int64_t CallsBuilder::tally(std::int64_t calls) {
  if (calls < 0 || calls > calls_left_) return irregular_tally(calls);
  calls_left_ -= calls;
  return calls;
}

}  // namespace p2g
