// Open addressing from hashes to dense ids; what an id stands for is the owner's business.
//
// A slot is {hash, id} in 8 bytes: most misses are decided without touching what is stored, and the table grows without
// asking for hashes again. Both come from the upper half of a 64-bit hash. Nothing may depend on the order of slots.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "src/base/no_index.h"

namespace p2g {

class IdTable {
 public:
  // The id that was put with this hash and for which is_it(id) holds, else no_index.
  template <class IsIt>
  std::uint32_t find(std::uint64_t hash, IsIt is_it) const {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = tag & mask; slots_[at].id != no_index; at = (at + 1) & mask) {
      if (slots_[at].tag == tag && is_it(slots_[at].id)) return slots_[at].id;
    }
    return no_index;
  }
  // The first id that was put with this hash, or one much like it: very likely the one to be found.
  std::uint32_t candidate(std::uint64_t hash) const {
    return find(hash, [](std::uint32_t) { return true; });
  }
  // The caller knows that it is not there.
  void put(std::uint64_t hash, std::uint32_t id) {
    if (++used_ * 2 > slots_.size()) grow();
    put_slot(slots_, {static_cast<std::uint32_t>(hash >> 32), id});
  }
  // So many ids are expected: growing by and by would touch three times the memory.
  void reserve(std::size_t ids) {
    std::size_t size = slots_.size();
    while (size < ids * 2) size *= 2;
    if (size > slots_.size()) resize(size);
  }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[(hash >> 32) & (slots_.size() - 1)]); }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t id = no_index;
  };
  static void put_slot(std::vector<Slot>& slots, const Slot& slot) {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = slot.tag & mask;
    while (slots[at].id != no_index) at = (at + 1) & mask;
    slots[at] = slot;
  }
  void grow() { resize(slots_.size() * 2); }
  void resize(std::size_t size) {
    std::vector<Slot> larger(size);
    for (const Slot& slot : slots_) {
      if (slot.id != no_index) put_slot(larger, slot);
    }
    slots_ = std::move(larger);
  }

  std::vector<Slot> slots_ = std::vector<Slot>(512);  // size is a power of two, at most half of them used
  std::size_t used_ = 0;
};

}  // namespace p2g
