#include "src/importers/kit/stack_sums.h"

#include <algorithm>

#include "src/base/decimal.h"
#include "src/base/source.h"

namespace p2g {

StackSums::StackSums(bool keep_order, std::uint64_t size)
    : builder_(keep_order), size_(size), next_guess_(4 * Source::block_bytes) {}

inline void StackSums::add_stack(const Stack& stack, const FrameId* frames) {
  path_.resize(stack.shared + std::size_t{1});
  std::uint32_t node = path_.back();
  // Down the nodes that exist; the first that does not begins a chain of new ones.
  std::size_t i = 0;
  for (; i < stack.frames; ++i) {
    const std::uint32_t child = builder_.find(node, frames[i]);
    if (child == 0) break;
    node = child;
    path_.push_back(node);
  }
  if (i < stack.frames) {
    auto next = static_cast<std::uint32_t>(builder_.size());
    node = builder_.add_chain(node, frames + i, stack.frames - i);
    while (next <= node) path_.push_back(next++);
  }
  builder_.add_self(node, stack.whole);  // no node holds more than the total
  if (stack.fraction == 0) return;
  // Fractions are rare, so they have a column of their own that begins to exist with the first.
  fractions_.resize(builder_.size());
  fractions_[node] += stack.fraction;
  if (fractions_[node] >= Decimal::one) {
    fractions_[node] -= Decimal::one;
    builder_.add_self(node, 1);
  }
}

void StackSums::add(Batch& batch) {
  const FrameId* frames = batch.frames.data();
  const std::uint64_t most_nodes = std::min<std::uint64_t>(batch.most_nodes, StackBuilder::max_nodes);
  for (const Stack& stack : batch.stacks) {
    // In the worst case every frame becomes a node, so the bound is looked at before, never behind it.
    if (builder_.size() + stack.frames > most_nodes) overfull_place_ = stack.place;
    if (overfull_place_ != 0) break;
    add_stack(stack, frames);
    frames += stack.frames;
  }
  expect(batch.end);
  batch.frames.clear();
  batch.stacks.clear();
}

// Room for what the rest of the input brings, if it is like the part that ends here. The input may be smaller than its
// size said, so the guess never goes far beyond what was seen.
void StackSums::expect(std::uint64_t end) {
  if (end <= next_guess_) return;
  next_guess_ *= 8;
  const double times = static_cast<double>(size_) / static_cast<double>(end);
  const double nodes = static_cast<double>(builder_.size()) * std::min(times, 8.0) * 1.05;
  if (times > 1 && nodes < static_cast<double>(StackBuilder::max_nodes)) {
    builder_.reserve(static_cast<std::size_t>(nodes));
  }
}

}  // namespace p2g
