// Interned strings: each distinct string once, named by a dense 32-bit id in order of first appearance.
//
// The bytes live in an arena of blocks, so views stay valid as long as the table does. A slot of the hash table
// is {hash, id} in 8 bytes: most misses are decided without touching the string. The hash is seeded per process
// (no input can be made that floods it); nothing may depend on its order.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace p2g {

using StringId = std::uint32_t;

// 64-bit hash of bytes, seeded once per process. Never let results depend on it.
std::uint64_t hash_bytes(std::string_view bytes);
// Seeded mix of two ids (edge keys, trie children).
std::uint64_t hash_pair(std::uint32_t a, std::uint32_t b);

class Strings {
 public:
  Strings();
  StringId intern(std::string_view text) { return intern(text, hash_bytes(text)); }
  StringId intern(std::string_view text, std::uint64_t hash);
  // Room for so many without moving them. Costs nothing until it is used.
  void reserve(std::size_t strings) { entries_.reserve(strings); }
  // Id of a string that is known, else `none`.
  static constexpr StringId none = 0xffffffffU;
  StringId find(std::string_view text) const;
  std::string_view operator[](StringId id) const { return {entries_[id].data, entries_[id].size}; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    const char* data;
    std::uint32_t size;
  };
  struct Slot {
    std::uint32_t hash;
    std::uint32_t id;
  };
  void grow();
  const char* store(std::string_view text);

  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // size is a power of two; id == none marks an empty slot
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace p2g
