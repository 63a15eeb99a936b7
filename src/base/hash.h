// Hashes for tables, seeded once per process: no input can be made that floods a table. Never let results depend on
// them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "src/base/wide.h"

namespace p2g {

extern const std::uint64_t hash_seed;
// The multiplier's mask of TextHash, secret like the seed: with a known one, a block that cancels it makes the product
// zero, and all names that begin with it would share a hash.
extern const std::uint64_t hash_mask;

inline std::uint64_t hash_mix(std::uint64_t a, std::uint64_t b) {
  const UnsignedWide product = static_cast<UnsignedWide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Two ids (trie children, pairs of functions).
inline std::uint64_t hash_pair(std::uint32_t a, std::uint32_t b) {
  return hash_mix((static_cast<std::uint64_t>(a) << 32 | b) ^ hash_seed, 0x9e3779b97f4a7c15U);
}

// Bytes, by multiply-and-fold over 16 of them a step (the construction of wyhash, by Wang Yi, public domain). For those
// who have the bytes in registers: take() each full block, then finish() with the last 0 to 15 bytes, zeros behind
// them.
class TextHash {
 public:
  void take(std::uint64_t low, std::uint64_t high) { hash_ = hash_mix(low ^ hash_mask, high ^ hash_); }
  std::uint64_t finish(std::uint64_t low, std::uint64_t high, std::size_t size) const {
    return hash_mix(low ^ 0xe7037ed1a0b428dbU ^ hash_, high ^ 0x8ebc6af09c88c6e3U ^ size);
  }

 private:
  std::uint64_t hash_ = hash_seed;
};

// The same for bytes in memory.
inline std::uint64_t hash_bytes(std::string_view bytes) {
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  TextHash hash;
  std::uint64_t block[2];
  for (; left >= 16; p += 16, left -= 16) {
    std::memcpy(block, p, 16);
    hash.take(block[0], block[1]);
  }
  block[0] = block[1] = 0;
  if (left >= 8) {
    std::memcpy(&block[0], p, 8);
    std::memcpy(&block[1], p + left - 8, 8);
    block[1] = left > 8 ? block[1] >> 8 * (16 - left) : 0;
  } else if (left > 0) {
    std::memcpy(&block[0], p, left);
  }
  return hash.finish(block[0], block[1], bytes.size());
}

}  // namespace p2g
