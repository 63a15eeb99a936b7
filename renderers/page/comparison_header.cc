#include "renderers/page/comparison_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "renderers/page/comparison_words.h"
#include "renderers/page/profile_header.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"

namespace p2g::diffs {
namespace {

constexpr double swatch_width_px = 40;
constexpr double narrow_swatch_px = 34;
constexpr double swatch_height_px = 12;
constexpr std::array<std::string_view, 9> ranges = {"≥15", "5–15", "2–5", "½–2", "<½", "½–2", "2–5", "5–15", "≥15"};
constexpr double search_room_px = 346;  // the script's search box, from y 41 on
constexpr double search_bottom_px = 62;

void draw_legend(Scene& scene, double left, double y, const Diff& diff, double swatch_px) {
  for (int step = 0; step < 9; ++step) {
    const double x = left + step * swatch_px;
    RectItem swatch{.x = x, .y = y, .width = swatch_px, .height = swatch_height_px};
    swatch.paint = {.fill = delta_slot(step), .stroke = Slot::ink, .stroke_opacity = 0.3F};
    scene.items.emplace_back(swatch);
    const std::string_view range = ranges[static_cast<std::size_t>(step)];
    add_text(scene, x + swatch_px / 2, y + 24, std::string(range), text_px, false, Anchor::middle, Slot::muted);
  }
  const bool time = diff.metric.is_time();
  const double first = left - 8;
  add_text(scene, first, y + 10, time ? "▼ faster" : "▼ less", text_px, false, Anchor::end, Slot::muted);
  add_text(scene, first, y + 24, "% of before", text_px, false, Anchor::end, Slot::muted);
  const double right = left + 9 * swatch_px + 8;
  add_text(scene, right, y + 10, time ? "▲ slower" : "▲ more", text_px, false, Anchor::start, Slot::muted);
}

std::string mark(Weight delta) { return delta > 0 ? "▲ " : "▼ "; }

}  // namespace

std::string title(const Diff& diff, const PictureOptions& options) {
  if (!options.title.empty()) return options.title;
  return profile_title(diff.before.files, "") + " → " + profile_title(diff.after.files, "");
}

double draw_header(Scene& scene, const Comparison& comparison, const PictureOptions& options,
                   const std::string& counts) {
  const Diff& diff = comparison.diff();
  const double content = scene.width - 2 * margin_px;
  const bool narrow = scene.width < narrow_px;
  constexpr double legend_width = 9 * swatch_width_px + 8 + 48;
  const double legend_left = scene.width - margin_px - legend_width;
  const double name_room = narrow ? content : legend_left - 70 - margin_px;
  add_fitted_text(scene, margin_px, 26, title(diff, options), name_room, title_px, true);
  const Outcome found = outcome(diff);
  const std::string line = (found == Outcome::slower || found == Outcome::more_work   ? "▲ "
                            : found == Outcome::faster || found == Outcome::less_work ? "▼ "
                                                                                      : "") +
                           verdict_sentence(diff);
  // Beside the search box, or below it when it needs the room.
  const bool beside = text_width(line, name_px, true) <= (narrow ? content : content - search_room_px);
  if (beside) add_fitted_text(scene, margin_px, 46, line, narrow ? content : content - search_room_px, name_px, true);
  double y = 46 + line_step_px + 4;
  if (narrow) {
    draw_legend(scene, margin_px + 70, search_bottom_px + 8, diff, narrow_swatch_px);
    y = search_bottom_px + 54;
  } else {
    draw_legend(scene, legend_left, 9, diff, swatch_width_px);
    y = std::max(y, search_bottom_px + 14);
  }
  if (!beside) {
    y = add_wrapped_text(scene, margin_px, y, line, content, Slot::ink, true) + 1;
  }
  // What to look at, a line each; what the rest is worth follows, paler.
  for (const std::string& finding : findings(comparison)) {
    y = add_wrapped_text(scene, margin_px, y, finding, content, Slot::ink);
  }
  return add_wrapped_text(scene, margin_px, y, counts, content, Slot::muted) + 2;
}

int step_of(const Diff& diff, Weight delta, bool moved) {
  if (!moved) return 4;
  return Theme::delta_step(share_of(delta, diff.base));
}

std::string marked_change(const Diff& diff, Weight delta, bool moved) {
  if (delta == 0) return "no change";
  return (moved ? mark(delta) : "") + change(diff, delta);
}

}  // namespace p2g::diffs
