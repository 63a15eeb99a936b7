// The one value of a 32-bit index, id or row that names nothing.
#pragma once

#include <cstdint>

namespace p2g {

inline constexpr std::uint32_t no_index = 0xffffffffU;

}  // namespace p2g
