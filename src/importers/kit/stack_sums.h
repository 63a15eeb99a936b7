// Stacks, once they are frames, into one prefix tree: the half of the work of StacksBuilder that a second thread does.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "src/model/stack_builder.h"

namespace p2g {

class StackSums {
 public:
  struct Stack {
    std::uint32_t shared;  // frames that it has in common with the stack before
    std::uint32_t frames;  // how many follow them
    std::uint64_t place;   // in the input, for messages: a line's number; never 0
    std::int64_t whole;    // its count: whole + fraction / Decimal::one
    std::int64_t fraction;
  };
  struct Batch {
    std::vector<FrameId> frames;
    std::vector<Stack> stacks;
    std::uint64_t end = 0;         // how far into the input it reaches
    std::uint64_t most_nodes = 0;  // that the tree may have then

    bool full() const { return frames.size() >= 16 * 1024 || stacks.size() >= 2 * 1024; }
  };

  // Of an input of about `size` bytes, 0 when nobody knows.
  StackSums(bool keep_order, std::uint64_t size);

  // Empties the batch. Nothing is added any more after a stack that had no room.
  void add(Batch& batch);
  // Of the stack that had no room; 0 when all had.
  std::uint64_t overfull_place() const { return overfull_place_; }

  Stacks take_stacks() { return builder_.take(); }
  // By node, units of 1/Decimal::one; may end early.
  std::vector<std::int64_t> take_fractions() { return std::move(fractions_); }

 private:
  [[gnu::always_inline]] inline void add_stack(const Stack& stack, const FrameId* frames);
  void expect(std::uint64_t end);

  StackBuilder builder_;
  std::vector<std::uint32_t> path_{0};  // nodes of the stack added last, from the root
  std::vector<std::int64_t> fractions_;
  std::uint64_t overfull_place_ = 0;
  std::uint64_t size_;
  std::uint64_t next_guess_;
};

}  // namespace p2g
