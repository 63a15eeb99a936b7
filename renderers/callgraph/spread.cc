#include "renderers/callgraph/spread.h"

#include <algorithm>
#include <utility>

#include "renderers/callgraph/ways.h"
#include "renderers/page/function_key.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/text_width.h"
#include "src/base/no_index.h"
#include "src/base/text.h"
#include "src/model/name_forms.h"
#include "src/model/names.h"
#include "src/model/share_text.h"

namespace p2g::cards {
namespace {

constexpr double least_self_share = 0.004;
constexpr std::size_t spread_rows_at_most = 16;  // but more …
constexpr std::size_t rows_in_need = 45;         // … up to here …
constexpr double named_at_least = 0.6;           // … as long as less of all self time is named
constexpr double row_step_px = 15;
constexpr double head_px = 34;

bool is_function(const CallGraph& graph, const Function& function) {
  return graph.frames->parts(function.frame).kind != FrameKind::hidden;
}

// Candidates, the largest first.
std::vector<std::uint32_t> unnamed(const CallGraph& graph, const Named& named) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    const Function& function = graph.functions[f];
    if (share_of(function.cumulative, graph.total) < least_self_share) break;  // sorted
    if (share_of(function.self, graph.total) < least_self_share || named[function.frame] != 0) continue;
    if (is_function(graph, function)) found.push_back(f);
  }
  std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
    const Weight x = graph.functions[a].self, y = graph.functions[b].self;
    return x != y ? x > y : a < b;
  });
  return found;
}

double named_self_part(const CallGraph& graph, const Named& named) {
  double sum = 0;
  for (const Function& function : graph.functions) {
    if (named[function.frame] != 0) sum += share_of(function.self, graph.total);
  }
  return sum;
}

// As many as the rules above allow.
void limit_rows(const CallGraph& graph, const Named& named, std::size_t room, std::vector<std::uint32_t>& found) {
  double part = named_self_part(graph, named);
  std::size_t count = 0;
  for (; count < std::min(found.size(), rows_in_need); ++count) {
    const double share = share_of(graph.functions[found[count]].self, graph.total);
    const bool enough = count >= room || (count >= spread_rows_at_most && part >= named_at_least);
    if (enough && share < named_self_share) break;
    part += share;
  }
  found.resize(count);
}

std::string short_name(const CallGraph& graph, std::uint32_t f) {
  const FrameParts parts = graph.frames->parts(graph.functions[f].frame);
  DisplayName name = display_name(parts);
  if (name.name == "<module>" && !name.where.empty()) return name.where.substr(0, name.where.rfind(':'));
  return name.name.empty() ? "(no name)" : name.name;
}

// "301 · get_origin 27%": how many functions call it, the one that brings most of its time, and how much.
struct Callers {
  std::int64_t count = 0;
  std::uint32_t heaviest = 0;
  Weight most = -1;
  bool estimated = false;
};

std::string callers_text(const CallGraph& graph, std::uint32_t f, const Callers& callers) {
  if (callers.count == 0) return "no caller";
  std::string text = thousands_text(callers.count);
  const Weight whole = graph.functions[f].cumulative;
  if (callers.most <= 0 || whole <= 0) return text + (callers.count == 1 ? " caller" : " callers");
  return text + " · " + fit_text(short_name(graph, callers.heaviest), 90, text_px, false, 0.5) + ' ' +
         share_text(callers.most, whole, callers.estimated);
}

// The longest form that fits, else both ends of the shortest.
std::string fitting(const std::string& name, double room) {
  if (text_width(name, text_px, false) <= room) return name;
  std::string shortest = name;
  for (std::string& form : shorter_forms(name)) {
    if (text_width(form, text_px, false) <= room) return std::move(form);
    shortest = std::move(form);
  }
  return fit_text(shortest, room, text_px, false, 0.4);
}

class ListPainter {
 public:
  ListPainter(Scene& scene, const CallGraph& graph, const Theme& theme, double column_width)
      : scene_(scene), graph_(graph), theme_(theme), width_(column_width) {}

