// A hash for the standard library's tables, whose own everybody knows.
#pragma once

#include <cstdint>
#include <string_view>

#include "src/base/hash.h"

namespace p2g {

struct SeededHash {
  std::size_t operator()(std::string_view text) const { return hash_bytes(text); }
  std::size_t operator()(std::uint64_t pair) const {
    return hash_pair(static_cast<std::uint32_t>(pair >> 32), static_cast<std::uint32_t>(pair));
  }
};

}  // namespace p2g
