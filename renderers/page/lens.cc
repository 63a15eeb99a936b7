#include "renderers/page/lens.h"

#include <algorithm>

#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"

namespace p2g {
namespace {

constexpr double bar_px = 15;
constexpr double fall_px = 9;  // from the bar to the strip

void add_ray(Scene& scene, double from, double to, double y) {
  PathItem ray;
  ray.paint = {.stroke = Slot::edge, .dash = Dash::dashed};
  ray.move(from, y);
  ray.line(to, y + fall_px);
  scene.items.emplace_back(std::move(ray));
}

}  // namespace

double draw_lens(Scene& scene, double y, const Asked& asked, const Metric& metric, const Theme& theme) {
  const double width = content_width(scene);
  const double share = std::clamp(share_of(asked.cost, asked.run), 0.0, 1.0);
  const double part = std::max(share * width, 1.0);
  RectItem run{.x = margin_px, .y = y, .width = width, .height = bar_px};
  run.paint = {.fill = Slot::panel, .stroke = Slot::rule};
  scene.items.emplace_back(run);
  RectItem selection{.x = margin_px, .y = y, .width = part, .height = bar_px};
  selection.paint = {
      .fill = step_slot(theme.step(share)), .stroke = Slot::ink, .stroke_width = 0.8F, .stroke_opacity = 0.3F};
  scene.items.emplace_back(selection);
  const std::string text =
      "the run, " + metric.amount(asked.run) + ": " + percent_text(share) + " of it is the selection";
  const double needs = text_width(text, text_px, false) + 16;
  const bool inside = width - part < needs;
  add_fitted_text(scene, margin_px + (inside ? 8 : part + 8), y + 11.5, text, (inside ? part : width - part) - 12,
                  text_px, false, Anchor::start, inside ? ink_slot(theme.step(share)) : Slot::muted);
  add_ray(scene, margin_px, margin_px, y + bar_px);
  add_ray(scene, margin_px + part, margin_px + width, y + bar_px);
  return y + bar_px + fall_px;
}

}  // namespace p2g
