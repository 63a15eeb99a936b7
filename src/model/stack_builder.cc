#include "model/stack_builder.h"

#include <algorithm>
#include <numeric>

namespace p2g {

StackBuilder::StackBuilder(Stacks stacks) : stacks_(std::move(stacks)) {
  near_child_.resize(stacks_.size());
  for (std::uint32_t node = 1; node < stacks_.size(); ++node) link(stacks_.parent[node], node);
}

std::uint32_t StackBuilder::add_child(std::uint32_t parent, FrameId frame) {
  const auto node = static_cast<std::uint32_t>(stacks_.size());
  stacks_.parent.push_back(parent);
  stacks_.frame.push_back(frame);
  stacks_.self.push_back(0);
  near_child_.push_back(0);
  link(parent, node);
  return node;
}

// Columns grow once a chain instead of once a node, and nobody has to look for children of nodes that are new.
std::uint32_t StackBuilder::add_chain(std::uint32_t parent, const FrameId* frames, std::size_t count) {
  const std::size_t first = stacks_.size();
  const std::size_t size = first + count;
  stacks_.frame.insert(stacks_.frame.end(), frames, frames + count);
  stacks_.self.resize(size);
  stacks_.parent.resize(size);
  stacks_.parent[first] = parent;
  std::iota(stacks_.parent.begin() + static_cast<std::ptrdiff_t>(first) + 1, stacks_.parent.end(),
            static_cast<std::uint32_t>(first));
  near_child_.resize(size);
  std::iota(near_child_.begin() + static_cast<std::ptrdiff_t>(first), near_child_.end() - 1,
            static_cast<std::uint32_t>(first + 1));
  link(parent, static_cast<std::uint32_t>(first));
  return static_cast<std::uint32_t>(size - 1);
}

void StackBuilder::reserve(std::size_t nodes) {
  stacks_.parent.reserve(nodes);
  stacks_.frame.reserve(nodes);
  stacks_.self.reserve(nodes);
  near_child_.reserve(nodes);
}

Stacks StackBuilder::take() {
  Stacks result = std::move(stacks_);
  *this = StackBuilder(result.keep_order);
  return result;
}

void StackBuilder::link(std::uint32_t parent, std::uint32_t node) {
  std::uint32_t& near = near_child_[parent];
  if (near == 0 || stacks_.keep_order) {
    near = node;
  } else {
    near |= has_far;
    add_far(node);
  }
}

std::uint32_t StackBuilder::find_far(std::uint32_t parent, FrameId frame) const {
  const std::uint64_t hash = hash_pair(parent, frame);
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].id != 0; at = (at + 1) & mask) {
    const std::uint32_t id = slots_[at].id;
    if (slots_[at].hash == tag && stacks_.parent[id] == parent && stacks_.frame[id] == frame) return id;
  }
  return 0;
}

void StackBuilder::add_far(std::uint32_t node) {
  if ((far_count_ + 1) * 2 > slots_.size()) grow_slots();
  const std::uint64_t hash = hash_pair(stacks_.parent[node], stacks_.frame[node]);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].id != 0) at = (at + 1) & mask;
  slots_[at] = {static_cast<std::uint32_t>(hash >> 32), node};
  ++far_count_;
}

void StackBuilder::grow_slots() {
  std::vector<Slot> larger(std::max<std::size_t>(1024, slots_.size() * 2));
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.id == 0) continue;
    std::size_t at = hash_pair(stacks_.parent[slot.id], stacks_.frame[slot.id]) & mask;
    while (larger[at].id != 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

}  // namespace p2g
