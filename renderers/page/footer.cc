#include "renderers/page/footer.h"

#include <utility>

#include "renderers/page/marks.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"

namespace p2g {
namespace {

constexpr double key_step_px = 18;
constexpr double key_gap_px = 18;

void add_line(Scene& scene, double x, double y, double length, Slot color, float width, Dash dash = Dash::none) {
  PathItem line;
  line.paint = {.stroke = color, .stroke_width = width, .dash = dash};
  line.move(x, y);
  line.line(x + length, y);
  scene.items.emplace_back(std::move(line));
}

void add_rect(Scene& scene, double x, double y, double width, double height, const Paint& paint, double radius = 0,
              Slot hatch = Slot::none) {
  scene.items.emplace_back(RectItem{x, y, width, height, radius, paint, hatch});
}

// As cards and frames are: the lightest colours would be lost on the page without an outline.
constexpr Paint outlined(Slot fill) {
  return {.fill = fill, .stroke = Slot::ink, .stroke_width = 0.8F, .stroke_opacity = 0.3F};
}

// What draw_mark covers to the right of x: the text has to know before the mark is drawn, whether both fit the line.
double mark_width(Mark mark) {
  switch (mark) {
    case Mark::none:
      return 0;
    case Mark::bar:
      return 60;
    case Mark::hot_edge:
    case Mark::edge:
    case Mark::residual:
    case Mark::guessed:
      return 24;
    case Mark::self:
    case Mark::estimated:
    case Mark::back_box:
    case Mark::added:
    case Mark::gone:
    case Mark::asked:
      return 22;
    case Mark::own:
      return 4;
    case Mark::both_bars:
      return 35;
    case Mark::foot:
      return 42;
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

// Track, cumulative and self, as on a card.
void draw_bar(Scene& scene, double x, double y) {
  add_rect(scene, x, y - 6, 60, 5, {.fill = Slot::ink, .fill_opacity = 0.14F});
  add_rect(scene, x, y - 6, 40, 5, {.fill = Slot::ink, .fill_opacity = 0.4F});
  add_rect(scene, x, y - 6, 20, 5, {.fill = Slot::ink});
}

void draw_stack(Scene& scene, double x, double top) {
  add_rect(scene, x + 3, top + 3, 15, 9, outlined(Slot::step4), 1.5);
  add_rect(scene, x, top, 15, 9, outlined(Slot::step4), 1.5);
}

void draw_self(Scene& scene, double x, double top) {
  add_rect(scene, x, top, 22, 12, {.fill = Slot::step4});
  add_rect(scene, x + 9, top + 9, 13, 3, {.fill = Slot::ink4, .fill_opacity = 0.5F});
}

void draw_foot(Scene& scene, double x, double y) {
  constexpr double sizes[] = {5, 12, 9};
  for (const double size : sizes) {
    add_rect(scene, x, y - 7, 12, 6, {.fill = Slot::ink, .fill_opacity = 0.14F});
    add_rect(scene, x, y - 7, size, 6, {.fill = Slot::ink});
    x += 15;
  }
}

void draw_both_bars(Scene& scene, double x, double y) {
  add_rect(scene, x + 0.5, y - 9, 34, 4, {.stroke = Slot::ink});
  add_rect(scene, x, y - 4, 26, 4, {.fill = Slot::ink});
}

// Marks that are one box.
void draw_box(Scene& scene, double x, double top, Mark mark) {
  constexpr Paint added{.fill = Slot::delta7, .stroke = Slot::ink, .stroke_width = 2};
  constexpr Paint gone{.stroke = Slot::ink, .stroke_width = 1.4F, .dash = Dash::dashed};
  constexpr Paint back_box{.stroke = Slot::muted, .dash = Dash::dashed};
  switch (mark) {
    case Mark::swatch:
      return add_rect(scene, x, top + 1, 9, 9, outlined(Slot::step3));
    case Mark::merged:
      return add_rect(scene, x, top, 9, 12, {.fill = Slot::panel, .stroke = Slot::rule});
    case Mark::estimated:
      return add_rect(scene, x, top, 22, 12, {.fill = Slot::step4}, 0, Slot::ink4);
    // Lines lie on the middle of a stroke: half of its width further in, they end where the other marks end.
    case Mark::added:
      return add_rect(scene, x + 1, top + 1, 20, 10, added);
    case Mark::gone:
      return add_rect(scene, x + 0.7, top + 0.7, 20.6, 10.6, gone);
    case Mark::back_box:
      return add_rect(scene, x + 0.5, top + 0.5, 21, 11, back_box);
    case Mark::asked:
      return add_rect(scene, x + 1.2, top + 1.2, 19.6, 9.6, {.stroke = Slot::caller, .stroke_width = 2.4F}, 3);
    case Mark::own:
      return add_rect(scene, x, top, 4, 12, {.fill = Slot::caller});
    default:
      return;
  }
}

// (x, y) as for the small marks: left end of the baseline.
void draw_mark(Scene& scene, double x, double y, Mark mark) {
  const double top = y - 9;
  switch (mark) {
    case Mark::none:
      return;
    case Mark::bar:
      return draw_bar(scene, x, y);
    case Mark::hot_edge:
      return add_line(scene, x, y - 4, 24, Slot::hot, 4);
    case Mark::edge:
      return add_line(scene, x, y - 4, 24, Slot::edge, 1.8F);
    case Mark::residual:
      return add_line(scene, x, y - 4, 24, Slot::edge, 1.8F, Dash::dotted);
    case Mark::guessed:
      return add_line(scene, x, y - 4, 24, Slot::edge, 1.8F, Dash::dashed);
    case Mark::back:
      return add_back_mark(scene, x, y, Slot::ink);
    case Mark::loop:
      return add_loop_mark(scene, x, y, Slot::ink);
    case Mark::more:
      return add_more_mark(scene, x, y, Slot::ink);
    case Mark::stack:
      return draw_stack(scene, x, top);
    case Mark::self:
      return draw_self(scene, x, top);
    case Mark::both_bars:
      return draw_both_bars(scene, x, y);
    case Mark::foot:
      return draw_foot(scene, x, y);
    case Mark::swatch:
    case Mark::merged:
    case Mark::estimated:
    case Mark::added:
    case Mark::gone:
    case Mark::back_box:
    case Mark::asked:
    case Mark::own:
      return draw_box(scene, x, top, mark);
  }
}

}  // namespace

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
