#include "src/model/stack_builder.h"

#include <algorithm>

#include "src/base/hash.h"

namespace p2g {

StackBuilder::StackBuilder(Stacks stacks) : stacks_(std::move(stacks)) {
  near_.resize(stacks_.size());
  for (std::uint32_t node = 1; node < stacks_.size(); ++node) link(stacks_.parent[node], node);
}

std::uint32_t StackBuilder::add_child(std::uint32_t parent, FrameId frame) { return add_chain(parent, &frame, 1); }

// Columns grow once a chain instead of once a node, and nobody has to look for children of nodes that are new.
std::uint32_t StackBuilder::add_chain(std::uint32_t parent, const FrameId* frames, std::size_t count) {
  const auto first = static_cast<std::uint32_t>(stacks_.size());
  const std::size_t size = first + count;
  stacks_.frame.insert(stacks_.frame.end(), frames, frames + count);
  stacks_.self.resize(size);
  stacks_.parent.resize(size);
  near_.resize(size);
  std::uint32_t* const parents = stacks_.parent.data() + first;
  Near* const nears = near_.data() + first;
  parents[0] = parent;
  for (std::uint32_t i = 1; i < count; ++i) {
    parents[i] = first + i - 1;
    nears[i - 1] = {first + i, frames[i]};
  }
  link(parent, first);
  return static_cast<std::uint32_t>(size - 1);
}

void StackBuilder::reserve(std::size_t nodes) {
  stacks_.parent.reserve(nodes);
  stacks_.frame.reserve(nodes);
  stacks_.self.reserve(nodes);
  near_.reserve(nodes);
  if (nodes > size())
    grow_slots(static_cast<std::size_t>(static_cast<double>(far_count_) *
                                        (static_cast<double>(nodes) / static_cast<double>(size()))));
}

Stacks StackBuilder::take() {
  Stacks result = std::move(stacks_);
  *this = StackBuilder(result.keep_order);
  return result;
}

void StackBuilder::link(std::uint32_t parent, std::uint32_t node) {
  Near& near = near_[parent];
  if (near.id == 0 || stacks_.keep_order) {
    near = {node, stacks_.frame[node]};
    return;
  }
  near.id |= has_far;
  if ((far_count_ + 1) * 4 > slots_.size() * 3) grow_slots(far_count_ + 1);
  put(slots_, {node, parent, stacks_.frame[node]});
  ++far_count_;
}

// At most three quarters full: a probe that fails ends after a few slots of one or two cache lines.
void StackBuilder::grow_slots(std::size_t far_count) {
  std::size_t size = std::max<std::size_t>(1024, slots_.size());
  while (far_count * 4 > size * 3) size *= 2;
  std::vector<Slot> larger(size);
  for (const Slot& slot : slots_) {
    if (slot.id != 0) put(larger, slot);
  }
  slots_ = std::move(larger);
}

void StackBuilder::put(std::vector<Slot>& slots, const Slot& slot) {
  const std::size_t mask = slots.size() - 1;
  std::size_t at = hash_pair(slot.parent, slot.frame) & mask;
  while (slots[at].id != 0) at = (at + 1) & mask;
  slots[at] = slot;
}

std::uint32_t StackBuilder::find_far(std::uint32_t parent, FrameId frame) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash_pair(parent, frame) & mask; slots_[at].id != 0; at = (at + 1) & mask) {
    if (slots_[at].parent == parent && slots_[at].frame == frame) return slots_[at].id;
  }
  return 0;
}

}  // namespace p2g
