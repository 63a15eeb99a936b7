// Interned strings: each distinct string once, named by a dense 32-bit id in order of first appearance.
//
// The bytes live in an arena of blocks, so views stay valid as long as the table or a copy of it does.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "src/base/hash.h"
#include "src/base/id_table.h"

namespace p2g {

using StringId = std::uint32_t;

class Strings {
 public:
  Strings() = default;
  Strings(Strings&&) = default;
  Strings& operator=(Strings&&) = default;
  // A copy shares the bytes that are there, under the same ids; each puts what is new into blocks of its own.
  Strings(const Strings& other) : entries_(other.entries_), table_(other.table_), blocks_(other.blocks_) {}
  Strings& operator=(const Strings&) = delete;

  StringId intern(std::string_view text) { return intern(text, hash_bytes(text)); }
  // With its hash_bytes().
  StringId intern(std::string_view text, std::uint64_t hash);
  // Interns all strings of another table; gives their ids here, by their ids there. What one is a copy of is known
  // without a look at the bytes.
  std::vector<StringId> unite(const Strings& other);
  // Room for so many without moving them. Costs nothing until it is used.
  void reserve(std::size_t strings) { entries_.reserve(strings); }
  // About so many are expected.
  void expect(std::size_t strings) { table_.reserve(strings); }
  // Id of a string that is known, else `none`.
  static constexpr StringId none = no_index;
  StringId find(std::string_view text) const { return find(text, hash_bytes(text)); }
  // For many lookups at once, each step after the one before has been done for all, so that cache misses overlap: then
  // (*this)[guess()] is the string, if it is known and no other has a hash like its own.
  void prefetch_slot(std::uint64_t hash) const { table_.prefetch(hash); }
  StringId guess(std::uint64_t hash) const {
    const StringId id = table_.candidate(hash);
    if (id != none) __builtin_prefetch(&entries_[id]);
    return id;
  }
  void prefetch_bytes(StringId id) const { __builtin_prefetch(entries_[id].data); }

  std::string_view operator[](StringId id) const { return {entries_[id].data, entries_[id].size}; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    const char* data;
    std::uint32_t size;
  };
  // Empty strings lie nowhere.
  static bool is_same(const Entry& a, const Entry& b) { return a.data == b.data && a.size == b.size && a.size > 0; }
  StringId find(std::string_view text, std::uint64_t hash) const {
    return table_.find(hash, [&](StringId id) { return (*this)[id] == text; });
  }
  const char* store(std::string_view text);

  std::vector<Entry> entries_;
  IdTable table_;
  std::vector<std::shared_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace p2g