  void row(const SpreadRow& row, double x, double y) {
    const Function& function = graph_.functions[row.function];
    const FrameParts parts = graph_.frames->parts(function.frame);
    const std::string key = function_key(parts);
    scene_.items.emplace_back(
        GroupBegin{.role = "s", .title = shorten_middle(key, key_limit_bytes), .attributes = {{"k", element_id(key)}}});
    RectItem swatch{x, y - 8, 9, 9, 0};
    swatch.paint = {.fill = step_slot(theme_.step(share_of(function.cumulative, graph_.total))),
                    .stroke = Slot::ink,
                    .stroke_opacity = 0.3F};
    scene_.items.emplace_back(swatch);
    constexpr double figure_px = 40;
    const double name_room = std::max(60.0, (width_ - 14 - figure_px) * 0.43);
    add_text(scene_, x + 14, y, fitting(row.name, name_room));
    const double figure_end = x + 14 + name_room + figure_px;
    add_text(scene_, figure_end, y, row.self, text_px, true, Anchor::end);
    add_fitted_text(scene_, figure_end + 6, y, row.callers, x + width_ - figure_end - 12, text_px, false, Anchor::start,
                    Slot::muted, 0.6);
    scene_.items.emplace_back(GroupEnd{});
  }

 private:
  Scene& scene_;
  const CallGraph& graph_;
  const Theme& theme_;
  const double width_;
};

}  // namespace

std::vector<SpreadRow> find_spread(const CallGraph& graph, const Named& named, std::size_t room) {
  std::vector<std::uint32_t> found = unnamed(graph, named);
  limit_rows(graph, named, room, found);
  std::vector<std::uint32_t> place(graph.functions.size(), no_index);
  for (std::size_t i = 0; i < found.size(); ++i) place[found[i]] = static_cast<std::uint32_t>(i);
  std::vector<Callers> callers(found.size());
  for (const Edge& edge : graph.edges) {
    if (place[edge.callee] == no_index || edge.caller == edge.callee) continue;
    Callers& each = callers[place[edge.callee]];
    ++each.count;
    if (edge.cumulative <= each.most) continue;
    each.most = edge.cumulative;
    each.heaviest = edge.caller;
    each.estimated = (edge.estimated & estimated_cumulative) != 0;
  }
  std::vector<SpreadRow> rows;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Function& function = graph.functions[found[i]];
    const std::string mark = (function.estimated & estimated_self) != 0 ? "≈" : "";
    rows.push_back({found[i], short_name(graph, found[i]), mark + percent_text(share_of(function.self, graph.total)),
                    callers_text(graph, found[i], callers[i])});
  }
  return rows;
}

void name_rows(const CallGraph& graph, const std::vector<SpreadRow>& rows, Named& named) {
  for (const SpreadRow& row : rows) named[graph.functions[row.function].frame] = 1;
}

std::size_t spread_rows(double height, std::size_t columns) {
  return height <= head_px ? 0 : static_cast<std::size_t>((height - head_px) / row_step_px) * columns;
}

std::size_t spread_columns(double width) {
  constexpr double column_px = 280;
  return std::max<std::size_t>(1, static_cast<std::size_t>(width / column_px));
}

double spread_height(std::size_t rows, std::size_t columns) {
  if (rows == 0) return 0;
  const std::size_t lines = (rows + columns - 1) / columns;
  return head_px + row_step_px * static_cast<double>(lines);
}

double draw_spread(Scene& scene, const CallGraph& graph, const std::vector<SpreadRow>& rows, const SpreadPlace& place,
                   const Theme& theme) {
  if (rows.empty()) return place.y;
  add_fitted_text(scene, place.x, place.y + 11, "Small and spread: largest self times without a card", place.width,
                  text_px, true);
  add_text(scene, place.x + 14, place.y + 26, "self · callers · the heaviest caller’s part", text_px, false,
           Anchor::start, Slot::muted);
  const double column_width = place.width / static_cast<double>(place.columns);
  ListPainter painter(scene, graph, theme, column_width);
  const std::size_t lines = (rows.size() + place.columns - 1) / place.columns;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t column = i / lines;
    painter.row(rows[i], place.x + column_width * static_cast<double>(column),
                place.y + head_px + 7 + row_step_px * static_cast<double>(i % lines));
  }
  return place.y + spread_height(rows.size(), place.columns);
}

}  // namespace p2g::cards
