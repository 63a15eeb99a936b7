#include "src/importers/trace/sampled_stacks.h"

#include <algorithm>
#include <string>

#include "src/importers/trace/event.h"

namespace p2g::trace {

std::uint32_t SampledStacks::frame_of(std::string_view id) {
  if (id.empty() || id == "0") return no_index;
  const StringId number = ids_.intern(id);
  if (frames_.size() <= number) frames_.resize(number + std::size_t{1});
  return number;
}

void SampledStacks::read_frames(JsonReader& json, FrameNames& names) {
  if (!json.begin_object()) return;
  while (json.next_key()) {
    const std::uint32_t frame = frame_of(json.key());
    if (!json.begin_object()) continue;
    while (json.next_key()) {
      if (json.key() == "name") {
        const FrameId name = names.add_text(json.text());
        if (frame != no_index) frames_[frame].frame = name;
      } else if (json.key() == "parent") {
        const std::uint32_t parent = frame_of(json.scalar());
        if (frame != no_index) frames_[frame].parent = parent;
      }
    }
  }
}

void SampledStacks::read_samples(JsonReader& json, Threads& threads) {
  if (!json.begin_array()) return;
  Event event;
  while (json.next_item()) {
    if (!event.read(json) || !event.ts_ns) continue;
    samples_.push_back({*event.ts_ns, threads.thread(event.pid, event.tid), frame_of(event.stack_frame)});
    if (samples_.size() > json.most_items()) {
      json.fail_here("more samples than a compressed file of this size may have");
    }
  }
}

// Sets the node of the frame; false when it calls itself in a circle. Each frame is placed once a slice, so that deep
// stacks cost no more than they have frames.
bool SampledStacks::place(std::uint32_t frame, std::uint32_t slice, SampleGrid& grid) {
  waiting_.clear();
  std::uint32_t above = frame;
  for (; above != no_index && frames_[above].slice != slice; above = frames_[above].parent) {
    if (waiting_.size() > frames_.size()) return false;
    waiting_.push_back(above);
  }
  std::uint32_t node = above == no_index ? grid.root(slice) : frames_[above].node;
  for (std::size_t i = waiting_.size(); i-- > 0;) {
    Frame& each = frames_[waiting_[i]];
    if (each.frame != no_frame) node = grid.child(node, each.frame);
    each.node = node;
    each.slice = slice;
  }
  return true;
}

Result<void> SampledStacks::emit(SampleGrid& grid, Threads& threads, Warnings& warnings) {
  std::stable_sort(samples_.begin(), samples_.end(), [](const Sample& a, const Sample& b) {
    return a.thread != b.thread ? a.thread < b.thread : a.ts_ns < b.ts_ns;
  });
  std::uint64_t last_ones = 0;
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    const Sample& sample = samples_[i];
    const std::uint32_t slice = threads.slice(sample.thread, grid);
    if (!place(sample.frame, slice, grid)) {
      return fail({ErrorKind::input, "\"stackFrames\" are a circle: a frame is its own caller"});
    }
    const std::uint32_t node = sample.frame == no_index ? grid.root(slice) : frames_[sample.frame].node;
    const bool is_last = i + 1 == samples_.size() || samples_[i + 1].thread != sample.thread;
    std::int64_t ns = 0;
    if (is_last || __builtin_sub_overflow(samples_[i + 1].ts_ns, sample.ts_ns, &ns)) ns = 0;
    if (is_last) ++last_ones;
    grid.add(node, 0, ns);
    grid.add(node, 1, std::int64_t{1});
    for (const std::size_t metric : {0, 1}) grid.count_sample(slice, metric);
  }
  warnings.add("last-sample", "last sample of a thread was taken for one without a time: none says how long it lasted",
               last_ones);
  return {};
}

}  // namespace p2g::trace
