// Threads that each take the next piece of work until there is none.
#pragma once

#include <cstddef>
#include <functional>

#include "src/batch/draw_item.h"

namespace p2g {

// Draws all items with so many threads, and hands each to `take`, in this thread, as it comes. Signals take effect
// between two of them, and nothing is cut in half.
void draw_all(const BatchFrame& frame, unsigned threads, const std::function<void(std::size_t, DrawnItem)>& take);

}  // namespace p2g
