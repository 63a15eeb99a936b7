#include "renderers/page/self_strip.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g {
namespace {

constexpr double strip_height_px = 30;
constexpr double strip_least_px = 8;
constexpr double strip_padding_px = 5.5;
constexpr double flat_share = 0.03;  // a bar of smaller segments would be a row of unnamed stripes

// The functions that get a segment, largest first. At most width / 8 px of them pass the threshold, so nothing as large
// as the profile is sorted.
std::vector<SelfCost> strip_segments(const Frames& frames, std::span<const SelfCost> costs, Weight total,
                                     double least_share) {
  std::vector<SelfCost> shown;
  for (const SelfCost& cost : costs) {
    if (share_of(cost.self, total) >= least_share) shown.push_back(cost);
  }
  std::sort(shown.begin(), shown.end(), [&](const SelfCost& a, const SelfCost& b) {
    return a.self != b.self ? a.self > b.self : frames.compare(a.frame, b.frame) < 0;
  });
  return shown;
}

// Of a name that is cut: so few letters would name nothing.
bool still_names(std::string_view label, std::string_view name) {
  constexpr int least_letters = 3;
  const auto is_letter = [](unsigned char c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  const bool cut = label.size() != name.size() && label.find("…") != std::string_view::npos;
  return !cut || std::count_if(label.begin(), label.end(), is_letter) >= least_letters + 3;  // "…" has three bytes
}

void draw_segment(Scene& scene, double x, double y, double width, const Paint& paint, std::string_view name, bool bold,
                  const std::string& percent, Slot ink) {
  RectItem rect{.x = x, .y = y, .width = width, .height = strip_height_px};
  rect.paint = paint;
  scene.items.emplace_back(rect);
  const double room = width - 2 * strip_padding_px;
  const std::string label = bold ? fitting_name(std::string(name), room, text_px, true)
                                 : (text_width(name, text_px, false) <= room ? std::string(name) : std::string());
  if (!label.empty() && still_names(label, name))
    add_text(scene, x + strip_padding_px, y + 13, label, text_px, bold, Anchor::start, ink);
  if (text_width(percent, text_px, false) <= room) {
    add_text(scene, x + strip_padding_px, y + 25, percent, text_px, false, Anchor::start, ink);
  }
}

std::string self_words(const Metric& metric) { return "self " + metric.noun(); }

std::string share_and_amount(Weight weight, Weight total, const Metric& metric) {
  return fmt::format("{} ({})", share_text(weight, total, false), metric.amount(weight));
}

double draw_flat_sentence(Scene& scene, double y, const Frames& frames, const Metric& metric, Weight total,
                          std::span<const SelfCost> costs) {
  const auto largest = std::max_element(costs.begin(), costs.end(), [&](const SelfCost& a, const SelfCost& b) {
    return a.self != b.self ? a.self < b.self : frames.compare(a.frame, b.frame) > 0;
  });
  const std::string name = fit_text(display_name(frames.parts(largest->frame)).name, 240, text_px, false);
  const std::string sentence =
      fmt::format("Flat profile: no function holds 3% of the {}; the largest, {}, has {}.", self_words(metric), name,
                  share_text(largest->self, total, largest->estimated));
  return add_wrapped_text(scene, margin_px, y + 11, sentence, content_width(scene), Slot::ink) + 4;
}

// One function's segment, as far as the strip still has room for it. Returns the share of the whole that it takes.
double draw_function(Scene& scene, double x, double y, double room, const Frames& frames, const Metric& metric,
                     Weight total, const SelfCost& cost, const Theme& theme) {
  const FrameParts parts = frames.parts(cost.frame);
  const std::string key = function_key(parts);
  // Negative self costs of other functions can make these add up to more than the total: cut at the end.
  const double share = std::min(share_of(cost.self, total), room);
  const int step = theme.step(share_of(cost.cumulative, total));
  const bool hidden = parts.kind == FrameKind::hidden;  // no function: it has no colour
  scene.items.emplace_back(GroupBegin{
      .role = "s",
      .title =
          fmt::format("{}\nself {}, cumulative {}", shorten_middle(key, key_limit_bytes),
                      share_and_amount(cost.self, total, metric), share_and_amount(cost.cumulative, total, metric)),
      .attributes = {{"k", element_id(key)}}});
  draw_segment(scene, x, y, share * content_width(scene),
               {.fill = hidden ? Slot::page : step_slot(step),
                .stroke = Slot::ink,
                .stroke_width = 0.8F,
                .stroke_opacity = 0.3F},
               display_name(parts).name, true, share_text(cost.self, total, cost.estimated),
               hidden ? Slot::ink : ink_slot(step));
  scene.items.emplace_back(GroupEnd{});
  return share;
}

}  // namespace

double draw_self_strip(Scene& scene, double y, const Frames& frames, const Metric& metric, Weight total,
                       std::span<const SelfCost> costs, const Theme& theme, std::string_view caption) {
  if (total <= 0 || costs.empty()) return y;
  const double width = content_width(scene);
  const std::vector<SelfCost> shown = strip_segments(frames, costs, total, strip_least_px / width);
  if (shown.empty() || share_of(shown.front().self, total) < flat_share) {
    return draw_flat_sentence(scene, y, frames, metric, total, costs);
  }
  double x = margin_px;
  double rest = 1;
  for (const SelfCost& cost : shown) {
    const double share = draw_function(scene, x, y, rest, frames, metric, total, cost, theme);
    x += share * width;
    rest -= share;
  }
  const auto others = static_cast<std::int64_t>(costs.size() - shown.size());
  // Less than a tenth of a pixel is rounding, not a rest.
  if (rest * width >= 0.1) {
    const std::string label = fmt::format("other {} function{}", thousands_text(others), others == 1 ? "" : "s");
    draw_segment(scene, x, y, rest * width, {.fill = Slot::panel, .stroke = Slot::rule}, label, false,
                 percent_text(rest), Slot::ink);
  }
  y += strip_height_px;
  if (caption.empty()) return y + 10;
  return add_wrapped_text(scene, margin_px, y + 15, caption, width, Slot::muted) - 2;
}

}  // namespace p2g
