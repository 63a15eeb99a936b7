#include "renderers/page/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "renderers/page/text_width.h"
#include "src/base/fnv.h"
#include "src/base/text.h"
#include "src/model/name_forms.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr double content_width(const Scene& scene) { return scene.width - 2 * margin_px; }

// ---- Header
// ----------------------------------------------------------------------------------------------------------

constexpr double swatch_width_px = 36;
constexpr double swatch_height_px = 12;
constexpr double legend_width_px = 8 * swatch_width_px;
constexpr double name_limit_px = 420;
// The script puts its search box here, 20 px high from y 41 on: the counts keep out of its way.
constexpr double search_room_px = 346;
// Below this width legend and name do not fit beside each other.
constexpr double narrow_px = 700;

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

// ---- Self-time strip
// -------------------------------------------------------------------------------------------------

constexpr double strip_height_px = 30;
constexpr double strip_least_px = 8;
constexpr double strip_padding_px = 5.5;
constexpr double flat_share = 0.03;

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

// The longest form of a name that fits, else the shortest one cut; nothing when that would leave a letter or two.
std::string fitting_name(const std::string& name, double room, float size, bool bold) {
  if (text_width(name, size, bold) <= room) return name;
  std::string shortest = name;
  for (std::string& form : shorter_forms(name)) {
    if (text_width(form, size, bold) <= room) return std::move(form);
    shortest = std::move(form);
  }
  return room < 30 ? std::string() : fit_text(shortest, room, size, bold, 0.3);
}

void draw_segment(Scene& scene, double x, double y, double width, const Paint& paint, std::string_view name, bool bold,
                  double share, Slot ink) {
  RectItem rect{.x = x, .y = y, .width = width, .height = strip_height_px};
  rect.paint = paint;
  scene.items.emplace_back(rect);
  const double room = width - 2 * strip_padding_px;
  const std::string label = bold ? fitting_name(std::string(name), room, text_px, true)
                                 : (text_width(name, text_px, false) <= room ? std::string(name) : std::string());
  if (!label.empty()) add_text(scene, x + strip_padding_px, y + 13, label, text_px, bold, Anchor::start, ink);
  const std::string percent = percent_text(share);
  if (text_width(percent, text_px, false) <= room) {
    add_text(scene, x + strip_padding_px, y + 25, percent, text_px, false, Anchor::start, ink);
  }
}

std::string self_words(const Metric& metric) { return metric.name == "time" ? "self time" : "self " + metric.unit; }

std::string share_and_amount(Weight weight, Weight total, const Metric& metric) {
  return fmt::format("{} ({})", percent_text(share_of(weight, total)),
                     amount_text(weight, metric.decimals, metric.unit));
}

double draw_flat_sentence(Scene& scene, double y, const Frames& frames, const Metric& metric, Weight total,
                          std::span<const SelfCost> costs) {
  const auto largest = std::max_element(costs.begin(), costs.end(), [&](const SelfCost& a, const SelfCost& b) {
    return a.self != b.self ? a.self < b.self : frames.compare(a.frame, b.frame) > 0;
  });
  const std::string name = fit_text(display_name(frames.parts(largest->frame)).name, 240, text_px, false);
  const std::string sentence = fmt::format("Flat profile: no function holds 3% of the {}; the largest, {}, has {}.",
                                           self_words(metric), name, percent_text(share_of(largest->self, total)));
  return add_wrapped_text(scene, margin_px, y + 11, sentence, content_width(scene), Slot::ink) + 4;
}

}  // namespace

// ---- Text and names
// --------------------------------------------------------------------------------------------------

double add_text(Scene& scene, double x, double y, std::string text, float size, bool bold, Anchor anchor, Slot fill) {
  const double width = text_width(text, size, bold);
  scene.items.emplace_back(TextItem{x, y, std::move(text), size, bold, anchor, fill, width});
  return width;
}

double add_fitted_text(Scene& scene, double x, double y, std::string_view text, double max_width, float size, bool bold,
                       Anchor anchor, Slot fill, double keep_end) {
  std::string fitted = fit_text(text, max_width, size, bold, keep_end);
  return fitted.empty() ? 0 : add_text(scene, x, y, std::move(fitted), size, bold, anchor, fill);
}

