#include "renderers/page/profile_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "renderers/page/scene_text.h"
#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"
#include "src/base/platform.h"

namespace p2g {
namespace {

constexpr double swatch_width_px = 36;
constexpr double swatch_height_px = 12;
constexpr double legend_width_px = 8 * swatch_width_px;
constexpr double name_limit_px = 420;
// The script puts its search box here, 20 px high from y 41 on: the counts keep out of its way.
constexpr double search_room_px = 346;
// Below this width legend and name do not fit beside each other.

// 0.5 and 40 for 0.005 and 0.4: as few digits as tell it.
std::string plain_percent(double share) {
  std::array<char, 32> digits;
  // The detour over 1e-6 % hides what dividing by 100 did to the last bits.
  const double percent = std::round(share * 1e8) / 1e6;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), percent).ptr;
  return {digits.data(), end};
}

std::string range_text(const Theme& theme, std::size_t step) {
  if (step == 0) return "<" + plain_percent(theme.thresholds[1]) + "%";
  if (step == 7) return "≥" + plain_percent(theme.thresholds[7]) + "%";
  return plain_percent(theme.thresholds[step]) + "–" + plain_percent(theme.thresholds[step + 1]);
}

void draw_legend(Scene& scene, double y, std::string_view what, const Theme& theme) {
  const double left = scene.width - margin_px - legend_width_px;
  add_text(scene, left - 8, y + 10, std::string(what), text_px, false, Anchor::end, Slot::muted);
  for (int step = 0; step < 8; ++step) {
    const double x = left + step * swatch_width_px;
    RectItem swatch{.x = x, .y = y, .width = swatch_width_px, .height = swatch_height_px};
    swatch.paint = {.fill = step_slot(step), .stroke = Slot::ink, .stroke_opacity = 0.3F};
    scene.items.emplace_back(swatch);
    add_text(scene, x + swatch_width_px / 2, y + 24, range_text(theme, static_cast<std::size_t>(step)), text_px, false,
             Anchor::middle, Slot::muted);
  }
}

// The first in bold: it is what the picture comes to.
double draw_sentences(Scene& scene, double y, const std::vector<std::string>& sentences, double width) {
  bool first = true;
  for (const std::string& sentence : sentences) {
    y = add_wrapped_text(scene, margin_px, y, sentence, width, Slot::ink, first);
    first = false;
  }
  return y;
}

}  // namespace

double draw_header(Scene& scene, const HeaderText& text, const Theme& theme) {
  const bool narrow = scene.width < narrow_px;
  const double legend_left = scene.width - margin_px - legend_width_px - 24 - text_width(text.legend, text_px, false);
  const double total_width = text_width(text.total, text_px, false);
  const double room = (narrow ? scene.width - margin_px : legend_left) - margin_px - total_width - 10;
  const double name_width =
      add_fitted_text(scene, margin_px, 26, text.name, std::min(name_limit_px, room), title_px, true);
  add_text(scene, margin_px + name_width + 10, 26, text.total);
  if (narrow) {
    // Name, search box, counts and legend one below the other.
    double y = draw_sentences(scene, 78, text.sentences, content_width(scene));
    y = add_wrapped_text(scene, margin_px, y, text.counts, content_width(scene), Slot::muted);
    draw_legend(scene, y - 6, text.legend, theme);
    return y + 30;
  }
  draw_legend(scene, 9, text.legend, theme);
  const double counts_width = scene.width - search_room_px - margin_px - 8;
  const double y = draw_sentences(scene, 46, text.sentences, counts_width);
  return add_wrapped_text(scene, margin_px, y, text.counts, counts_width, Slot::muted) + 6;
}

std::string profile_title(const std::vector<std::string>& files, std::string_view given_title) {
  if (!given_title.empty()) return std::string(given_title);
  if (files.empty()) return "profile";
  std::string_view name = files.front();
  if (name == "-" || name == "<stdin>") name = "stdin";
  if (const auto slash = name.find_last_of(path_dividers); slash + 1 < name.size()) name.remove_prefix(slash + 1);
  std::string title(name);
  if (files.size() > 1) title += fmt::format(" + {} more", files.size() - 1);
  return title;
}

std::string total_words(const Metric& metric, Weight total) {
  const bool has_clock = metric.is_time() && metric.name.ends_with(" time");
  return metric.amount(total) + (has_clock ? " of " + metric.name : " total");
}

}  // namespace p2g
