// FNV-1a: the same value on every machine and in every run, so it may stand in what is written and decide an order.
// Not for tables whose keys strangers choose (hash.h). `hash` goes on where another call ended.
#pragma once

#include <cstdint>
#include <string_view>

namespace p2g {

inline constexpr std::uint64_t fnv64_basis = 0xcbf29ce484222325U;
inline constexpr std::uint64_t fnv64_prime = 0x100000001b3U;
inline constexpr std::uint32_t fnv32_basis = 0x811c9dc5U;
inline constexpr std::uint32_t fnv32_prime = 0x01000193U;

// Of bytes; goes on from what came before them.
inline std::uint64_t fnv64(std::string_view bytes, std::uint64_t hash = fnv64_basis) {
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * fnv64_prime;
  return hash;
}
inline std::uint32_t fnv32(std::string_view bytes) {
  std::uint32_t hash = fnv32_basis;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * fnv32_prime;
  return hash;
}

// Of parts.
class Fnv64 {
 public:
  void take(std::string_view bytes) {
    hash_ = fnv64(bytes, hash_);
    // What follows is another part: "ab" and "c" are not "a" and "bc".
    take(separator);
  }
  // A number in one step, a byte or more: not FNV-1a to the letter, but a value is multiplied in once all the same.
  void take(std::uint64_t value) { hash_ = (hash_ ^ value) * fnv64_prime; }

  // The upper half is the better one: each step carries upwards only.
  std::uint32_t folded() const { return static_cast<std::uint32_t>(hash_ ^ (hash_ >> 32)); }

 private:
  static constexpr std::uint64_t separator = 0x100;  // no byte
  std::uint64_t hash_ = fnv64_basis;
};

}  // namespace p2g
