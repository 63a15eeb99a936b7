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

}  // namespace p2g
