#include "src/importers/kit/event_stacks.h"

#include <algorithm>

#include "src/importers/kit/choose.h"
#include "src/importers/kit/stack_limits.h"

namespace p2g {
namespace {

// A list of more cells than this helps nobody, and every event of every thread would be one.
constexpr std::size_t most_cells = std::size_t{1} << 18;

void add_to_cell(std::optional<Cell>& cell, Weight total, std::optional<std::int64_t> samples) {
  if (!cell) cell = Cell{};
  cell->busy = cell->total += total;
  if (samples) cell->samples = cell->samples.value_or(0) + *samples;
}

}  // namespace

// What each head comes to, and which one each node is below.
struct EventStacks::Sums {
  std::vector<Weight> weights;
  std::vector<std::int64_t> stacks;
  std::vector<std::uint32_t> head_of;
};

EventStacks::EventStacks(const Source& source, const ReadOptions& options)
    : source_(source),
      sums_(options.keep_order),
      keep_order_(options.keep_order),
      pipe_(options.workers, [this](EventSums::Batch& batch) { sums_.add(batch); }) {}

EventStacks::EventId EventStacks::event(std::string_view name, const Metric& weighed) {
  const auto known = std::find_if(events_.begin(), events_.end(), [&](const Event& each) { return each.name == name; });
  if (known != events_.end()) return static_cast<EventId>(known - events_.begin());
  events_.push_back({.name = std::string(name), .weighed = weighed});
  return static_cast<EventId>(events_.size() - 1);
}

EventStacks::ThreadId EventStacks::thread(const Slice& slice) {
  std::string key;
  for (const std::string* part : {&slice.process, &slice.thread, &slice.pid, &slice.tid}) (key += *part) += '\0';
  const auto [known, is_new] = thread_ids_.try_emplace(std::move(key), static_cast<ThreadId>(threads_.size()));
  if (is_new) threads_.push_back(slice);
  return known->second;
}

std::uint32_t EventStacks::head(EventId event, ThreadId thread) {
  std::uint32_t& recent = recent_heads_[(thread + event * 31U) % recent_heads_.size()];
  if (recent < heads_.size() && heads_[recent].event == event && heads_[recent].thread == thread) return recent;
  const auto [known, is_new] = head_ids_.try_emplace({event, thread}, static_cast<std::uint32_t>(heads_.size()));
  if (is_new) heads_.push_back({event, thread});
  return recent = known->second;
}

Result<void> EventStacks::add(EventId event, ThreadId thread, std::optional<Weight> weight, std::uint64_t place) {
  if (events_.size() > most_events)
    return fail({ErrorKind::input, "more than " + std::to_string(most_events) + " different events", "", place});
  Event& of = events_[event];
  ++of.stacks;
  if (weight) ++of.with_weight;
  if (__builtin_add_overflow(of.total, weight.value_or(0), &of.total))
    return fail({ErrorKind::input, "the sum of all weights is above 9.2e18", "", place});
  EventSums::Batch& batch = pipe_.filling();
  batch.stacks.push_back({head(event, thread), static_cast<std::uint32_t>(depth_of(batch)), weight.value_or(0), place});
  begin_ = batch.frames.size();
  ++count_;
  if (batch.full()) send();
  return {};
}

void EventStacks::send() {
  // Asked for now and not at the end: a compressed file pays for nodes with the bytes that it has shown so far.
  pipe_.filling().most_nodes = source_.most_items();
  pipe_.send();
  begin_ = 0;
}

Result<void> EventStacks::check_room() const {
  if (sums_.overfull_place() == 0) return {};
  return fail(too_many_nodes_error(source_, sums_.overfull_place()));
}

void EventStacks::bound_threads(Warnings& warnings) {
  if (threads_.size() * events_.size() <= most_cells) return;
  warnings.add("many-threads", "threads are too many to be told apart", threads_.size() - 1);
  threads_.resize(1);
  for (Head& head : heads_) head.thread = no_thread;
}

EventStacks::Sums EventStacks::sum_up(const Stacks& stacks, const std::vector<Weight>& counts) const {
  Sums sums{std::vector<Weight>(heads_.size()), std::vector<std::int64_t>(heads_.size()),
            std::vector<std::uint32_t>(stacks.size())};
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t parent = stacks.parent[node];
    const std::uint32_t head = parent == 0 ? stacks.frame[node] : sums.head_of[parent];
    sums.head_of[node] = head;
    sums.weights[head] += stacks.self[node];
    sums.stacks[head] += counts[node];
  }
  return sums;
}

