#include "renderers/sandwich/tables.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "renderers/page/sandwich_words.h"
#include "renderers/page/scene_text.h"
#include "renderers/page/sizes.h"
#include "renderers/page/text_width.h"

namespace p2g {
namespace {

constexpr std::size_t most_rows = 12;
constexpr double row_step_px = 16;
constexpr double gap_px = 24;  // between both tables
constexpr double swatch_px = 9;
constexpr double column_gap_px = 12;
constexpr double least_where_px = 40;

using Cells = std::array<std::string, 4>;

Cells cells_of(const SandwichRow& row) { return {row.share, row.amount, row.calls, row.each}; }

struct SideTable {
  std::vector<SandwichRow> rows;
  Cells heads;
  std::array<double, 4> widths{};  // 0: a column that nobody has anything for
  double left = 0, width = 0;

  double name_end() const {
    double end = left + width;
    for (const double column : widths) end -= column > 0 ? column + column_gap_px : 0;
    return end;
  }
};

SideTable make_table(const Sandwich& sandwich, Side side, double left, double width) {
  SideTable table{.rows = sandwich_rows(sandwich, side, most_rows),
                  .heads = {"share", sandwich.metric.noun(), "calls", "a call"},
                  .left = left,
                  .width = width};
  for (std::size_t column = 0; column < 4; ++column) {
    double& widest = table.widths[column];
    for (const SandwichRow& row : table.rows) {
      widest = std::max(widest, text_width(cells_of(row)[column], text_px, column == 0));
    }
    if (widest > 0) widest = std::max(widest, text_width(table.heads[column], text_px, false));
  }
  return table;
}

void draw_cells(Scene& scene, double y, const SideTable& table, const Cells& cells, Slot ink, bool bold_share) {
  double right = table.left + table.width;
  for (std::size_t column = 4; column-- > 0;) {
    if (table.widths[column] <= 0) continue;
    const bool bold = bold_share && column == 0;
    add_fitted_text(scene, right, y, cells[column], table.widths[column] + 1, text_px, bold, Anchor::end, ink);
    right -= table.widths[column] + column_gap_px;
  }
}

// The name, and where it is as far as there is room.
void draw_name(Scene& scene, double x, double y, const SandwichRow& row, double end) {
  const bool is_function = row.kind == SandwichRow::Kind::neighbor;
  const Slot ink = is_function || row.kind == SandwichRow::Kind::own ? Slot::ink : Slot::muted;
  const double where_width = is_function ? text_width(row.where, text_px, false) : 0;
  const double room = end - x;
  const double kept =
      row.where.empty() || !is_function ? 0 : std::min(where_width, std::max(room * 0.35, least_where_px));
  const double used =
      add_fitted_text(scene, x, y, row.name, room - kept - 6, text_px, ink == Slot::ink, Anchor::start, ink, 0.6);
  if (!is_function || row.where.empty()) return;
  add_fitted_text(scene, x + used + 6, y, row.where, end - x - used - 6, text_px, false, Anchor::start, Slot::muted,
                  0.6);
}

void draw_swatch(Scene& scene, double x, double y, const SandwichRow& row, const Theme& theme) {
  RectItem swatch{.x = x + 0.5, .y = y - swatch_px + 0.5, .width = swatch_px - 1, .height = swatch_px - 1};
  const bool own = row.kind == SandwichRow::Kind::own;
  swatch.paint = {
      .fill = own ? Slot::ink : step_slot(theme.step(row.part)), .stroke = Slot::ink, .stroke_opacity = 0.3F};
  scene.items.emplace_back(swatch);
}

double draw_table(Scene& scene, double y, std::string_view title, const SideTable& table, const Theme& theme) {
  add_text(scene, table.left, y + 11, std::string(title), text_px, true);
  draw_cells(scene, y + 11, table, table.heads, Slot::muted, false);
  y += 11;
  for (const SandwichRow& row : table.rows) {
    y += row_step_px;
    const bool has_color = row.kind == SandwichRow::Kind::neighbor || row.kind == SandwichRow::Kind::own;
    if (has_color) draw_swatch(scene, table.left, y, row, theme);
    draw_name(scene, table.left + swatch_px + 6, y, row, table.name_end());
    draw_cells(scene, y, table, cells_of(row), has_color ? Slot::ink : Slot::muted, has_color);
  }
  return y + 10;
}

}  // namespace

double draw_sandwich_tables(Scene& scene, double y, const Sandwich& sandwich, const Theme& theme) {
  const double all = content_width(scene);
  const bool narrow = scene.width < narrow_px;
  const double width = narrow ? all : (all - gap_px) / 2;
  const SideTable callers = make_table(sandwich, Side::callers, margin_px, width);
  const SideTable callees = make_table(sandwich, Side::callees, narrow ? margin_px : margin_px + width + gap_px, width);
  const double below = draw_table(scene, y, sandwich.callers.empty() ? "No callers" : "Callers", callers, theme);
  const double other = draw_table(scene, narrow ? below + 8 : y, "Callees", callees, theme);
  return std::max(below, other);
}

}  // namespace p2g
