#include "renderers/page/change_strip.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "renderers/page/comparison_header.h"
#include "renderers/page/comparison_words.h"
#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g::diffs {
namespace {

constexpr double bar_px = 28;
constexpr double bar_gap_px = 4;
constexpr double least_px = 8;
constexpr double label_px = 84;
constexpr double padding_px = 5.5;

struct Side {
  std::vector<const FunctionDiff*> functions;  // the largest change first
  Weight sum = 0;
};

Side changes_of(const Diff& diff, bool saved) {
  Side side;
  for (const FunctionDiff& function : diff.functions) {
    if (!function.self_moved || function.self_delta() == 0 || (function.self_delta() < 0) != saved) continue;
    side.functions.push_back(&function);
    side.sum = sum_within(side.sum, function.self_delta());
  }
  std::stable_sort(side.functions.begin(), side.functions.end(), [](const FunctionDiff* a, const FunctionDiff* b) {
    return std::abs(a->self_delta()) > std::abs(b->self_delta());
  });
  return side;
}

class Strip {
 public:
  Strip(Scene& scene, const Diff& diff, double px_per_unit) : scene_(scene), diff_(diff), scale_(px_per_unit) {}

  void draw(double y, std::string_view word, const Side& side) {
    add_text(scene_, margin_px, y + 12, std::string(word), text_px, true);
    add_text(scene_, margin_px, y + 25, change(diff_, side.sum), text_px, true);
    double x = margin_px + label_px;
    std::size_t drawn = 0;
    for (; drawn < side.functions.size(); ++drawn) {
      const double width = width_of(side.functions[drawn]->self_delta());
      if (width < least_px) break;
      draw_segment(x, y, width, *side.functions[drawn]);
      x += width;
    }
    Weight rest = 0;
    for (std::size_t i = drawn; i < side.functions.size(); ++i)
      rest = sum_within(rest, side.functions[i]->self_delta());
    if (drawn < side.functions.size()) draw_rest(x, y, width_of(rest), side.functions.size() - drawn, rest);
  }

 private:
  double width_of(Weight weight) const { return std::abs(static_cast<double>(weight)) * scale_; }

  void draw_box(double x, double y, double width, Slot fill) {
    RectItem box{.x = x, .y = y, .width = width, .height = bar_px};
    box.paint = {.fill = fill, .stroke = Slot::ink, .stroke_width = 0.8F, .stroke_opacity = 0.3F};
    scene_.items.emplace_back(box);
  }

  void draw_segment(double x, double y, double width, const FunctionDiff& function) {
    const FrameParts parts = diff_.frames.parts(function.frame);
    const std::string key = function_key(parts);
    const int step = step_of(diff_, function.self_delta(), true);
    scene_.items.emplace_back(GroupBegin{
        .role = "s",
        .title = fmt::format("{}\nself {}\n{}", shorten_middle(key, key_limit_bytes),
                             change_line(diff_, function.before.self, function.after.self), cause(diff_, function)),
        .attributes = {{"k", element_id(key)}}});
    draw_box(x, y, width, delta_slot(step));
    draw_label(x, y, width, display_name(parts).name, change(diff_, function.self_delta()), delta_ink_slot(step));
    scene_.items.emplace_back(GroupEnd{});
  }

  void draw_rest(double x, double y, double width, std::size_t count, Weight rest) {
    if (width < 0.5) return;
    draw_box(x, y, width, Slot::panel);
    draw_label(x, y, width, thousands_text(static_cast<std::int64_t>(count)) + " more", change(diff_, rest), Slot::ink);
  }

  void draw_label(double x, double y, double width, const std::string& name, const std::string& figure, Slot ink) {
    const double room = width - 2 * padding_px;
    const std::string label = fitting_name(name, room, text_px, true);
    if (!label.empty()) add_text(scene_, x + padding_px, y + 12, label, text_px, true, Anchor::start, ink);
    if (text_width(figure, text_px, false) > room) return;
    add_text(scene_, x + padding_px, y + 24, figure, text_px, false, Anchor::start, ink);
  }

  Scene& scene_;
  const Diff& diff_;
  double scale_;
};

}  // namespace

double draw_change_strip(Scene& scene, double y, const Diff& diff) {
  const Side saved = changes_of(diff, true);
  const Side added = changes_of(diff, false);
  const double largest = std::max(-static_cast<double>(saved.sum), static_cast<double>(added.sum));
  if (largest <= 0) return y;
  Strip strip(scene, diff, (content_width(scene) - label_px) / largest);
  for (const auto& [word, side] : {std::pair{"saved", &saved}, std::pair{"added", &added}}) {
    if (side->functions.empty()) continue;
    strip.draw(y, word, *side);
    y += bar_px + bar_gap_px;
  }
  const Weight open = sum_within(diff.total_delta(), -sum_within(saved.sum, added.sum));
  std::string text = "Change of self " + diff.metric.noun() + " by function, one scale, as far as it is certain.";
  if (open != 0) text += " Not decided: " + change(diff, open) + " in all other functions.";
  return add_wrapped_text(scene, margin_px, y + 11, text, content_width(scene), Slot::muted) + 4;
}

}  // namespace p2g::diffs