double add_wrapped_text(Scene& scene, double x, double y, std::string_view text, double max_width, Slot fill) {
  while (!text.empty()) {
    // The last space where the line still fits; a word wider than the line is shortened.
    std::size_t end = text.size();
    for (std::size_t next = text.find(' '), good = std::string_view::npos;; next = text.find(' ', next + 1)) {
      const std::string_view line = text.substr(0, next);
      if (text_width(line, text_px, false) > max_width) {
        end = good != std::string_view::npos ? good : std::min(next, text.size());
        break;
      }
      if (next == std::string_view::npos) break;
      good = next;
    }
    add_fitted_text(scene, x, y, text.substr(0, end), max_width, text_px, false, Anchor::start, fill);
    text.remove_prefix(std::min(end + 1, text.size()));
    y += line_step_px;
  }
  return y;
}

std::string function_key(const FrameParts& parts) {
  if (!parts.has_file) return std::string(parts.name);
  if (!parts.has_line) return fmt::format("{} ({})", parts.name, parts.file);
  return fmt::format("{} ({}:{})", parts.name, parts.file, parts.line);
}

std::string limited_text(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  // Whole code points only; invalid bytes are repaired where the text is written.
  const auto starts_here = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U; };
  std::size_t head = limit / 2;
  std::size_t tail = text.size() - limit / 2;
  while (head > 0 && !starts_here(head)) --head;
  while (tail < text.size() && !starts_here(tail)) ++tail;
  return fmt::format("{}…{}", text.substr(0, head), text.substr(tail));
}

std::string element_id(std::string_view key) { return fmt::format("f{:08x}", fnv32(key)); }

std::string ElementIds::add(std::string_view key) {
  std::string base = element_id(key);
  const std::int64_t copy = ++copies_[base];
  return copy == 1 ? base : fmt::format("{}-{}", base, copy);
}

// ---- Header
// ------------------------------------------------------------------------------------------------------------

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
    const double y = add_wrapped_text(scene, margin_px, 78, text.counts, content_width(scene), Slot::muted);
    draw_legend(scene, y - 6, text.legend, theme);
    return y + 30;
  }
  draw_legend(scene, 9, text.legend, theme);
  const double counts_width = scene.width - search_room_px - margin_px - 8;
  return add_wrapped_text(scene, margin_px, 46, text.counts, counts_width, Slot::muted) + 6;
}

std::string profile_title(const std::vector<std::string>& files, std::string_view given_title) {
  if (!given_title.empty()) return std::string(given_title);
  if (files.empty()) return "profile";
  std::string_view name = files.front();
  if (name == "-" || name == "<stdin>") name = "stdin";
  if (const auto slash = name.find_last_of('/'); slash + 1 < name.size()) name.remove_prefix(slash + 1);
  std::string title(name);
  if (files.size() > 1) title += fmt::format(" + {} more", files.size() - 1);
  return title;
}

// ---- Self-time strip
// ---------------------------------------------------------------------------------------------------

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
    const FrameParts parts = frames.parts(cost.frame);
    const std::string key = function_key(parts);
    // Negative self costs of other functions can make these add up to more than the total: cut at the end.
    const double share = std::min(share_of(cost.self, total), rest);
    const int step = theme.step(share_of(cost.cumulative, total));
    scene.items.emplace_back(GroupBegin{
        .role = "s",
        .title =
            fmt::format("{}\nself {}, cumulative {}", limited_text(key, key_limit_bytes),
                        share_and_amount(cost.self, total, metric), share_and_amount(cost.cumulative, total, metric)),
        .attributes = {{"k", element_id(key)}}});
    draw_segment(scene, x, y, share * width,
                 {.fill = step_slot(step), .stroke = Slot::ink, .stroke_width = 0.8F, .stroke_opacity = 0.3F},
                 display_name(parts).name, true, share, ink_slot(step));
    scene.items.emplace_back(GroupEnd{});
    x += share * width;
    rest -= share;
  }
  const auto others = static_cast<std::int64_t>(costs.size() - shown.size());
  // Less than a tenth of a pixel is rounding, not a rest.
  if (rest * width >= 0.1) {
    const std::string label = fmt::format("other {} function{}", thousands_text(others), others == 1 ? "" : "s");
    draw_segment(scene, x, y, rest * width, {.fill = Slot::panel, .stroke = Slot::rule}, label, false, rest, Slot::ink);
  }
  y += strip_height_px;
  if (caption.empty()) return y + 10;
  return add_wrapped_text(scene, margin_px, y + 15, caption, width, Slot::muted) - 2;
}

}  // namespace p2g
