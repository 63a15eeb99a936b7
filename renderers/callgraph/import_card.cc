#include "renderers/callgraph/import_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/text.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g::cards {
namespace {

constexpr double padding_px = 12;
constexpr double row_step_px = 15;
constexpr double head_height_px = 54;
constexpr double strip_height_px = 28;
constexpr double column_gap_px = 12;
constexpr std::size_t packages_at_most = 13;
constexpr double package_least = 0.005;
constexpr double narrow_card_px = 540;  // what it does and what is imported, one below the other

struct StepText {
  std::string_view row;       // in the list
  std::string_view function;  // that does it
  std::string_view segment;   // on the strip
};
const StepText& text_of(ImportStep step) {
  static constexpr std::array<StepText, 7> texts = {{
      {"finding files", "_find_spec", "find"},
      {"reading files", "get_data", "read"},
      {"unmarshalling", "", "unmarshal"},
      {"compiling, no .pyc", "source_to_code", "compile"},
      {"creating modules", "", "create"},
      {"checks, locks, the rest", "", "rest"},
      {"running module bodies", "", "bodies"},
  }};
  return texts[static_cast<std::size_t>(step)];
}

class ImportCardPainter {
 public:
  ImportCardPainter(Scene& scene, const ImportCard& card, const ImportCardPlace& place, const Theme& theme)
      : scene_(scene),
        card_(card),
        importing_(*card.grouped.importing),
        graph_(card.full),
        theme_(theme),
        place_(place),
        left_(place.x + padding_px),
        right_(place.x + place.width - padding_px) {}

  double run() {
    begin();
    paint_head();
    paint_strip(place_.y + head_height_px + 10);
    const double top = place_.y + head_height_px + 10 + strip_height_px + 20;
    double bottom = paint_columns(top);
    bottom = paint_notes(bottom + 12);
    return end(bottom + 6);
  }

 private:
  double share(Weight weight) const { return share_of(weight, graph_.total); }
  Slot fill_of(Weight weight) const { return step_slot(theme_.step(share(weight))); }
  Slot ink_of(Weight weight) const { return ink_slot(theme_.step(share(weight))); }
  std::string figure(Weight weight, bool estimated) const {
    return share_text(weight, graph_.total, estimated || importing_.about);
  }

  void begin() {
    GroupBegin group{"n", card_.id, card_.group.name, {}};
    group.title += fmt::format("\n{} of the run: {}", importing_share_text(importing_, graph_),
                               graph_.metric.amount(importing_.total));
    std::string listed;
    for (const ImportPhase& phase : importing_.phases) {
      for (const GroupRow& row : phase.rows) append_key(listed, row.frame);
      if (phase.frame != no_frame) append_key(listed, phase.frame);
    }
    if (!listed.empty()) group.attributes.emplace_back("l", std::move(listed));
    scene_.items.emplace_back(std::move(group));
    ground_ = scene_.items.size();
    RectItem ground{place_.x, place_.y, place_.width, 0, 5};
    ground.paint = {.fill = Slot::panel};
    scene_.items.emplace_back(ground);
  }

  void append_key(std::string& list, FrameId frame) const {
    if (!list.empty()) list += '\n';
    list += shorten_middle(function_key(card_.grouped.frames.parts(frame)), key_limit_bytes);
  }

  // The height is known now: the ground was painted first.
  double end(double bottom) {
    std::get<RectItem>(scene_.items[ground_]).height = bottom - place_.y;
    RectItem border{place_.x, place_.y, place_.width, bottom - place_.y, 5};
    border.paint = {.stroke = Slot::ink, .stroke_width = 1.8F};
    scene_.items.emplace_back(border);
    scene_.items.emplace_back(GroupEnd{});
    return bottom;
  }

  void paint_head() {
    const Slot ink = ink_of(importing_.total);
    RectItem head{place_.x, place_.y, place_.width, head_height_px, 5};
    head.paint = {.fill = fill_of(importing_.total)};
    scene_.items.emplace_back(head);
    add_text(scene_, left_, place_.y + 18, card_.group.name, name_px, true, Anchor::start, ink);
    const double amount = add_text(scene_, right_, place_.y + 18, graph_.metric.amount(importing_.total), text_px,
                                   false, Anchor::end, ink);
    add_text(scene_, right_ - amount - 10, place_.y + 18, importing_share_text(importing_, graph_), name_px, true,
             Anchor::end, ink);
    const std::string words = fmt::format("group of {} functions: import system, {} module bod{}, what only they call",
                                          thousands_text(importing_.functions), thousands_text(importing_.modules),
                                          importing_.modules == 1 ? "y" : "ies");
    add_fitted_text(scene_, left_, place_.y + 33, words, right_ - left_, text_px, false, Anchor::start, ink);
    paint_bar(1, 0.14F, ink);
    paint_bar(share(importing_.total), 0.5F, ink);
  }

