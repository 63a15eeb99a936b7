// A display list: what a view draws, in the order it is painted. Formats print it (svg, png, pdf).
//
// Units are px of the finished picture, y grows downwards, text sits on its baseline. Colours are slots of the theme,
// so that one scene serves the light and the dark page. Strings are raw: formats escape. The page itself is painted by
// the format (--background), not by the view.
//
// What the script of the SVG (assets/script) and the tests rely on:
//   "g"   one group a picture: everything that zooms (cards and edges; frames). Header, strip and footer are outside.
//   "n"   call graph: a card. data-id = ElementIds::add(function key). Its first rect is the whole card.
//         data-i: ids of further functions that stand in this card (folded chain), space-separated
//         data-l: full names of the functions that stand in it as rows, newline-separated: search finds them here
//   "eg"  call graph: an edge, data-a = id of the caller's card, data-b = id of the callee's. Holds a path of role "e"
//         (the line) and one of role "a" (the arrowhead). Edges come in order of weight, lightest first.
//   "f"   flame graph: a frame; "f m" a slab of merged small frames or a note (not searched, no keys). Document order
//         is preorder, callers first; depth is read from the rows (middle of the rect), so no group nests. The first
//         rect is the whole frame: frames meet exactly (children fill the parent's x range), the gap is a page-coloured
//         stroke. A start-anchored text is the label, an end-anchored one the figure. data-n: the name to label with
//         when it is not the title's first line.
//   "b"   sandwich: a box of a row. The first rect is the whole of it.
//   "s"   a segment of the self-time strip or of a comparison's strip of changes, or a row; data-k = id of its
//   function.
// The first line of a title is the full function key ("name (file:line)"); permalinks of frames are made of these.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace p2g {

// Palette slots. step0..step7 are the fills of the 8-step scale, ink0..ink7 the text colour on each; delta0 (much less)
// over delta4 (no change) to delta8 (much more) are the fills of a comparison, delta_ink0..8 the text on them; caller
// and callee are what the script lights edges with (and focus, and search hits).
enum class Slot : std::uint8_t {
  none,
  page,
  panel,
  ink,
  muted,
  rule,
  edge,
  hot,
  caller,
  callee,
  step0,
  step1,
  step2,
  step3,
  step4,
  step5,
  step6,
  step7,
  ink0,
  ink1,
  ink2,
  ink3,
  ink4,
  ink5,
  ink6,
  ink7,
  delta0,
  delta1,
  delta2,
  delta3,
  delta4,
  delta5,
  delta6,
  delta7,
  delta8,
  delta_ink0,
  delta_ink1,
  delta_ink2,
  delta_ink3,
  delta_ink4,
  delta_ink5,
  delta_ink6,
  delta_ink7,
  delta_ink8,
  count
};
inline Slot step_slot(int step) { return static_cast<Slot>(static_cast<int>(Slot::step0) + step); }
inline Slot ink_slot(int step) { return static_cast<Slot>(static_cast<int>(Slot::ink0) + step); }
inline Slot delta_slot(int step) { return static_cast<Slot>(static_cast<int>(Slot::delta0) + step); }
inline Slot delta_ink_slot(int step) { return static_cast<Slot>(static_cast<int>(Slot::delta_ink0) + step); }

enum class Anchor : std::uint8_t { start, middle, end };
enum class Dash : std::uint8_t { none, dashed, dotted };

struct Paint {
  Slot fill = Slot::none;
  Slot stroke = Slot::none;
  float stroke_width = 1;
  float fill_opacity = 1;
  float stroke_opacity = 1;
  Dash dash = Dash::none;
};

struct RectItem {
  double x = 0, y = 0, width = 0, height = 0, radius = 0;
  Paint paint;
  Slot hatch = Slot::none;  // 45° hatch of this colour over the fill (hatch_* below): marks an estimate
};
inline constexpr double hatch_period_px = 7;
inline constexpr double hatch_width_px = 2.5;
inline constexpr double hatch_opacity = 0.10;

struct TextItem {
  double x = 0, y = 0;
  std::string text;
  float size = 11;
  bool bold = false;
  Anchor anchor = Anchor::start;
  Slot fill = Slot::ink;
  double width = 0;  // measured by text_width(): becomes textLength, and what Cairo scales the run to
};

// M x y, L x y, C x1 y1 x2 y2 x y, Z.
struct PathItem {
  enum class Op : std::uint8_t { move, line, cubic, close };
  std::vector<Op> ops;
  std::vector<double> coordinates;  // in op order: 2, 2, 6 and 0 values each
  Paint paint;
  std::string_view role;  // class for the script and for measuring: "e" an edge's line, "a" its arrowhead; static
  void move(double x, double y) {
    ops.push_back(Op::move);
    coordinates.insert(coordinates.end(), {x, y});
  }
  void line(double x, double y) {
    ops.push_back(Op::line);
    coordinates.insert(coordinates.end(), {x, y});
  }
  void cubic(double x1, double y1, double x2, double y2, double x, double y) {
    ops.push_back(Op::cubic);
    coordinates.insert(coordinates.end(), {x1, y1, x2, y2, x, y});
  }
  void close() { ops.push_back(Op::close); }
};

// Opens a group: one thing that can be pointed at. `role` is a static class name (list above); `title` is the tooltip;
// attributes are data-* names (static, without the prefix) and raw values for the script.
struct GroupBegin {
  std::string_view role;
  std::string id;
  std::string title;
  std::vector<std::pair<std::string_view, std::string>> attributes;
};
struct GroupEnd {};

using Item = std::variant<RectItem, TextItem, PathItem, GroupBegin, GroupEnd>;

struct Scene {
  double width = 900;
  double height = 0;
  std::string title;                  // <title>: what the picture is
  std::string description;            // <desc>: the answer in two sentences, for screen readers
  std::string_view view;              // "callgraph", "flame", "sandwich": which behaviour the script has; static text
  std::vector<std::string> comments;  // facts for whoever reads the source (layout engine), without "--"
  std::vector<Item> items;
};

}  // namespace p2g
