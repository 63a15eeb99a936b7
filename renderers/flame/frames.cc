#include "renderers/flame/frames.h"

#include <fmt/format.h>

#include <algorithm>

#include "renderers/flame/text.h"
#include "renderers/page/function_key.h"
#include "renderers/page/marks.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/utf8.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr float gap_px = 0.8F;
constexpr double self_line_px = 3;
constexpr double least_self_px = 4;
constexpr double note_inset_px = 2.5;  // what only notes a recursion is lower than a frame

// Boxes come in preorder, and so do the groups in the file: the script finds a frame's subtree by its place in it.
class FrameDrawer {
 public:
  FrameDrawer(Scene& scene, const Tree& tree, const FlameLayout& layout, const Theme& theme,
              const FlameFrameOptions& options)
      : scene_(scene), tree_(tree), layout_(layout), theme_(theme), options_(options) {}

  FlameMarks run() {
    scene_.items.emplace_back(GroupBegin{.role = "g"});
    // The note of a recursion belongs below the frame: it comes when the subtree is done, to keep document order.
    std::vector<const FlameBox*> path;
    for (const FlameBox& box : layout_.boxes) {
      while (path.size() > box.level) pop_noting(path);
      draw(box);
      path.push_back(&box);
    }
    while (!path.empty()) pop_noting(path);
    scene_.items.emplace_back(GroupEnd{});
    return marks_;
  }

 private:
  RectItem place(std::uint32_t level, double x, double width) const {
    const std::uint32_t row = options_.flip ? layout_.levels - 1 - level : level;
    return {
        .x = options_.left + x, .y = options_.top + row * options_.row_px, .width = width, .height = options_.row_px};
  }

  void text(double x, const RectItem& row, std::string content, float size, Anchor anchor, Slot ink) {
    if (!content.empty()) add_text(scene_, x, row.y + row.height / 2 + 4, std::move(content), size, false, anchor, ink);
  }

  // Group, box and words of one frame, slab or way back.
  void draw(const FlameBox& box) {
    GroupBegin group{.role = box.kind == FlameBox::Kind::frame ? "f" : "f m",
                     .title = options_.look != nullptr ? options_.look->title(box)
                                                       : flame_title(tree_, layout_, box, options_.name_limit)};
    const FlameLabel label =
        flame_label(tree_, box, options_.look != nullptr ? options_.look->figure(box) : flame_share_text(tree_, box));
    // The script writes labels anew when it zooms: it needs the whole name where the title begins with another.
    if (box.kind == FlameBox::Kind::frame) {
      std::string name = shorten_middle(flame_full_label(tree_, box), options_.name_limit);
      if (name != std::string_view(group.title).substr(0, group.title.find('\n'))) {
        group.attributes.emplace_back("n", std::move(name));
      }
    }
    scene_.items.emplace_back(std::move(group));
    const RectItem row = place(box.level, box.x, box.width);
    switch (box.kind) {
      case FlameBox::Kind::frame:
        draw_frame(box, row, label);
        break;
      case FlameBox::Kind::merged:
        draw_slab(row, label);
        break;
      case FlameBox::Kind::back:
        draw_back(row, label.name);
        break;
    }
    scene_.items.emplace_back(GroupEnd{});
  }