  void paint_bar(double part, float opacity, Slot ink) {
    RectItem bar{left_, place_.y + 41, std::clamp(part, 0.0, 1.0) * (right_ - left_), 5, 0};
    bar.paint = {.fill = ink, .fill_opacity = opacity};
    scene_.items.emplace_back(bar);
  }

  // All of importing as one bar.
  void paint_strip(double y) {
    double x = left_;
    for (const ImportPhase& phase : importing_.phases) {
      const double width = share_of(phase.weight, importing_.total) * (right_ - left_);
      RectItem segment{x, y, std::min(width, right_ - x), strip_height_px, 0};
      segment.paint = {
          .fill = fill_of(phase.weight), .stroke = Slot::ink, .stroke_width = 0.8F, .stroke_opacity = 0.3F};
      if (segment.width > 0) scene_.items.emplace_back(segment);
      const double room = segment.width - 9;
      const std::string name(text_of(phase.step).segment);
      const std::string percent = figure(phase.weight, phase.estimated);
      const Slot ink = ink_of(phase.weight);
      if (text_width(name, text_px, true) <= room)
        add_text(scene_, x + 5, y + 12, name, text_px, true, Anchor::start, ink);
      if (text_width(percent, text_px, false) <= room)
        add_text(scene_, x + 5, y + 24, percent, text_px, false, Anchor::start, ink);
      x += width;
    }
  }

  // Returns the y below the lowest.
  double paint_columns(double top) {
    const double width = right_ - left_;
    if (width < narrow_card_px) {
      const double below = paint_steps(left_, right_, top);
      return paint_packages(left_, right_, below + 24);
    }
    const bool third = has_third_column(place_.width) && !card_.list.empty();
    const double all = third ? width - 290 : width;
    const double middle = left_ + all * 0.42;
    double bottom = paint_steps(left_, middle - column_gap_px, top);
    bottom = std::max(bottom, paint_packages(middle, left_ + all - (third ? 22 : 0), top));
    if (third) {
      draw_spread(scene_, graph_, card_.list, {left_ + all, top - 11, 290, 1}, theme_);
      bottom = std::max(bottom, top - 11 + spread_height(card_.list.size(), 1));
    }
    return bottom;
  }

  void add_swatch(double x, double y, Weight weight) {
    RectItem swatch{x, y - 8, 9, 9, 0};
    swatch.paint = {.fill = fill_of(weight), .stroke = Slot::ink, .stroke_opacity = 0.3F};
    scene_.items.emplace_back(swatch);
  }

  double paint_steps(double left, double right, double y) {
    add_text(scene_, left, y, "What it does", text_px, true);
    add_text(scene_, right, y, "of the run", text_px, false, Anchor::end, Slot::muted);
    y += 2;
    for (const ImportPhase& phase : importing_.phases) {
      y += row_step_px;
      add_swatch(left, y, phase.weight);
      const bool large = share(phase.weight) >= 0.05;
      const double width =
          add_text(scene_, right, y, figure(phase.weight, phase.estimated), text_px, large, Anchor::end);
      const StepText& text = text_of(phase.step);
      std::string name(text.row);
      if (!text.function.empty()) name += " · " + std::string(text.function);
      add_fitted_text(scene_, left + 14, y, name, right - width - left - 22, text_px, large);
      for (const GroupRow& row : phase.rows) {
        y += row_step_px;
        paint_step_row(row, left + 24, right, y);
      }
    }
    return y;
  }

  void paint_step_row(const GroupRow& row, double left, double right, double y) {
    const double width =
        add_text(scene_, right, y, figure(row.weight, row.estimated), text_px, false, Anchor::end, Slot::muted);
    const DisplayName shown = display_name(card_.grouped.frames.parts(row.frame));
    const double room = right - width - left - 8;
    std::string more;
    if (row.calls > 0 && graph_.counted == Counted::calls) more = " · " + count_text(row.calls) + "×";
    std::string name = shown.name;
    // Where there is room for it: the place tells what a name like __init__ does not.
    const std::string with_place = shown.where.empty() ? name : name + " · " + shown.where;
    const bool is_c = shown.where.find(" · C ") != std::string::npos || shown.where == "C function";
    if (!is_c && text_width(with_place, text_px, false) <= room) name = with_place;
    if (is_c || name == shown.name) {
      if (text_width(name + more, text_px, false) <= room) name += more;
    }
    add_fitted_text(scene_, left, y, name, room, text_px, false, Anchor::start, Slot::muted, 0.4);
  }

