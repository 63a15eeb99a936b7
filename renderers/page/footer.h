// The key at the lower end of a picture: what its marks, lines and boxes mean.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "renderers/scene.h"

namespace p2g {

enum class Mark : std::uint8_t {
  none,       // only words
  bar,        // self, cumulative, whole run
  hot_edge,   // heaviest chain
  edge,       // any other edge
  residual,   // dotted edge over dropped functions
  guessed,    // dashed edge: estimated, perhaps never made
  swatch,     // callee not drawn, its share here
  back,       // call back up into a function above
  loop,       // recursive
  more,       // summed
  stack,      // pass-through chain folded into one card
  self,       // frame with the underline of its self time
  merged,     // slab of small frames
  estimated,  // hatched frame
  back_box,   // dashed box "back into f"
  both_bars,  // a comparison's bars: before, after
  added,      // only after
  gone,       // only before
  asked,      // ring: asked for on the command line
  own,        // edge of the user's own code
  foot,       // a card's bars, one a part
};
struct KeyEntry {
  Mark mark = Mark::none;
  std::string text;
};
// Rule and key lines, wrapped; list only the marks that occur. The returned y is the scene's height.
double draw_footer(Scene& scene, double y, const std::vector<KeyEntry>& entries);

}  // namespace p2g
