// Stacks of a stream that mixes events (what was measured) and threads, of which only its end tells which are wanted:
// perf script has the samples of all events behind each other, and what is shown is the one with most. All are kept,
// each stack once for every event and thread, and the wanted ones are taken out of them.
//
//   EventStacks stacks(source, options);
//   const auto cycles = stacks.event("cycles", Metric::count("cycles"));
//   each stack: push its frames, the leaf first, then add() it
//   finish() fills in the profile's stacks, total and metric, and what else is offered
//
// Events become metrics and are never added up. One that has a weight with each of its stacks measures these; else it
// counts stacks. Several threads are told apart by a frame at the root, by their names: those of the same name are one
// there, while --thread knows each by its id.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/pipe.h"
#include "src/base/result.h"
#include "src/base/source.h"
#include "src/base/strings.h"
#include "src/importers/importer.h"
#include "src/importers/kit/event_sums.h"
#include "src/model/offer.h"
#include "src/model/profile.h"

namespace p2g {

class EventStacks {
 public:
  using EventId = std::uint32_t;
  using ThreadId = std::uint32_t;
  static constexpr ThreadId no_thread = 0;  // of a stream, or of a stack, that tells none apart
  static constexpr std::size_t most_events = 1024;

  EventStacks(const Source& source, const ReadOptions& options);

  // The event of this name; `weighed` is what its weights measure. Not to be asked for again and again.
  EventId event(std::string_view name, const Metric& weighed);
  // What an event's weights measure, where that shows later.
  void set_weighed(EventId event, const Metric& weighed) { events_[event].weighed = weighed; }
  ThreadId thread(const Slice& slice);

  // A frame of the next stack, the leaf first.
  void push(FrameId frame) { pipe_.filling().frames.push_back(frame); }
  // How many it has so far, and the last of them.
  std::size_t depth() const { return depth_of(pipe_.filling()); }
  FrameId& top() { return pipe_.filling().frames.back(); }
  std::span<const FrameId> pushed() { return std::span(pipe_.filling().frames).subspan(begin_); }
  // Forgets them.
  void drop() { pipe_.filling().frames.resize(begin_); }

  // Ends a stack. `place` is where it stands, for messages (a line's number). Fails when there are more events than
  // anybody measures, or the sum of weights gets too large. A weight must not be negative.
  Result<void> add(EventId event, ThreadId thread, std::optional<Weight> weight, std::uint64_t place);

  // Stacks added so far.
  std::uint64_t count() const { return count_; }

  // Fills in the profile's data, total, metric, choice and warnings; its frames are those that were pushed. `noun` is
  // what a stack is: "samples"; empty where stacks were summed before and their number says nothing. Fails when there
  // was no room, or no such metric or thread. Nothing may be added afterwards.
  Result<void> finish(Profile& profile, const Wanted& wanted, std::string_view noun = "samples");

 private:
  struct Event {
    std::string name;
    Metric weighed;
    std::int64_t stacks = 0;
    std::int64_t with_weight = 0;
    Weight total = 0;

    bool is_weighed() const { return with_weight == stacks; }
  };
  struct Head {
    EventId event;
    ThreadId thread;
  };
  struct Sums;

  std::size_t depth_of(const EventSums::Batch& batch) const { return batch.frames.size() - begin_; }
  std::uint32_t head(EventId event, ThreadId thread);
  void send();
  Result<void> check_room() const;
  void bound_threads(Warnings& warnings);
  Sums sum_up(const Stacks& stacks, const std::vector<Weight>& counts) const;
  void offer(const Sums& sums, std::string_view noun, Offer& offer) const;
  std::vector<FrameId> heads_of(const Offer& offer, const Choice& choice, Frames& frames) const;
  void take_chosen(const Stacks& all, const std::vector<Weight>& counts, const Sums& sums, Profile& profile) const;

  const Source& source_;
  EventSums sums_;
  bool keep_order_;
  std::size_t begin_ = 0;  // in the batch that is being filled: of the stack that is being pushed
  std::uint64_t count_ = 0;
  std::vector<Event> events_;
  std::vector<Slice> threads_{Slice{}};  // the first is none
  std::map<std::string, ThreadId, std::less<>> thread_ids_;
  std::vector<Head> heads_;
  std::map<std::pair<EventId, ThreadId>, std::uint32_t> head_ids_;
  std::array<std::uint32_t, 256> recent_heads_{};
  mutable Pipe<EventSums::Batch> pipe_;  // last, so that its thread ends first
};

}  // namespace p2g
