// Makes Stacks of what an importer of stacks reads: exact sums of decimal counts, the finest scale that holds them,
// input order where it is wanted, bounds on what a hostile file may become, and a second thread where the input is
// large.
//
//   StacksBuilder stacks(source, options);
//   each stack: push its frames, callers first, then add() its count
//   finish() fills in the profile's stacks, total and metric
//
// Frames stay the importer's: it knows how they are named. A count is exact and in units of 10^-decimals of the metric
// (milliseconds: Metric::time(3); kilobytes: Metric::bytes() and a factor of 1000); the metric of the profile gets
// further decimals where counts are fractions of that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/decimal.h"
#include "src/base/pipe.h"
#include "src/base/result.h"
#include "src/base/source.h"
#include "src/importers/importer.h"
#include "src/importers/kit/stack_sums.h"
#include "src/model/profile.h"

namespace p2g {

class StacksBuilder {
 public:
  StacksBuilder(const Source& source, const ReadOptions& options)
      : source_(source),
        sums_(options.keep_order, source.size_hint()),
        pipe_(options.workers, [this](StackSums::Batch& batch) { sums_.add(batch); }) {}

  // Where the frames of the next stack go, callers first; at most 2^32.
  void push(FrameId frame) { pipe_.filling().frames.push_back(frame); }
  // The same for those who append many at once. What is there already belongs to other stacks.
  std::vector<FrameId>& frames() { return pipe_.filling().frames; }

  // Ends a stack: its first `shared` frames are those of the stack added before, which may then be left out, and what
  // was pushed since follows. `place` is where it stands, for messages (a line's number), and `end` how many bytes of
  // the input have been read. Fails when the sum of all counts gets too large. A count must not be negative.
  Result<void> add(const Decimal& count, std::uint64_t place, std::uint64_t end, std::uint32_t shared = 0);
  // The same for whole counts.
  Result<void> add(Weight count, std::uint64_t place, std::uint64_t end);

  // Stacks added so far.
  std::uint64_t count() const { return count_; }

  // What counts are made of, each of `factor`: of all of them. "samples" when nobody says.
  void set_metric(const Metric& metric, std::int64_t factor = 1) {
    metric_ = metric;
    factor_ = factor;
  }
  std::int64_t factor() const { return factor_; }
  const Metric& metric() const { return metric_; }

  // Fills in the profile's data, total, metric and warnings. Fails when there were more different stacks than there is
  // room for. Nothing may be added afterwards.
  Result<void> finish(Profile& profile);

 private:
  bool sum(const Decimal& count);
  bool sum_fraction(const Decimal& count);
  void send();
  static Error too_much();
  Result<void> check_room() const;
  std::int64_t most_whole() const;
  int finest_scale();
  void join_fractions(Profile& profile, int decimals);

  const Source& source_;
  StackSums sums_;
  std::size_t begin_ = 0;  // in the batch that is being filled: of the stack that is being pushed
  std::uint64_t count_ = 0;
  Metric metric_;
  std::int64_t factor_ = 1;
  Decimal total_;
  int decimals_ = 0;  // the most that a count had
  std::uint64_t rounded_ = 0;
  Pipe<StackSums::Batch> pipe_;  // last, so that its thread ends first
};

// Here and inline, because a large file has millions of stacks.
inline Result<void> StacksBuilder::add(const Decimal& count, std::uint64_t place, std::uint64_t end,
                                       std::uint32_t shared) {
  if (!sum(count)) return fail(too_much());
  StackSums::Batch& batch = pipe_.filling();
  const auto frames = static_cast<std::uint32_t>(batch.frames.size() - begin_);
  batch.stacks.push_back({shared, frames, place, count.whole, count.fraction});
  batch.end = end;
  begin_ = batch.frames.size();
  ++count_;
  if (batch.full()) send();
  return {};
}

// The total is kept here and not beside the tree, so that it is this stack of which an error is told. No node can hold
// more than the total, so one check serves all sums. Nearly all counts are whole.
inline bool StacksBuilder::sum(const Decimal& count) {
  if (__builtin_add_overflow(total_.whole, count.whole, &total_.whole)) return false;
  return (count.fraction == 0 && !count.rounded) || sum_fraction(count);
}

}  // namespace p2g
