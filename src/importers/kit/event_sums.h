// Stacks of a stream that mixes events and threads, added up in one prefix tree below a head for each pair of them: the
// half of the work of EventStacks that a second thread does.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "src/model/stack_builder.h"

namespace p2g {

class EventSums {
 public:
  struct Stack {
    std::uint32_t head;
    std::uint32_t frames;  // how many it has
    Weight weight;
    std::uint64_t place;  // in the input, for messages: a line's number; never 0
  };
  struct Batch {
    std::vector<FrameId> frames;  // of each stack the leaf first, as such streams have them
    std::vector<Stack> stacks;
    std::uint64_t most_nodes = 0;  // that the tree may have then

    bool full() const { return frames.size() >= 16 * 1024 || stacks.size() >= 2 * 1024; }
  };

  explicit EventSums(bool keep_order) : builder_(keep_order) {}

  // Empties the batch. Nothing is added any more after a stack that had no room.
  void add(Batch& batch);
  // Of the stack that had no room; 0 when all had.
  std::uint64_t overfull_place() const { return overfull_place_; }

  // The frame of a node below the root is a head.
  Stacks take_stacks() { return builder_.take(); }
  // By node: how many stacks end there. May end early.
  std::vector<Weight> take_counts() { return std::move(counts_); }

 private:
  void add_stack(const Stack& stack, const FrameId* frames);
  std::size_t shared_with_last(const Stack& stack, const FrameId* frames);

  StackBuilder builder_;
  std::vector<Weight> counts_;
  std::vector<FrameId> last_;        // the stack added last, its head first
  std::vector<std::uint32_t> path_;  // its nodes
  std::uint64_t overfull_place_ = 0;
};

}  // namespace p2g
