// The small marks of the pictures and the key that explains them.
#include "renderers/page/parts.h"
#include "renderers/page/text_width.h"

namespace p2g {
namespace {

constexpr double key_step_px = 18;
constexpr double key_gap_px = 18;

PathItem stroked(Slot color, float width, Dash dash = Dash::none) {
  PathItem path;
  path.paint = {.stroke = color, .stroke_width = width, .dash = dash};
  return path;
}

PathItem filled(Slot color) {
  PathItem path;
  path.paint = {.fill = color};
  return path;
}

void add_line(Scene& scene, double x, double y, double length, Slot color, float width, Dash dash = Dash::none) {
  PathItem line = stroked(color, width, dash);
  line.move(x, y);
  line.line(x + length, y);
  scene.items.emplace_back(std::move(line));
}

void add_rect(Scene& scene, double x, double y, double width, double height, const Paint& paint, double radius = 0,
              Slot hatch = Slot::none) {
  scene.items.emplace_back(RectItem{x, y, width, height, radius, paint, hatch});
}

constexpr Paint outlined(Slot fill) {
  return {.fill = fill, .stroke = Slot::ink, .stroke_width = 0.8F, .stroke_opacity = 0.3F};
}

double mark_width(Mark mark) {
  switch (mark) {
    case Mark::none:
      return 0;
    case Mark::bar:
      return 60;
    case Mark::hot_edge:
    case Mark::edge:
    case Mark::residual:
      return 24;
    case Mark::self:
    case Mark::estimated:
    case Mark::back_box:
    case Mark::added:
    case Mark::gone:
      return 22;
    case Mark::both_bars:
      return 35;
    case Mark::stack:
      return 18;
    case Mark::swatch:
    case Mark::merged:
      return 9;
    case Mark::back:
    case Mark::loop:
    case Mark::more:
      return mark_px;
  }
  return 0;
}

// (x, y) as for the marks: left end of the baseline.
void draw_mark(Scene& scene, double x, double y, Mark mark) {
  const double top = y - 9;
  switch (mark) {
    case Mark::none:
      return;
    case Mark::bar:
      add_rect(scene, x, y - 6, 60, 5, {.fill = Slot::ink, .fill_opacity = 0.14F});
      add_rect(scene, x, y - 6, 40, 5, {.fill = Slot::ink, .fill_opacity = 0.4F});
      return add_rect(scene, x, y - 6, 20, 5, {.fill = Slot::ink});
    case Mark::hot_edge:
      return add_line(scene, x, y - 4, 24, Slot::hot, 4);
    case Mark::edge:
      return add_line(scene, x, y - 4, 24, Slot::edge, 1.8F);
    case Mark::residual:
      return add_line(scene, x, y - 4, 24, Slot::edge, 1.8F, Dash::dotted);
    case Mark::swatch:
      return add_rect(scene, x, y - 8, 9, 9, outlined(Slot::step3));
    case Mark::back:
      return add_back_mark(scene, x, y, Slot::ink);
    case Mark::loop:
      return add_loop_mark(scene, x, y, Slot::ink);
    case Mark::more:
      return add_more_mark(scene, x, y, Slot::ink);
    case Mark::stack:
      add_rect(scene, x + 3, top + 3, 15, 9, outlined(Slot::step4), 1.5);
      return add_rect(scene, x, top, 15, 9, outlined(Slot::step4), 1.5);
    case Mark::self:
      add_rect(scene, x, top, 22, 12, {.fill = Slot::step4});
      return add_rect(scene, x + 9, top + 9, 13, 3, {.fill = Slot::ink4, .fill_opacity = 0.5F});
    case Mark::merged:
      return add_rect(scene, x, top, 9, 12, {.fill = Slot::panel, .stroke = Slot::rule});
    case Mark::estimated:
      return add_rect(scene, x, top, 22, 12, {.fill = Slot::step4}, 0, Slot::ink4);
    case Mark::both_bars:
      add_rect(scene, x + 0.5, y - 9, 34, 4, {.stroke = Slot::ink});
      return add_rect(scene, x, y - 4, 26, 4, {.fill = Slot::ink});
    case Mark::added:
      return add_rect(scene, x + 1, top + 1, 20, 10, {.fill = Slot::delta7, .stroke = Slot::ink, .stroke_width = 2});
    case Mark::gone:
      return add_rect(scene, x + 0.7, top + 0.7, 20.6, 10.6,
                      {.stroke = Slot::ink, .stroke_width = 1.4F, .dash = Dash::dashed});
    case Mark::back_box:
      return add_rect(scene, x + 0.5, top + 0.5, 21, 11, {.stroke = Slot::muted, .dash = Dash::dashed});
  }
}

}  // namespace

void add_loop_mark(Scene& scene, double x, double y, Slot color) {
  // Three quarters of a circle of radius 3.4 around (x + 4.6, y - 4), open at the upper right; a quarter circle is a
  // cubic with its handles at 0.5523 of the radius.
  constexpr double r = 3.4;
  constexpr double k = 0.5523 * r;
  const double cx = x + 4.6;
  const double cy = y - 4;
  PathItem arc = stroked(color, 1.6F);
  arc.move(cx + r, cy);
  arc.cubic(cx + r, cy + k, cx + k, cy + r, cx, cy + r);
  arc.cubic(cx - k, cy + r, cx - r, cy + k, cx - r, cy);
  arc.cubic(cx - r, cy - k, cx - k, cy - r, cx, cy - r);
  arc.line(cx + 1, cy - r);
  scene.items.emplace_back(std::move(arc));
  PathItem head = filled(color);
  head.move(cx + 0.6, cy - r - 2.6);
  head.line(cx + 5, cy - r + 0.2);
  head.line(cx + 0.6, cy - r + 3);
  head.close();
  scene.items.emplace_back(std::move(head));
}

void add_back_mark(Scene& scene, double x, double y, Slot color) {
  PathItem line = stroked(color, 1.6F);
  line.move(x + 8, y);
  line.line(x + 8, y - 3.4);
  line.cubic(x + 8, y - 5, x + 7.3, y - 5.6, x + 5.8, y - 5.6);
  line.line(x + 3.6, y - 5.6);
  scene.items.emplace_back(std::move(line));
  PathItem head = filled(color);
  head.move(x + 4.2, y - 8.6);
  head.line(x, y - 5.6);
  head.line(x + 4.2, y - 2.6);
  head.close();
  scene.items.emplace_back(std::move(head));
}

void add_more_mark(Scene& scene, double x, double y, Slot color) {
  PathItem dots = filled(color);
  for (const double left : {0.2, 3.7, 7.2}) {
    dots.move(x + left, y - 4.4);
    dots.line(x + left + 1.9, y - 4.4);
    dots.line(x + left + 1.9, y - 2.5);
    dots.line(x + left, y - 2.5);
    dots.close();
  }
  scene.items.emplace_back(std::move(dots));
}

double draw_footer(Scene& scene, double y, const std::vector<KeyEntry>& entries) {
  add_line(scene, 0, y + 0.5, scene.width, Slot::rule, 1);
  const double right = scene.width - margin_px;
  double x = margin_px;
  y += 20;
  for (const KeyEntry& entry : entries) {
    const double mark = mark_width(entry.mark);
    const double lead = mark > 0 ? mark + 6 : 0;
    const double width = lead + text_width(entry.text, text_px, false);
    if (x + width > right && x > margin_px) {
      x = margin_px;
      y += key_step_px;
    }
    draw_mark(scene, x, y, entry.mark);
    if (x + width <= right) {
      add_text(scene, x + lead, y, entry.text, text_px, false, Anchor::start, Slot::muted);
    } else {
      // A sentence wider than the picture gets lines of its own.
      y = add_wrapped_text(scene, x + lead, y, entry.text, right - x - lead, Slot::muted) - line_step_px;
    }
    x += width + key_gap_px;
  }
  return y + 14;
}

}  // namespace p2g
