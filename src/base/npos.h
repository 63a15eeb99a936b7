// "Nowhere" in a text, as find() says it.
#pragma once

#include <cstddef>
#include <string_view>

namespace p2g {

inline constexpr std::size_t npos = std::string_view::npos;

}  // namespace p2g
