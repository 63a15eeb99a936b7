// The call tree as a flame graph draws it: what is too small to be seen is summed in its parent.
#pragma once

#include "renderers/page/sizes.h"
#include "renderers/renderer.h"

namespace p2g {

inline constexpr double flame_least_px = 2;  // narrower frames are merged

constexpr double content_width(const PictureOptions& options) { return options.width - 2 * margin_px; }

inline TreeOptions drawn_tree(const ViewOptions& options) {
  TreeOptions tree = tree_options(options.flame, options.flame.name_order);
  // Positions in a flame chart are time: what is small must be merged where it stands, so all of it is needed.
  if (!options.flame.chart) tree.min_share = flame_least_px / content_width(options.picture);
  return tree;
}

}  // namespace p2g
