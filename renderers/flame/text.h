// What a flame graph says about a frame: label, figure, tooltip.
#pragma once

#include <string>
#include <vector>

#include "renderers/flame/layout.h"
#include "src/model/tree.h"

namespace p2g {

inline constexpr float flame_label_px = 11.5F;
inline constexpr double flame_padding_px = 4.5;  // left and right of a frame's text
inline constexpr double flame_mark_px = 12;      // a loop mark and the gap behind it

struct FlameLabel {
  std::string name;    // empty when not even a cut one fits
  std::string figure;  // right-aligned share; empty on narrow frames
  bool loop_mark = false;
};
// As much of name and share as fits into the box: shorter forms before the figure goes, the figure before letters.
// `figure`: what stands at the right, the share as a rule.
FlameLabel flame_label(const Tree& tree, const FlameBox& box, std::string figure);

// What the label would be with all the room there is.
std::string flame_full_label(const Tree& tree, const FlameBox& box);

// First line: the function's key. `name_limit` bounds each name in bytes.
std::string flame_title(const Tree& tree, const FlameLayout& layout, const FlameBox& box, std::size_t name_limit);

// The frames of a folded run as further lines of a title; empty when there is none.
std::string flame_folded_text(const Tree& tree, const FlameBox& box, std::size_t name_limit);

// "≈29.5%": marked when it is an estimate.
std::string flame_share_text(const Tree& tree, const FlameBox& box);

}  // namespace p2g
