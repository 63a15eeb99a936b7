#include "renderers/layout/layered/grid.h"

#include <algorithm>

namespace p2g::layered {
namespace {

constexpr std::int64_t max_slots = 300000;  // memory bound: edges beyond it are drawn straight, the longest first

// Spans above the result get no slots, so that their number stays bounded.
std::uint32_t longest_span_with_slots(const std::vector<Arc>& arcs, const std::vector<std::uint32_t>& layer) {
  std::vector<std::uint32_t> spans;
  for (const Arc& arc : arcs)
    if (arc.top != nobody) spans.push_back(layer[arc.bottom] - layer[arc.top]);
  std::sort(spans.begin(), spans.end());
  std::int64_t slots = 0;
  for (const std::uint32_t span : spans) {
    slots += span - 1;
    if (slots > max_slots) return span - 1;
  }
  return nobody;
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

std::vector<std::uint32_t> longest_path_layers(std::size_t n, const std::vector<Arc>& arcs) {
  const auto index = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
  const Rows out = Rows::build(
      n, arcs.size(), [&](std::size_t i) { return arcs[i].top; }, index);
  std::vector<std::uint32_t> waiting(n, 0), layer(n, 0), ready;
  for (const Arc& arc : arcs)
    if (arc.bottom != nobody) ++waiting[arc.bottom];
  for (std::uint32_t box = 0; box < n; ++box)
    if (waiting[box] == 0) ready.push_back(box);
  for (std::size_t at = 0; at < ready.size(); ++at) {
    const std::uint32_t box = ready[at];
    for (std::uint32_t i = out.begin[box]; i < out.begin[box + 1]; ++i) {
      const Arc& arc = arcs[out.item[i]];
      layer[arc.bottom] = std::max(layer[arc.bottom], layer[box] + static_cast<std::uint32_t>(arc.min_length));
      if (--waiting[arc.bottom] == 0) ready.push_back(arc.bottom);
    }
  }
  // Boxes that nothing leads to hang directly over the first one they lead to.
  std::vector<std::uint8_t> has_caller(n, 0);
  for (const Arc& arc : arcs)
    if (arc.bottom != nobody) has_caller[arc.bottom] = 1;
  for (std::uint32_t box = 0; box < n; ++box) {
    if (has_caller[box] != 0 || out.size(box) == 0) continue;
    std::uint32_t nearest = nobody;
    for (std::uint32_t i = out.begin[box]; i < out.begin[box + 1]; ++i) {
      const Arc& arc = arcs[out.item[i]];
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
  grid.first_slot.assign(arcs.size(), nobody);
  grid.first_segment.assign(arcs.size(), nobody);
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const Arc& arc = arcs[i];
    if (arc.top == nobody) continue;
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
      grid.pull.push_back(weight * (step == 1 ? 2 : 8));
      upper = slot;
    }
    grid.segments.emplace_back(upper, arc.bottom);
    grid.pull.push_back(weight * (span == 1 ? 1 : 2));
  }
  const auto index = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
  const std::size_t nodes = grid.layer.size();
  grid.above = Rows::build(
      nodes, grid.segments.size(), [&](std::size_t i) { return grid.segments[i].second; }, index);
  grid.below = Rows::build(
      nodes, grid.segments.size(), [&](std::size_t i) { return grid.segments[i].first; }, index);
  grid.position.assign(nodes, 0);
  grid.rows.resize(*std::max_element(grid.layer.begin(), grid.layer.end()) + std::size_t{1});
  return grid;
}

}  // namespace p2g::layered
