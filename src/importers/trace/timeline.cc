#include "src/importers/trace/timeline.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

namespace p2g::trace {

// One thread's calls.
class ThreadTimeline {
 public:
  struct Mark {
    std::int64_t ts_ns;
    std::uint64_t identity;
    std::uint32_t frame;
  };

  ThreadTimeline(SampleGrid& grid, std::size_t metric, std::uint32_t slice)
      : grid_(grid), metric_(metric), root_(grid.root(slice)) {}

  void run(std::vector<Mark> begins, std::vector<Mark> ends);
  std::uint64_t passed_over() const { return passed_over_; }
  std::uint64_t left_open() const { return open_.size(); }

 private:
  struct Open {
    std::uint32_t node;
    std::uint32_t frame;
    std::uint64_t identity;
  };
  // How far ends of one instant are looked through for one that fits.
  static constexpr std::size_t most_swapped = 256;

  void begin(const Mark& mark);
  void end(std::size_t at);
  void bring_fitting(std::size_t at);
  bool fits(const Mark& mark, bool exactly) const {
    return exactly ? mark.identity == open_.back().identity : mark.frame == open_.back().frame;
  }
  void pass_until(std::int64_t ts_ns);

  SampleGrid& grid_;
  std::size_t metric_;
  std::uint32_t root_;
  std::vector<Mark> ends_;
  std::vector<Open> open_;
  std::int64_t now_ns_ = 0;
  bool has_begun_ = false;
  std::uint64_t passed_over_ = 0;
};

void ThreadTimeline::pass_until(std::int64_t ts_ns) {
  std::int64_t passed = 0;
  if (has_begun_ && ts_ns > now_ns_ && !open_.empty() && !__builtin_sub_overflow(ts_ns, now_ns_, &passed)) {
    grid_.add(open_.back().node, metric_, passed);
  }
  now_ns_ = has_begun_ ? std::max(now_ns_, ts_ns) : ts_ns;
  has_begun_ = true;
}

void ThreadTimeline::begin(const Mark& mark) {
  pass_until(mark.ts_ns);
  const std::uint32_t node = grid_.child(open_.empty() ? root_ : open_.back().node, mark.frame);
  open_.push_back({node, mark.frame, mark.identity});
}

// Puts an end of the same instant that fits the innermost call in front of the others.
void ThreadTimeline::bring_fitting(std::size_t at) {
  for (const bool exactly : {true, false}) {
    const std::size_t most = std::min(ends_.size(), at + most_swapped);
    for (std::size_t i = at; i < most && ends_[i].ts_ns == ends_[at].ts_ns; ++i) {
      if (!fits(ends_[i], exactly)) continue;
      std::swap(ends_[at], ends_[i]);
      return;
    }
  }
}

void ThreadTimeline::end(std::size_t at) {
  if (!open_.empty()) bring_fitting(at);
  if (open_.empty() || !fits(ends_[at], false)) {
    ++passed_over_;
    return;
  }
  pass_until(ends_[at].ts_ns);
  open_.pop_back();
}

void ThreadTimeline::run(std::vector<Mark> begins, std::vector<Mark> ends) {
  const auto earlier = [](const Mark& a, const Mark& b) { return a.ts_ns < b.ts_ns; };
  std::stable_sort(begins.begin(), begins.end(), earlier);
  std::stable_sort(ends.begin(), ends.end(), earlier);
  ends_ = std::move(ends);
  std::size_t next = 0;
  for (std::size_t at = 0; next < begins.size() || at < ends_.size();) {
    const bool has_both = next < begins.size() && at < ends_.size();
    const bool is_begin =
        at == ends_.size() ||
        (has_both && (begins[next].ts_ns < ends_[at].ts_ns ||
                      (begins[next].ts_ns == ends_[at].ts_ns && begins[next].identity == ends_[at].identity)));
    if (is_begin) {
      begin(begins[next++]);
    } else {
      end(at++);
    }
  }
}

namespace {

std::int64_t add_clamped(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

}  // namespace

// Events are brought together by thread; those of each stay in the order of the file, X behind B, the longer first.
void Timeline::emit(SampleGrid& grid, std::size_t metric, Threads& threads, Warnings& warnings) {
  const auto is_x = [](const Event& event) { return event.duration_ns >= 0; };
  std::stable_sort(events_.begin(), events_.end(), [&](const Event& a, const Event& b) {
    if (a.thread != b.thread) return a.thread < b.thread;
    if (is_x(a) != is_x(b)) return is_x(b);
    return is_x(a) && (a.ts_ns != b.ts_ns ? a.ts_ns < b.ts_ns : a.duration_ns > b.duration_ns);
  });
  std::uint64_t passed_over = 0;
  std::uint64_t left_open = 0;
  for (std::size_t from = 0; from < events_.size();) {
    std::vector<ThreadTimeline::Mark> begin;
    std::vector<ThreadTimeline::Mark> end;
    const std::uint32_t thread = events_[from].thread;
    for (; from < events_.size() && events_[from].thread == thread; ++from) {
      const Event& event = events_[from];
      const ThreadTimeline::Mark mark{event.ts_ns, event.identity, event.frame};
      if (event.duration_ns != ends) begin.push_back(mark);
      if (event.duration_ns != begins)
        end.push_back(
            {add_clamped(event.ts_ns, std::max<std::int64_t>(event.duration_ns, 0)), mark.identity, mark.frame});
    }
    const std::uint32_t slice = threads.slice(thread, grid);
    grid.offer(slice, metric);
    ThreadTimeline timeline(grid, metric, slice);
    timeline.run(std::move(begin), std::move(end));
    passed_over += timeline.passed_over();
    left_open += timeline.left_open();
  }
  events_.clear();
  warnings.add("unmatched-end", "end of a call that was not the innermost open one was passed over", passed_over);
  warnings.add("open-call", "call without an end was ended with the last event of its thread", left_open);
}

}  // namespace p2g::trace
