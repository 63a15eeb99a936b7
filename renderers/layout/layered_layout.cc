// Our own layered layout: keeps to a page, gives the same bytes everywhere, and is never kept busy for minutes. Steps:
// turn the edges of cycles round, layer by longest path, give each edge one slot in every layer it crosses, order the
// layers by medians, place each layer by weighted means under exact separation, draw smooth curves through the slots.
// Nothing recurses, every number of rounds is fixed.
#include "renderers/layout/layered/grid.h"
#include "renderers/layout/layout.h"

namespace p2g {

std::int64_t layout_cost(const LayoutInput& input) {
  const std::vector<layered::Arc> arcs = layered::downward_arcs(input);
  const std::vector<std::uint32_t> layer = layered::longest_path_layers(input.boxes.size(), arcs);
  auto cost = static_cast<std::int64_t>(input.boxes.size());
  for (const layered::Arc& arc : arcs)
    if (arc.top != no_index) cost += layer[arc.bottom] - layer[arc.top];
  return cost;
}

Layout layered_layout(const LayoutInput& input) {
  Layout out;
  if (input.boxes.empty()) return out;
  const std::vector<layered::Arc> arcs = layered::downward_arcs(input);
  layered::Grid grid = layered::build_grid(input, arcs, layered::longest_path_layers(input.boxes.size(), arcs));
  layered::order_rows(grid, input.effort);
  const std::vector<double> x = layered::place_columns(input, grid);
  layered::draw_arcs(input, grid, arcs, x, out);
  fit_bounds(input, out);
  return out;
}

}  // namespace p2g
