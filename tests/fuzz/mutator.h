// Custom mutators of libFuzzer over std::string. LLVMFuzzerMutate() is libFuzzer's; in replay builds replay_main.cc
// has a plain one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most_bytes);

namespace p2g {

// libFuzzer's own mutations of bytes.
inline std::string mutate_bytes(std::string bytes, std::size_t most_bytes) {
  const std::size_t size = std::min(bytes.size(), most_bytes);
  bytes.resize(most_bytes);
  bytes.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(bytes.data()), size, most_bytes));
  return bytes;
}

// What a custom mutator returns: as much of the result as has room.
inline std::size_t hand_over(const std::string& bytes, std::uint8_t* data, std::size_t most_bytes) {
  const std::size_t size = std::min(bytes.size(), most_bytes);
  if (size > 0) std::memcpy(data, bytes.data(), size);
  return size;
}

}  // namespace p2g
