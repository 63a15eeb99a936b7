// What no stacks of a program reach, and what is said when a file's do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "src/base/result.h"
#include "src/base/source.h"

namespace p2g {

// Frames of one stack.
inline constexpr std::size_t deepest_stack = std::size_t{1} << 20;
// `line` of the input, 1-based.
Error too_deep_error(std::uint64_t line);

// There is no room for more nodes of stacks (StackBuilder::max_nodes), or the source has not paid for them
// (Source::most_items).
Error too_many_nodes_error(const Source& source, std::optional<std::uint64_t> line = std::nullopt);

}  // namespace p2g
