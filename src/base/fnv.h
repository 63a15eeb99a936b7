// FNV-1a: the same value on every machine and in every run, so it may stand in what is written. Not for tables that
// hold what strangers chose (src/base/hash.h).
#pragma once

#include <cstdint>
#include <string_view>

namespace p2g {

class Fnv64 {
 public:
  void take(std::string_view bytes) {
    for (const char c : bytes) take(static_cast<std::uint64_t>(static_cast<unsigned char>(c)));
    // What follows is another part: "ab" and "c" are not "a" and "bc".
    take(separator);
  }
  // A number in one step, a byte or more: not FNV-1a to the letter, but a value is multiplied in once all the same.
  void take(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3U; }

  // The upper half is the better one: each step carries upwards only.
  std::uint32_t folded() const { return static_cast<std::uint32_t>(hash_ ^ (hash_ >> 32)); }

 private:
  static constexpr std::uint64_t separator = 0x100;  // no byte
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace p2g