// A column an event, in the order of the file, and the number of stacks of the one with most, which is the default.
// A row a thread; what belongs to none has the first, if there is any.
void EventStacks::offer(const Sums& sums, std::string_view noun, Offer& offer) const {
  for (const Event& event : events_) {
    Metric metric = event.is_weighed() ? event.weighed : Metric::count(noun);
    metric.name = event.name;
    offer.metrics.push_back(std::move(metric));
    if (event.stacks > events_[offer.default_metric].stacks) offer.default_metric = offer.metrics.size() - 1;
  }
  const bool has_counts = !noun.empty() && events_[offer.default_metric].is_weighed();
  if (has_counts) offer.metrics.push_back(Metric::count(noun));
  const bool has_rest =
      std::any_of(heads_.begin(), heads_.end(), [](const Head& head) { return head.thread == no_thread; });
  if (threads_.size() > 1) offer.slices.assign(threads_.begin() + (has_rest ? 0 : 1), threads_.end());
  if (has_rest && threads_.size() > 1) offer.slices.front().thread = "(no thread)";
  offer.cells.resize(offer.rows() * offer.metrics.size());
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    const auto [event, thread] = heads_[head];
    std::optional<Cell>* const row = &offer.cells[(thread - (has_rest || thread == 0 ? 0 : 1)) * offer.metrics.size()];
    const std::optional<std::int64_t> samples = noun.empty() ? std::nullopt : std::optional(sums.stacks[head]);
    add_to_cell(row[event], events_[event].is_weighed() ? sums.weights[head] : sums.stacks[head], samples);
    if (has_counts && event == offer.default_metric) {
      add_to_cell(row[offer.metrics.size() - 1], sums.stacks[head], samples);
    }
  }
}

// By row of the offer the frame that heads its stacks; none where one name is all that there is.
std::vector<FrameId> EventStacks::heads_of(const Offer& offer, const Choice& choice, Frames& frames) const {
  std::vector<FrameId> heads(offer.rows(), no_frame);
  if (offer.slices.empty()) return heads;
  const std::string first = offer.slices[choice.slices.front()].name();
  const bool differ = std::any_of(choice.slices.begin(), choice.slices.end(),
                                  [&](std::size_t row) { return offer.slices[row].name() != first; });
  if (!differ) return heads;
  const bool has_rest = offer.slices.size() == threads_.size();  // what belongs to no thread needs no head
  for (const std::size_t row : choice.slices) {
    if (row > 0 || !has_rest) heads[row] = slice_frame(frames, offer.slices[row]);
  }
  return heads;
}

Result<void> EventStacks::finish(Profile& profile, const Wanted& wanted, std::string_view noun) {
  pipe_.filling().most_nodes = source_.most_items();
  pipe_.drain();
  P2G_TRY(check_room());
  const Stacks all = sums_.take_stacks();
  std::vector<Weight> counts = sums_.take_counts();
  counts.resize(all.size());
  bound_threads(profile.warnings);
  if (events_.empty()) event(noun, Metric::count(noun));
  const Sums sums = sum_up(all, counts);
  offer(sums, noun, profile.offered);
  P2G_TRY_ASSIGN(profile.chosen, choose(profile.offered, wanted));
  take_chosen(all, counts, sums, profile);
  return {};
}

// The wanted stacks, without the heads that told them apart.
void EventStacks::take_chosen(const Stacks& all, const std::vector<Weight>& counts, const Sums& sums,
                              Profile& profile) const {
  const Offer& offer = profile.offered;
  const std::size_t metric = profile.chosen.metric;
  const EventId event =
      metric < events_.size() ? static_cast<EventId>(metric) : static_cast<EventId>(offer.default_metric);
  const bool weighs = metric < events_.size() && events_[event].is_weighed();
  const std::size_t hidden_rows = threads_.size() > offer.slices.size() && !offer.slices.empty() ? 1 : 0;
  const std::vector<FrameId> heads = heads_of(offer, profile.chosen, profile.frames);
  profile.metric = offer.metrics[metric];
  StackBuilder taken(keep_order_);
  std::vector<std::uint32_t> placed(all.size(), 0);
  std::uint64_t without_frames = 0;
  for (std::uint32_t node = 1; node < all.size(); ++node) {
    const Head head = heads_[sums.head_of[node]];
    const std::size_t row = offer.slices.empty() ? 0 : head.thread - hidden_rows;
    if (head.event != event || !profile.chosen.has(row)) continue;
    const bool is_head = all.parent[node] == 0;
    if (!is_head) {
      placed[node] = taken.child(placed[all.parent[node]], all.frame[node]);
    } else if (heads[row] != no_frame) {
      placed[node] = taken.child(0, heads[row]);
    }
    taken.add_self(placed[node], weighs ? all.self[node] : counts[node]);
    profile.total += weighs ? all.self[node] : counts[node];
    if (is_head) without_frames += static_cast<std::uint64_t>(counts[node]);
  }
  profile.warnings.add("no-stack", "sample has no stack and counts in the total only", without_frames);
  profile.data = taken.take();
}

}  // namespace p2g
