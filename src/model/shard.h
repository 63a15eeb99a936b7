// What a shard is the sum of: each input by name and bytes, so that none counts twice when shards are summed.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <tuple>

namespace p2g {

// Two inputs are one when both are equal: hosts that do the same work may well write the same bytes.
struct ShardInput {
  std::string name;                      // as the user named it, without what says nothing: "./a//b" is "a/b"
  std::array<unsigned char, 16> hash{};  // of its bytes once unpacked: the first half of SHA-256

  bool operator==(const ShardInput&) const = default;
  // Not <=>: arrays of libc++ before 17 have none.
  bool operator<(const ShardInput& other) const { return std::tie(name, hash) < std::tie(other.name, other.hash); }
};

// The first line of a profile in our own format.
inline constexpr std::string_view p2g_magic = "prof2graph profile 1\n";
inline constexpr std::string_view p2g_end = "end\n";

}  // namespace p2g
