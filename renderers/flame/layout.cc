#include "renderers/flame/layout.h"

#include <algorithm>

namespace p2g {
namespace {

constexpr std::uint32_t least_run = 3;
constexpr double least_slab_px = 0.1;  // less is rounding

// One walk over the tree in preorder with a stack of open boxes: callees stand in the order of the tree from the left
// edge of their caller on, then a slab for all that is too small, then the caller's own time.
class FlameLayouter {
 public:
  FlameLayouter(const Tree& tree, const FlameLayoutOptions& options)
      : tree_(tree),
        options_(options),
        px_(options.width_px / static_cast<double>(std::max<Weight>(tree.cumulative[0], 1))) {}

  FlameLayout run() {
    layout_.deepest = count_levels();
    fold_ = layout_.deepest > flame_levels;
    // The root is no frame: its box only opens the row of the roots, and is taken out again.
    open(0, 0, 0);
    while (!path_.empty()) advance();
    layout_.boxes.erase(layout_.boxes.begin());
    for (FlameBox& box : layout_.boxes) --box.level;
    return std::move(layout_);
  }

 private:
  // A box whose children are being placed.
  struct Open {
    std::size_t box;
    std::uint32_t next, end;  // children in the tree that are still to come
    double x;                 // where the next child begins
    std::uint32_t small = 0;  // children too narrow to draw, not yet in a slab
    Weight small_weight = 0;
    Weight undivided = 0;
  };

  double width_of(std::uint32_t node) const { return static_cast<double>(tree_.cumulative[node]) * px_; }
  bool is(std::uint32_t node, std::uint8_t flag) const { return (tree_.flags[node] & flag) != 0; }
  bool is_drawn(std::uint32_t node) const {
    return !is(node, tree_unfollowed) && tree_.cumulative[node] > 0 && width_of(node) >= options_.least_px;
  }

  // As if nothing were folded. What is not drawn hides its whole subtree.
  std::uint32_t count_levels() const {
    std::uint32_t levels = 0;
    for (std::uint32_t i = 1; i < tree_.size();) {
      if (!is_drawn(i)) {
        i = tree_.end[i];
        continue;
      }
      levels = std::max(levels, tree_.depth[i]);
      ++i;
    }
    return levels;
  }

  // The one child that gets nearly all of the node's cost while nothing else of it would be seen; 0 when there is none.
  std::uint32_t passes_on_to(std::uint32_t node) const {
    std::uint32_t only = 0;
    for (std::uint32_t child = node + 1; child < tree_.end[node]; child = tree_.end[child]) {
      if (!is_drawn(child)) continue;
      if (only != 0 || is(child, tree_back_into)) return 0;
      only = child;
    }
    if (only == 0 || is(only, tree_estimated) != is(node, tree_estimated)) return 0;
    const auto needed = pass_through_share * static_cast<double>(tree_.cumulative[node]);
    return static_cast<double>(tree_.cumulative[only]) >= needed ? only : 0;
  }

  // Places the node, with the run that it begins where deep pictures are folded, and makes it the parent of what
  // follows.
  void open(std::uint32_t node, double x, std::uint32_t level) {
    FlameBox box;
    box.node = box.last = node;
    box.level = level;
    box.x = x;
    box.width = width_of(node);
    box.weight = tree_.cumulative[node];
    if (fold_ && node != 0) fold(box);
    box.self = 0;
    Open state{layout_.boxes.size(), box.last + 1, tree_.end[box.last], x};
    // A run keeps what its frames have beside the one callee: their own time and their small callees are the box's.
    for (std::uint32_t n = node;;) {
      box.self += tree_.self[n];
      state.small += tree_.hidden_children[n];
      state.small_weight += tree_.hidden_weight[n];
      if (n == box.last) break;
      n = set_aside(n, state);
    }
    if (node != 0) layout_.levels = std::max(layout_.levels, level);
    layout_.boxes.push_back(box);
    path_.push_back(state);
  }

