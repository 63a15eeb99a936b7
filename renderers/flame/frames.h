// Draws the boxes of a flame graph.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "renderers/flame/layout.h"
#include "renderers/scene.h"
#include "renderers/theme.h"

namespace p2g {

// What a comparison's frames say instead of one profile's.
struct FlameLook {
  std::function<std::pair<Slot, Slot>(const FlameBox& box)> colors;  // of a frame and of the text on it
  std::function<void(const FlameBox& box, Paint& paint)> border;
  std::function<std::string(const FlameBox& box)> figure;
  std::function<std::string(const FlameBox& box)> title;
};

struct FlameFrameOptions {
  double left = 0, top = 0;  // of the graph
  double row_px = 22;
  bool flip = false;  // callers below
  std::size_t name_limit = 4000;
  const FlameLook* look = nullptr;  // of a comparison
};
// Which marks occur, for the key.
struct FlameMarks {
  bool self = false, merged = false, estimated = false, loop = false, back = false;
};
// Appends the group "g" with all boxes. Returns what was drawn.
FlameMarks draw_flame_frames(Scene& scene, const Tree& tree, const FlameLayout& layout, const Theme& theme,
                             const FlameFrameOptions& options);

}  // namespace p2g