  void draw_frame(const FlameBox& box, RectItem row, const FlameLabel& label) {
    const int step = theme_.step(share_of(tree_.function_cumulative[tree_.frame[box.node]], tree_.total));
    const bool hidden = tree_.frames->parts(tree_.frame[box.node]).kind == FrameKind::hidden;
    const auto [fill, ink] = options_.look != nullptr ? options_.look->colors(box)
                             : hidden                 ? std::pair{Slot::page, Slot::ink}
                                                      : std::pair{step_slot(step), ink_slot(step)};
    row.paint = {.fill = fill, .stroke = Slot::page, .stroke_width = gap_px};
    // The two lightest steps are near the page's colour, and so is what did not change.
    if (options_.look != nullptr ? fill == Slot::delta4 : step < 2)
      row.paint = {.fill = fill, .stroke = Slot::ink, .stroke_width = 0.6F, .stroke_opacity = 0.28F};
    if (hidden) row.paint = {.fill = fill, .stroke = Slot::muted, .stroke_width = gap_px, .dash = Dash::dashed};
    if (options_.look != nullptr) options_.look->border(box, row.paint);
    // Hatched rather than coloured: colour already tells the share, and print is black and white.
    if ((tree_.flags[box.node] & tree_estimated) != 0) {
      row.hatch = ink;
      marks_.estimated = true;
    }
    scene_.items.emplace_back(row);
    draw_self_line(box, row, ink);
    double x = row.x + flame_padding_px;
    if (label.loop_mark) {
      add_loop_mark(scene_, x, row.y + row.height / 2 + 4, ink);
      x += flame_mark_px;
      marks_.loop = true;
    }
    text(x, row, label.name, flame_label_px, Anchor::start, ink);
    text(row.x + row.width - flame_padding_px, row, label.figure, text_px, Anchor::end, ink);
  }

  // Along the edge that callees stand at, where none stands.
  void draw_self_line(const FlameBox& box, const RectItem& row, Slot ink) {
    const double width = box.x + box.width - box.self_x;
    if (box.self == 0 || tree_.reversed || width < least_self_px) return;
    RectItem line{.x = options_.left + box.self_x,
                  .y = options_.flip ? row.y : row.y + row.height - self_line_px,
                  .width = width,
                  .height = self_line_px};
    line.paint = {.fill = ink, .fill_opacity = 0.5F};
    scene_.items.emplace_back(line);
    marks_.self = true;
  }

  void draw_slab(RectItem row, const FlameLabel& label) {
    row.paint = {.fill = Slot::panel, .stroke = Slot::rule, .stroke_width = 0.6F};
    scene_.items.emplace_back(row);
    text(row.x + flame_padding_px, row, label.name, text_px, Anchor::start, Slot::muted);
    text(row.x + row.width - flame_padding_px, row, label.figure, text_px, Anchor::end, Slot::muted);
    marks_.merged = true;
  }

  // The loop mark alone when there is no room for words.
  void draw_back(RectItem row, std::string label) {
    row.paint = {.fill = Slot::page, .stroke = Slot::muted, .stroke_width = gap_px, .dash = Dash::dashed};
    row.y += note_inset_px;
    row.height -= 2 * note_inset_px;
    scene_.items.emplace_back(row);
    if (row.width >= flame_note_px)
      add_loop_mark(scene_, row.x + flame_padding_px, row.y + row.height / 2 + 4, Slot::muted);
    text(row.x + flame_padding_px + flame_mark_px, row, std::move(label), text_px, Anchor::start, Slot::muted);
    marks_.back = true;
  }

  void pop_noting(std::vector<const FlameBox*>& path) {
    const FlameBox& box = *path.back();
    path.pop_back();
    if (box.backs > 0) note_recursion(box);
  }

  // What goes back into a function above has its time there. The note stands in the room below self time, where no
  // callee can be, and only as wide as its words: its width means nothing.
  void note_recursion(const FlameBox& box) {
    const double room = box.x + box.width - box.self_x;
    if (room < flame_note_px) return;
    const std::uint32_t node = layout_.back[box.first_back];
    const std::string title = "back into " + display_name(tree_.frames->parts(tree_.frame[node])).name;
    const double needed = text_width(title, text_px, false) + flame_mark_px + 2 * flame_padding_px;
    const bool words = needed <= room;
    scene_.items.emplace_back(GroupBegin{.role = "f m", .title = title + "\nits cost is counted above"});
    draw_back(place(box.level + 1, box.self_x, words ? needed : flame_note_px), words ? title : "");
    scene_.items.emplace_back(GroupEnd{});
  }

  Scene& scene_;
  const Tree& tree_;
  const FlameLayout& layout_;
  const Theme& theme_;
  const FlameFrameOptions& options_;
  FlameMarks marks_;
};

}  // namespace

FlameMarks draw_flame_frames(Scene& scene, const Tree& tree, const FlameLayout& layout, const Theme& theme,
                             const FlameFrameOptions& options) {
  return FrameDrawer(scene, tree, layout, theme, options).run();
}

}  // namespace p2g
