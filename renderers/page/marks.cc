#include "renderers/page/marks.h"

#include <utility>

namespace p2g {
namespace {

PathItem stroked(Slot color, float width) {
  PathItem path;
  path.paint = {.stroke = color, .stroke_width = width};
  return path;
}

PathItem filled(Slot color) {
  PathItem path;
  path.paint = {.fill = color};
  return path;
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

}  // namespace p2g
