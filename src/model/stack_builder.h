// Builds the prefix tree of Stacks: importers, merge and the filters all add stacks through it.
//
// A node's first child is found in a column, further children go through a hash table: most nodes of deep stacks have
// one child, and a column is read in order while a table is not.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "src/model/profile.h"

namespace p2g {

class StackBuilder {
 public:
  // Ids need one bit of the 32.
  static constexpr std::uint32_t max_nodes = 0x7fffffffU;

  // With `keep_order` a stack merges only with the stack before it (Stacks::keep_order).
  explicit StackBuilder(bool keep_order = false) { stacks_.keep_order = keep_order; }
  // Goes on with stacks that exist.
  explicit StackBuilder(Stacks stacks);

  std::size_t size() const { return stacks_.size(); }
  FrameId frame(std::uint32_t node) const { return stacks_.frame[node]; }

  // The child of `parent` with this frame, made when there is none. At most max_nodes may be made.
  std::uint32_t child(std::uint32_t parent, FrameId frame) {
    const std::uint32_t found = find(parent, frame);
    return found != 0 ? found : add_child(parent, frame);
  }
  // The child, 0 when there is none.
  std::uint32_t find(std::uint32_t parent, FrameId frame) const {
    const Near near = near_[parent];
    const std::uint32_t id = near.id & max_nodes;
    if (id == 0 || near.frame == frame) return id;
    return near.id == id ? 0 : find_far(parent, frame);
  }
  // find() below this node comes soon.
  void prefetch(std::uint32_t parent) const { __builtin_prefetch(&near_[parent]); }
  // A child that find() did not find.
  std::uint32_t add_child(std::uint32_t parent, FrameId frame);
  // A whole chain of new nodes below a child that find() did not find; returns its last. count > 0.
  std::uint32_t add_chain(std::uint32_t parent, const FrameId* frames, std::size_t count);

  void add_self(std::uint32_t node, Weight weight) { stacks_.self[node] += weight; }
  // Adds all stacks of another tree: its frames have these ids here, its weights become weigh(weight). A frame whose id
  // is no_frame is left out, with its cost at its caller. Gives the nodes here by those there.
  template <class Weigh>
  std::vector<std::uint32_t> add_stacks(const Stacks& stacks, const std::vector<FrameId>& ids, Weigh weigh) {
    // Children come after their parents, so that a node's place is known before it is needed.
    std::vector<std::uint32_t> placed(stacks.size(), 0);
    for (std::uint32_t node = 1; node < stacks.size(); ++node) {
      const std::uint32_t parent = placed[stacks.parent[node]];
      const FrameId frame = ids[stacks.frame[node]];
      placed[node] = frame == no_frame ? parent : child(parent, frame);
      add_self(placed[node], weigh(stacks.self[node]));
    }
    add_self(0, weigh(stacks.self[0]));
    return placed;
  }
  // So many nodes are expected, with as many children each as now.
  void reserve(std::size_t nodes);

  // The builder is empty afterwards.
  Stacks take();

 private:
  static constexpr std::uint32_t has_far = 0x80000000U;
  // Both hold the child's frame, so that a look needs one cache line and not a second one of the columns.
  struct Near {
    std::uint32_t id = 0;
    FrameId frame = no_frame;
  };
  struct Slot {
    std::uint32_t id = 0;  // 0 is empty: the root is nobody's child
    std::uint32_t parent = 0;
    FrameId frame = no_frame;
  };
  std::uint32_t find_far(std::uint32_t parent, FrameId frame) const;
  void link(std::uint32_t parent, std::uint32_t node);
  void grow_slots(std::size_t far_count);
  static void put(std::vector<Slot>& slots, const Slot& slot);
  void grow_slots();

  Stacks stacks_;
  // keep_order: the last child. Otherwise the first child; has_far is set when the table holds further ones.
  std::vector<Near> near_{Near{}};
  std::vector<Slot> slots_;  // open addressing; size is a power of two
  std::size_t far_count_ = 0;
};

}  // namespace p2g