  // Lengthens the box to the run of pass-through frames that begins with it, if the run is long enough.
  void fold(FlameBox& box) {
    std::uint32_t length = 1;
    std::uint32_t last = box.node;
    for (std::uint32_t next = passes_on_to(last); next != 0; next = passes_on_to(last)) {
      last = next;
      ++length;
    }
    if (length < least_run) return;
    box.last = last;
    box.folded = length;
    layout_.any_folded = true;
  }

  // Within a run: all children but the one that goes on are small. Returns that one.
  std::uint32_t set_aside(std::uint32_t node, Open& state) {
    std::uint32_t next = 0;
    for (std::uint32_t child = node + 1; child < tree_.end[node]; child = tree_.end[child]) {
      if (is_drawn(child))
        next = child;
      else
        add_small(child, state);
    }
    return next;
  }

  void add_small(std::uint32_t child, Open& state) {
    // Not small, but unknown: the profile does not say whose callee it is.
    if (is(child, tree_unfollowed)) {
      state.undivided += tree_.cumulative[child];
    } else if (tree_.cumulative[child] > 0) {
      ++state.small;
      state.small_weight += tree_.cumulative[child];
    }
  }

  // The next child of the innermost open box, or its end.
  void advance() {
    Open& top = path_.back();
    if (top.next == top.end) return close();
    const std::uint32_t child = top.next;
    top.next = tree_.end[child];
    if (is(child, tree_back_into) && tree_.cumulative[child] == 0) return note_back(child, top);
    if (!is_drawn(child)) return add_small(child, top);
    if (options_.keep_positions) add_slab(top);  // what was small before this child stands before it
    const double x = top.x;
    top.x += width_of(child);
    const std::uint32_t level = level_below(top);
    if (is(child, tree_back_into)) {
      layout_.boxes.push_back({.kind = FlameBox::Kind::back,
                               .node = child,
                               .last = child,
                               .level = level,
                               .x = x,
                               .width = width_of(child),
                               .weight = tree_.cumulative[child],
                               .self_x = x});
      layout_.levels = std::max(layout_.levels, level);
      return;
    }
    open(child, x, level);
  }

  std::uint32_t level_below(const Open& state) const { return layout_.boxes[state.box].level + 1; }

  void note_back(std::uint32_t node, Open& top) {
    FlameBox& box = layout_.boxes[top.box];
    if (box.backs == 0) box.first_back = static_cast<std::uint32_t>(layout_.back.size());
    layout_.back.push_back(node);
    ++box.backs;
  }

  // One slab for all small children so far: drawn singly they would be thousands of slivers.
  void add_slab(Open& top) {
    const Weight weight = top.small_weight + top.undivided;
    const double width = static_cast<double>(weight) * px_;
    if (width < least_slab_px) return;
    FlameBox slab{.kind = FlameBox::Kind::merged};
    slab.node = slab.last = layout_.boxes[top.box].node;
    slab.level = level_below(top);
    slab.x = slab.self_x = top.x;
    slab.width = width;
    slab.weight = weight;
    slab.merged = top.small;
    slab.undivided = top.undivided > 0;
    layout_.boxes.push_back(slab);
    layout_.levels = std::max(layout_.levels, slab.level);
    top.x += width;
    top.small = 0;
    top.small_weight = top.undivided = 0;
  }

  void close() {
    Open& top = path_.back();
    add_slab(top);
    FlameBox& box = layout_.boxes[top.box];
    box.self_x = top.x;
    // Nothing else may stand as deep as the note.
    const bool noted = box.backs > 0 && box.x + box.width - box.self_x >= flame_note_px;
    if (noted) layout_.levels = std::max(layout_.levels, box.level + 1);
    path_.pop_back();
  }

  const Tree& tree_;
  const FlameLayoutOptions& options_;
  double px_;  // of one unit of weight
  bool fold_ = false;
  FlameLayout layout_;
  std::vector<Open> path_;
};

}  // namespace

FlameLayout lay_out_flame(const Tree& tree, const FlameLayoutOptions& options) {
  return tree.size() == 0 || tree.cumulative[0] <= 0 ? FlameLayout{} : FlameLayouter(tree, options).run();
}

}  // namespace p2g
