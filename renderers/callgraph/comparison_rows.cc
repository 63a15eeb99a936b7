#include "renderers/callgraph/comparison_rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include "renderers/page/comparison_words.h"
#include "renderers/page/footer.h"
#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"
#include "src/model/names.h"

namespace p2g::diffs {
namespace {

constexpr std::size_t most_rows = 12;
constexpr double row_px = 19;
constexpr double row_bar_px = 5;

std::vector<const FunctionDiff*> largest(const Diff& diff) {
  std::vector<const FunctionDiff*> rows;
  for (const FunctionDiff& function : diff.functions) rows.push_back(&function);
  const auto size = [](const FunctionDiff* function) { return std::max(function->before.self, function->after.self); };
  std::stable_sort(rows.begin(), rows.end(), [&](const auto* a, const auto* b) { return size(a) > size(b); });
  rows.resize(std::min(rows.size(), most_rows));
  return rows;
}

// One column a figure, from the right: calls, at the same speed, as measured, before.
class Rows {
 public:
  Rows(Scene& scene, const Diff& diff)
      : scene_(scene), diff_(diff), has_speed_(diff.after.measured != diff.after.total) {
    double right = scene.width - margin_px;
    if (diff.has_counts()) calls_ = right, right -= 120;
    after_ = right;
    right -= 92;
    if (has_speed_) measured_ = right, right -= 102;
    before_ = right;
    names_right_ = right - 72;
    bars_ = scene.width < narrow_px ? names_right_ : margin_px + (names_right_ - margin_px) * 0.48;
  }

  void draw_heads(double y) {
    head(margin_px, y, "largest self " + diff_.metric.noun(), Anchor::start);
    head(before_, y, "before", Anchor::end);
    if (has_speed_) head(measured_, y, "after, measured", Anchor::end);
    head(after_, y, has_speed_ ? "same speed" : "after", Anchor::end);
    if (diff_.has_counts()) head(calls_, y, std::string(counted_word(diff_.counted)), Anchor::end);
  }

  void draw_row(double y, const FunctionDiff& function, Weight most) {
    const FrameParts parts = diff_.frames.parts(function.frame);
    const DisplayName shown = display_name(parts);
    const double room = bars_ - margin_px - 12;
    const std::string key = function_key(parts);
    scene_.items.emplace_back(GroupBegin{.role = "s",
                                         .title = shorten_middle(key, key_limit_bytes) + "\nself " +
                                                  change_line(diff_, function.before.self, function.after.self),
                                         .attributes = {{"k", element_id(key)}}});
    const std::string name = fitting_name(shown.name, room, text_px, true);
    double x = margin_px;
    if (!name.empty()) x += add_text(scene_, x, y, name, text_px, true) + 8;
    if (x < bars_ - 40)
      add_fitted_text(scene_, x, y, shown.where, bars_ - 12 - x, text_px, false, Anchor::start, Slot::muted);
    if (bars_ < names_right_) draw_bars(y, function, most);
    figure(before_, y, amount(diff_, function.before.self), Slot::ink);
    if (has_speed_) figure(measured_, y, amount(diff_, function.measured_self), Slot::muted);
    figure(after_, y, amount(diff_, function.after.self), Slot::ink);
    if (diff_.has_counts()) figure(calls_, y, short_calls(function), Slot::ink);
    scene_.items.emplace_back(GroupEnd{});
  }

 private:
  void head(double x, double y, const std::string& text, Anchor anchor) {
    add_text(scene_, x, y, text, text_px, false, anchor, Slot::muted);
  }
  void figure(double x, double y, const std::string& text, Slot slot) {
    add_text(scene_, x, y, text, text_px, false, Anchor::end, slot);
  }
  static std::string short_calls(const FunctionDiff& function) {
    const std::string after = count_text(function.after.calls);
    return function.before.calls == function.after.calls ? after + " ="
                                                         : count_text(function.before.calls) + " → " + after;
  }

  void bar(double y, Weight weight, Weight most, const Paint& paint) {
    const double width = std::max(1.0, (names_right_ - bars_) * std::clamp(share_of(weight, most), 0.0, 1.0));
    RectItem rect{bars_, y, width, row_bar_px, 0};
    rect.paint = paint;
    scene_.items.emplace_back(rect);
  }
  void draw_bars(double y, const FunctionDiff& function, Weight most) {
    if (has_speed_) bar(y - 4, function.measured_self, most, {.fill = Slot::ink, .fill_opacity = 0.14F});
    bar(y - 10, function.before.self, most, {.stroke = Slot::ink});
    bar(y - 4, function.after.self, most, {.fill = Slot::ink});
  }

  Scene& scene_;
  const Diff& diff_;
  bool has_speed_;
  double calls_ = 0, after_ = 0, measured_ = 0, before_ = 0, names_right_ = 0, bars_ = 0;
};

}  // namespace

double draw_unchanged_rows(Scene& scene, double y, const Comparison& comparison) {
  const Diff& diff = comparison.diff();
  const std::vector<const FunctionDiff*> functions = largest(diff);
  if (comparison.rows().empty()) {
    return add_wrapped_text(scene, margin_px, y + 20, "No difference.", content_width(scene), Slot::ink) + 8;
  }
  Weight most = 1;
  for (const FunctionDiff* function : functions) {
    most = std::max({most, function->before.self, function->after.self, function->measured_self});
  }
  Rows rows(scene, diff);
  y += 14;
  rows.draw_heads(y);
  y += 6;
  for (const FunctionDiff* function : functions) {
    y += row_px;
    rows.draw_row(y, *function, most);
  }
  std::vector<KeyEntry> key{{Mark::both_bars, "before (hollow), after"}};
  if (diff.after.measured != diff.after.total) {
    key.front().text = "before (hollow), after at the same speed; pale: as measured";
  }
  return draw_footer(scene, y + 22, key);
}

}  // namespace p2g::diffs
