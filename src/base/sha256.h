// SHA-256 (FIPS 180-4): says of files whether they are what they were, whoever made them, and means the same to other
// programs. For tables, hash.h is faster.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace p2g {

class Sha256 {
 public:
  void add(std::string_view bytes);
  // 64 hexadecimal digits. After it only destruction is allowed.
  std::string finish();

 private:
  void take(const unsigned char* block);

  static constexpr std::size_t block_bytes = 64;
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, block_bytes> waiting_{};  // of a block that is not full yet
  std::uint64_t bytes_ = 0;
};

std::string sha256_of(std::string_view bytes);

}  // namespace p2g
