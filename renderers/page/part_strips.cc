#include "renderers/page/part_strips.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"
#include "src/model/cost.h"
#include "src/model/names.h"

namespace p2g {
namespace {

constexpr std::size_t most_rows = 8;
constexpr double strip_px = 30;
constexpr double row_step_px = 34;
constexpr double names_px = 104;        // left of the strips
constexpr double noted_names_px = 136;  // with "median" behind a total
constexpr double segment_least_px = 8;
constexpr double padding_px = 5.5;

double share_within(Weight weight, Weight whole) {
  return weight == unknown_weight ? 0 : std::clamp(share_of(weight, whole), 0.0, 1.0);
}

// How many bytes all names begin with, up to the end of a word: "worker-" of "worker-12-a.prof" and "worker-7-b.prof".
std::size_t shared_beginning(const PartRows& rows) {
  if (rows.rows.size() < 2) return 0;
  std::string_view shared = rows.rows.front().part->name;
  for (const PartRows::Row& row : rows.rows) {
    const std::string_view name = row.part->name;
    const auto ends = std::mismatch(shared.begin(), shared.end(), name.begin(), name.end());
    shared = shared.substr(0, static_cast<std::size_t>(ends.first - shared.begin()));
  }
  const std::size_t word = shared.find_last_of("-_./ ");
  return word == std::string_view::npos ? 0 : word + 1;
}

// Draws the rows one after the other.
class Strips {
 public:
  Strips(Scene& scene, const CallGraph& sum, const PartRows& rows, const Theme& theme)
      : scene_(scene),
        sum_(sum),
        rows_(rows),
        theme_(theme),
        names_(rows.between > 0 ? noted_names_px : names_px),
        left_(margin_px + names_),
        width_(scene.width - margin_px - left_),
        shared_(shared_beginning(rows)) {
    find_segments();
  }

  void draw_row(double y, const PartRows::Row& row) {
    const Part& part = *row.part;
    add_fitted_text(scene_, margin_px, y + 12, label(part.name), names_ - 8, text_px, true);
    std::string total = sum_.metric.amount(part.total);
    if (!row.note.empty()) total.append(" · ").append(row.note);
    add_fitted_text(scene_, margin_px, y + 25, total, names_ - 4, text_px, false, Anchor::start, Slot::muted);
    const double end = left_ + share_within(part.total, rows_.longest) * width_;
    double x = left_;
    std::int64_t others = static_cast<std::int64_t>(part.functions.size());
    for (const Function* function : segments_) {
      const PartCost* cost = part.find(function->frame);
      if (cost == nullptr) continue;
      // Negative costs of other functions can make these add up to more than the whole: cut at the end.
      const double size = std::min(share_within(cost->self, rows_.longest) * width_, end - x);
      if (size < 1) continue;
      draw_segment(x, y, size, *function, *cost, part);
      x += size;
      --others;
    }
    if (end - x < 0.1) return;
    draw_rest(x, y, end - x, others, part);
  }

 private:
  // What tells names apart is at their ends, and has to be seen.
  std::string label(const std::string& name) const {
    if (name.empty()) return "(no name)";
    const bool fits = text_width(name, text_px, true) <= names_ - 8;
    const std::size_t suffix = std::min(name.rfind('.'), name.size());
    return fits || shared_ == 0 || shared_ >= suffix ? name : "…" + name.substr(shared_, suffix - shared_);
  }

  // In the order of the sum, those that are wide enough in some row to be seen.
  void find_segments() {
    for (const Function& function : sum_.functions) {
      const bool wide = std::any_of(rows_.rows.begin(), rows_.rows.end(), [&](const PartRows::Row& row) {
        const PartCost* cost = row.part->find(function.frame);
        return cost != nullptr && share_within(cost->self, rows_.longest) * width_ >= segment_least_px;
      });
      if (wide) segments_.push_back(&function);
    }
    std::sort(segments_.begin(), segments_.end(), [&](const Function* a, const Function* b) {
      return a->self != b->self ? a->self > b->self : sum_.frames->compare(a->frame, b->frame) < 0;
    });
  }

  std::string figure(Weight weight, const Part& part, bool estimated) const {
    return fmt::format("{}{} ({})", estimated ? "≈" : "", percent_text(share_within(weight, part.total)),
                       sum_.metric.amount(weight));
  }

