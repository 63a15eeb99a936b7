#include "renderers/layout/layered/grid.h"

#include <algorithm>

namespace p2g::layered {
namespace {

constexpr std::int64_t max_slots = 300000;  // memory bound: edges beyond it are drawn straight, the longest first

// Spans above the result get no slots, so that their number stays bounded.
std::uint32_t longest_span_with_slots(const std::vector<Arc>& arcs, const std::vector<std::uint32_t>& layer) {
  std::vector<std::uint32_t> spans;
  for (const Arc& arc : arcs)
    if (arc.top != no_index) spans.push_back(layer[arc.bottom] - layer[arc.top]);
  std::sort(spans.begin(), spans.end());
  std::int64_t slots = 0;
  for (const std::uint32_t span : spans) {
    slots += span - 1;
    if (slots > max_slots) return span - 1;
  }
  return no_index;
}

}  // namespace

std::vector<Arc> downward_arcs(const LayoutInput& input) {
  const std::vector<std::uint8_t> turned = edges_to_turn(input);
  std::vector<Arc> arcs(input.edges.size());
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const LayoutEdge& edge = input.edges[i];
    if (edge.from == edge.to) continue;
    arcs[i] = {edge.from, edge.to, std::max(1, edge.min_length), turned[i] != 0};
    if (arcs[i].turned) std::swap(arcs[i].top, arcs[i].bottom);
  }
  return arcs;
}

std::vector<std::uint32_t> longest_path_layers(std::size_t boxes, const std::vector<Arc>& arcs) {
  const Rows out = group_rows(boxes, arcs.size(), [&](std::uint32_t i) { return arcs[i].top; });
  std::vector<std::uint32_t> waiting(boxes, 0), layer(boxes, 0), ready;
  for (const Arc& arc : arcs)
    if (arc.bottom != no_index) ++waiting[arc.bottom];
  for (std::uint32_t box = 0; box < boxes; ++box)
    if (waiting[box] == 0) ready.push_back(box);
  for (std::size_t at = 0; at < ready.size(); ++at) {
    const std::uint32_t box = ready[at];
    for (const std::uint32_t a : out[box]) {
      const Arc& arc = arcs[a];
      layer[arc.bottom] = std::max(layer[arc.bottom], layer[box] + static_cast<std::uint32_t>(arc.min_length));
      if (--waiting[arc.bottom] == 0) ready.push_back(arc.bottom);
    }
  }
  // Boxes that nothing leads to hang directly over the first one they lead to.
  std::vector<std::uint8_t> has_caller(boxes, 0);
  for (const Arc& arc : arcs)
    if (arc.bottom != no_index) has_caller[arc.bottom] = 1;
  for (std::uint32_t box = 0; box < boxes; ++box) {
    if (has_caller[box] != 0 || out[box].empty()) continue;
    std::uint32_t nearest = no_index;
    for (const std::uint32_t a : out[box]) {
      const Arc& arc = arcs[a];
      nearest = std::min(nearest, layer[arc.bottom] - static_cast<std::uint32_t>(arc.min_length));
    }
    layer[box] = nearest;
  }
  return layer;
}

Grid build_grid(const LayoutInput& input, const std::vector<Arc>& arcs, std::vector<std::uint32_t> layer) {
  Grid grid;
  const std::uint32_t longest = longest_span_with_slots(arcs, layer);
  grid.layer = std::move(layer);
  for (const LayoutBox& box : input.boxes) grid.width.push_back(box.width);
  grid.first_slot.assign(arcs.size(), no_index);
  grid.first_segment.assign(arcs.size(), no_index);
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const Arc& arc = arcs[i];
    if (arc.top == no_index) continue;
    const std::uint32_t span = grid.layer[arc.bottom] - grid.layer[arc.top];
    if (span > longest) continue;
    const double weight = std::clamp(input.edges[i].weight, 1, 1000);
    std::uint32_t upper = arc.top;
    grid.first_slot[i] = static_cast<std::uint32_t>(grid.layer.size());
    grid.first_segment[i] = static_cast<std::uint32_t>(grid.segments.size());
    for (std::uint32_t step = 1; step < span; ++step) {
      const auto slot = static_cast<std::uint32_t>(grid.layer.size());
      grid.layer.push_back(grid.layer[arc.top] + step);
      grid.width.push_back(input.edges[i].thickness);
      grid.segments.emplace_back(upper, slot);
      // Slots pull each other more than boxes: what is long should be straight in its middle and bend at its ends.
      grid.pull.push_back(weight * (step == 1 ? 2 : 8));
      upper = slot;
    }
    grid.segments.emplace_back(upper, arc.bottom);
    grid.pull.push_back(weight * (span == 1 ? 1 : 2));
  }
  const std::size_t nodes = grid.layer.size();
  grid.above = group_rows(nodes, grid.segments.size(), [&](std::uint32_t s) { return grid.segments[s].second; });
  grid.below = group_rows(nodes, grid.segments.size(), [&](std::uint32_t s) { return grid.segments[s].first; });
  grid.position.assign(nodes, 0);
  grid.rows.resize(*std::max_element(grid.layer.begin(), grid.layer.end()) + std::size_t{1});
  return grid;
}

}  // namespace p2g::layered