  struct Columns {
    double modules, bodies, cost, below;
  };
  double paint_packages(double left, double right, double y) {
    const double step = std::min(62.0, (right - left - 84) / (importing_.exact_stacks ? 3 : 4));
    const Columns at = importing_.exact_stacks ? Columns{right - 2 * step, right - step, 0, right}
                                               : Columns{right - 3 * step, right - 2 * step, right - step, right};
    add_text(scene_, left + 14, y, "Packages", text_px, true);
    const auto head = [&](double x, std::string_view text) {
      add_text(scene_, x, y, std::string(text), text_px, false, Anchor::end, Slot::muted);
    };
    head(at.modules, "modules");
    head(at.bodies, "bodies");
    if (!importing_.exact_stacks) head(at.cost, "≈ its cost");
    head(at.below, "all below");
    y += 2;
    std::size_t shown = 0;
    for (const ImportedPackage& package : importing_.packages) {
      const Weight largest = importing_.exact_stacks ? package.below : package.cost;
      if (shown == packages_at_most || share(largest) < package_least) break;
      y += row_step_px;
      ++shown;
      paint_package(package, left, at, y);
    }
    return paint_other_packages(shown, left, at, y);
  }

  void paint_package(const ImportedPackage& package, double left, const Columns& at, double y) {
    const Weight largest = importing_.exact_stacks ? package.below : package.cost;
    add_swatch(left, y, largest);
    const bool large = share(largest) >= 0.10;
    const std::string name = package.standard ? package.name + " (std)" : package.name;
    const double room = at.modules - left - 14 - text_width(thousands_text(package.modules), text_px, false) - 6;
    add_fitted_text(scene_, left + 14, y, name, room, text_px, large);
    paint_figures(package, at, y, large);
    add_text(scene_, at.below, y, figure(package.below, false), text_px, false, Anchor::end, Slot::muted);
  }

  void paint_figures(const ImportedPackage& package, const Columns& at, double y, bool large) {
    add_text(scene_, at.modules, y, thousands_text(package.modules), text_px, false, Anchor::end);
    add_text(scene_, at.bodies, y, figure(package.bodies, false), text_px, false, Anchor::end);
    if (importing_.exact_stacks) return;
    add_text(scene_, at.cost, y, share_text(package.cost, graph_.total, true), text_px, large, Anchor::end);
  }

  double paint_other_packages(std::size_t shown, double left, const Columns& at, double y) {
    ImportedPackage rest;
    std::int64_t count = 0;
    for (std::size_t i = shown; i < importing_.packages.size(); ++i) {
      ++count;
      rest.modules += importing_.packages[i].modules;
      rest.bodies += importing_.packages[i].bodies;
      rest.cost += importing_.packages[i].cost;
    }
    if (count == 0) return y;
    y += row_step_px;
    add_text(scene_, left + 14, y, thousands_text(count) + " more", text_px, false, Anchor::start, Slot::muted);
    paint_figures(rest, at, y, false);
    return y;
  }

  // What the columns mean, and what the file does not say.
  double paint_notes(double y) {
    const double width = right_ - left_;
    std::vector<std::string_view> notes;
    if (importing_.exact_stacks) {
      notes = {
          "From call stacks, so exact for what was sampled. bodies: code of its modules, without what they import.",
          "all below: stacks with a module of the package on them; packages import each other, so it overlaps."};
    } else {
      notes = {
          "bodies: without what they import (exact). ≈ its cost: bodies + an equal part of finding and loading per "
          "module.",
          "all below: its heaviest module and all that it imported first; overlaps. A call profile does not say who "
          "imported whom: python -X importtime does."};
    }
    y += 8;
    for (const std::string_view note : notes) y = add_wrapped_text(scene_, left_, y, note, width, Slot::muted);
    return y - row_step_px + 8;
  }

  Scene& scene_;
  const ImportCard& card_;
  const Importing& importing_;
  const CallGraph& graph_;
  const Theme& theme_;
  const ImportCardPlace place_;
  const double left_, right_;
  std::size_t ground_ = 0;  // item
};

}  // namespace

void name_import_rows(const Importing& importing, Named& named) {
  for (const ImportPhase& phase : importing.phases) {
    for (const GroupRow& row : phase.rows) named[row.frame] = 1;
    if (phase.frame != no_frame && !text_of(phase.step).function.empty()) named[phase.frame] = 1;
  }
}

std::string importing_share_text(const Importing& importing, const CallGraph& graph) {
  return share_text(importing.total, graph.total, importing.about);
}

bool has_third_column(double width) { return width >= 800; }

double draw_import_card(Scene& scene, const ImportCard& card, const ImportCardPlace& place, const Theme& theme) {
  return ImportCardPainter(scene, card, place, theme).run();
}

}  // namespace p2g::cards
