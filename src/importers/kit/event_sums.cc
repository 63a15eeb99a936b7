#include "src/importers/kit/event_sums.h"

#include <algorithm>

namespace p2g {

// How many nodes of the last stack's path this one has too, its head among them; cuts what is remembered to them.
// Neighbours share most of their callers.
std::size_t EventSums::shared_with_last(const Stack& stack, const FrameId* frames) {
  std::size_t shared = 0;
  if (!last_.empty() && last_[0] == stack.head) {
    const std::size_t most = std::min<std::size_t>(last_.size(), stack.frames + std::size_t{1});
    for (shared = 1; shared < most && last_[shared] == frames[stack.frames - shared];) ++shared;
  }
  last_.resize(shared);
  path_.resize(shared);
  return shared;
}

void EventSums::add_stack(const Stack& stack, const FrameId* frames) {
  std::size_t at = shared_with_last(stack, frames);
  if (at == 0) {
    last_.push_back(stack.head);
    path_.push_back(builder_.child(0, stack.head));
    at = 1;
  }
  while (at <= stack.frames) last_.push_back(frames[stack.frames - at++]);
  std::uint32_t node = path_.back();
  // Down the nodes that exist; the first that does not begins a chain of new ones.
  while (path_.size() < last_.size()) {
    const std::uint32_t child = builder_.find(node, last_[path_.size()]);
    if (child == 0) break;
    path_.push_back(node = child);
  }
  if (path_.size() < last_.size()) {
    auto next = static_cast<std::uint32_t>(builder_.size());
    node = builder_.add_chain(node, last_.data() + path_.size(), last_.size() - path_.size());
    while (next <= node) path_.push_back(next++);
  }
  builder_.add_self(node, stack.weight);  // no node holds more than the total
  if (counts_.size() <= node) counts_.resize(builder_.size());
  ++counts_[node];
}

void EventSums::add(Batch& batch) {
  const FrameId* frames = batch.frames.data();
  const std::uint64_t most_nodes = std::min<std::uint64_t>(batch.most_nodes, StackBuilder::max_nodes);
  for (const Stack& stack : batch.stacks) {
    // In the worst case every frame becomes a node, so the bound is looked at before, never behind it.
    if (builder_.size() + stack.frames + 1 > most_nodes) overfull_place_ = stack.place;
    if (overfull_place_ != 0) break;
    add_stack(stack, frames);
    frames += stack.frames;
  }
  batch.frames.clear();
  batch.stacks.clear();
}

}  // namespace p2g
