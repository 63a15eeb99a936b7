// Where the frames of a flame graph go: geometry and accounting, no drawing.
//
// Nothing vanishes: what is too narrow to draw is merged into one slab per parent, runs of frames that only pass on are
// folded into one when the picture would be too deep.
#pragma once

#include <cstdint>
#include <vector>

#include "renderers/page/drawn_tree.h"
#include "src/model/tree.h"

namespace p2g {

inline constexpr std::uint32_t flame_levels = 45;  // deeper pictures are folded
inline constexpr double pass_through_share = 0.985;
inline constexpr double flame_note_px = 20;  // room that the note of a recursion needs below self time

struct FlameBox {
  enum class Kind : std::uint8_t { frame, merged, back };
  Kind kind = Kind::frame;
  std::uint32_t node = 0;   // of the tree; for a slab its parent, for `back` the node with what goes back
  std::uint32_t last = 0;   // the last node of a folded run, else `node`
  std::uint32_t level = 0;  // 0 is the row of the roots
  double x = 0, width = 0;  // px from the left edge of the graph
  Weight weight = 0;
  Weight self = 0;               // of a run: of all its frames
  std::uint32_t folded = 1;      // frames in the run
  std::uint32_t merged = 0;      // slab: how many subtrees of direct children …
  bool undivided = false;        // … of which the profile does not say how much each has
  std::uint32_t first_back = 0;  // where the function calls back into: positions in FlameLayout::back
  std::uint32_t backs = 0;
  double self_x = 0;  // where the part without callees begins; it ends at x + width
};

struct FlameLayout {
  std::vector<FlameBox> boxes;      // preorder
  std::vector<std::uint32_t> back;  // nodes marked tree_back_into that have no cost of their own
  std::uint32_t levels = 0;
  std::uint32_t deepest = 0;  // levels before folding
  bool any_folded = false;
};

struct FlameLayoutOptions {
  double width_px = 868;
  double least_px = flame_least_px;
  bool keep_positions = false;  // flame chart: small frames are merged where they stand
};
// Invariants: boxes of one parent do not overlap and lie within it; children, slabs and self of a box add up to it; a
// box is at least `least_px` wide, or a slab.
FlameLayout lay_out_flame(const Tree& tree, const FlameLayoutOptions& options);

}  // namespace p2g