  void draw_segment(double x, double y, double size, const Function& function, const PartCost& cost, const Part& part) {
    const FrameParts parts = sum_.frames->parts(function.frame);
    const std::string key = function_key(parts);
    const bool hidden = parts.kind == FrameKind::hidden;  // no function: it has no colour
    const int step = theme_.step(share_within(function.cumulative, sum_.total));
    const bool self_estimated = (function.estimated & estimated_self) != 0;
    scene_.items.emplace_back(GroupBegin{
        .role = "s",
        .title = fmt::format("{}\nof {}: self {}, cumulative {}", shorten_middle(key, key_limit_bytes), part.name,
                             figure(cost.self, part, self_estimated),
                             figure(cost.cumulative, part, (function.estimated & estimated_cumulative) != 0)),
        .attributes = {{"k", element_id(key)}}});
    RectItem rect{.x = x, .y = y, .width = size, .height = strip_px};
    rect.paint = {.fill = hidden ? Slot::page : step_slot(step),
                  .stroke = Slot::ink,
                  .stroke_width = 0.8F,
                  .stroke_opacity = 0.3F};
    scene_.items.emplace_back(rect);
    label(x, y, size, fitting_name(display_name(parts).name, size - 2 * padding_px, text_px, true), true,
          (self_estimated ? "≈" : "") + percent_text(share_within(cost.self, part.total)),
          hidden ? Slot::ink : ink_slot(step));
    scene_.items.emplace_back(GroupEnd{});
  }

  void draw_rest(double x, double y, double size, std::int64_t others, const Part& part) {
    RectItem rect{.x = x, .y = y, .width = size, .height = strip_px};
    rect.paint = {.fill = Slot::panel, .stroke = Slot::rule};
    scene_.items.emplace_back(rect);
    const double share = size / width_ * static_cast<double>(rows_.longest) / static_cast<double>(part.total);
    const std::string words = fmt::format("other {}", thousands_text(others));
    label(x, y, size, text_width(words, text_px, false) <= size - 2 * padding_px ? words : "", false,
          percent_text(std::min(share, 1.0)), Slot::ink);
  }

  void label(double x, double y, double size, const std::string& name, bool bold, const std::string& percent,
             Slot ink) {
    if (!name.empty()) add_text(scene_, x + padding_px, y + 13, name, text_px, bold, Anchor::start, ink);
    if (text_width(percent, text_px, false) <= size - 2 * padding_px)
      add_text(scene_, x + padding_px, y + 25, percent, text_px, false, Anchor::start, ink);
  }

  Scene& scene_;
  const CallGraph& sum_;
  const PartRows& rows_;
  const Theme& theme_;
  const double names_, left_, width_;
  const std::size_t shared_;
  std::vector<const Function*> segments_;
};

}  // namespace

double PartRows::share(std::size_t row, FrameId frame) const {
  const PartCost* cost = rows[row].part->find(frame);
  return cost == nullptr ? 0 : share_within(cost->cumulative, longest);
}

std::string PartRows::figures(const Metric& metric, FrameId frame, bool estimated) const {
  std::string text;
  bool any = false;
  for (const Row& row : rows) {
    const PartCost* cost = row.part->find(frame);
    any = any || cost != nullptr;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", row.part->name, estimated ? "≈" : "",
                        metric.amount(cost == nullptr ? 0 : cost->cumulative));
  }
  return any ? text : std::string();
}

PartRows choose_part_rows(const Parts& parts) {
  PartRows chosen;
  chosen.what = parts.what;
  for (const Part& part : parts.list) chosen.rows.push_back({&part});
  const auto is_longer = [](const PartRows::Row& a, const PartRows::Row& b) { return a.part->total > b.part->total; };
  if (chosen.rows.size() > most_rows) {
    constexpr std::size_t longest = 4;
    std::stable_sort(chosen.rows.begin(), chosen.rows.end(), is_longer);
    const PartRows::Row median{chosen.rows[chosen.rows.size() / 2].part, "median"};
    const PartRows::Row shortest{chosen.rows.back().part, "shortest"};
    chosen.between = chosen.rows.size() - longest - 2;
    for (const PartRows::Row& row : chosen.rows)
      chosen.between_total = sum_within(chosen.between_total, row.part->total);
    chosen.rows.resize(longest);
    chosen.rows.push_back(median);
    chosen.rows.push_back(shortest);
    for (const PartRows::Row& row : chosen.rows) chosen.between_total -= row.part->total;
  }
  for (const PartRows::Row& row : chosen.rows) chosen.longest = std::max(chosen.longest, row.part->total);
  if (chosen.longest <= 0) chosen.rows.clear();  // nothing that could have a length
  return chosen;
}

double part_strips_height(const PartRows& rows) { return row_step_px * static_cast<double>(rows.rows.size()); }

double draw_part_strips(Scene& scene, double y, const CallGraph& sum, const PartRows& rows, const Theme& theme,
                        std::string_view caption) {
  Strips strips(scene, sum, rows, theme);
  for (const PartRows::Row& row : rows.rows) {
    strips.draw_row(y, row);
    y += row_step_px;
  }
  std::string text;
  if (rows.between > 0) {
    text = fmt::format("And {} more between, {} in all. ", thousands_text(static_cast<std::int64_t>(rows.between)),
                       sum.metric.amount(rows.between_total));
  }
  text += fmt::format("One row a {0}, one scale; % in a row: of that {0}. ", rows.what);
  text += caption;
  return add_wrapped_text(scene, margin_px, y + 11, text, content_width(scene), Slot::muted) - 2;
}

}  // namespace p2g
