// Our own layered layout, for graphs that would keep Graphviz busy for minutes. Steps: turn the edges of cycles round,
// layer by longest path, give each edge one slot in every layer it crosses, order the layers by medians, then place
// each layer by weighted means under exact separation. Nothing recurses, every number of rounds is fixed.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "layout.h"

namespace p2g {
namespace {

constexpr std::uint32_t nobody = 0xffffffffU;
constexpr std::int64_t max_slots = 300000;  // memory bound: edges beyond it are drawn straight, the longest first
constexpr int order_rounds = 8;
constexpr int place_rounds = 6;
constexpr double slot_gap_px = 6;

// Compressed rows: the items of i are item[begin[i]] to item[begin[i + 1] - 1], in order of insertion.
struct Rows {
  std::vector<std::uint32_t> begin, item;

  template <class Key, class Value>
  static Rows build(std::size_t rows, std::size_t count, Key key, Value value) {
    Rows out;
    out.begin.assign(rows + 1, 0);
    for (std::size_t i = 0; i < count; ++i)
      if (const std::uint32_t k = key(i); k != nobody) ++out.begin[k + 1];
    std::partial_sum(out.begin.begin(), out.begin.end(), out.begin.begin());
    out.item.resize(out.begin.back());
    std::vector<std::uint32_t> next(out.begin.begin(), out.begin.end() - 1);
    for (std::size_t i = 0; i < count; ++i)
      if (const std::uint32_t k = key(i); k != nobody) out.item[next[k]++] = value(i);
    return out;
  }
  std::size_t size(std::uint32_t row) const { return begin[row + 1] - begin[row]; }
};

// An edge turned so that it runs downwards.
struct Arc {
  std::uint32_t top = nobody, bottom = nobody;  // nobody: a self edge
  int min_length = 1;
  bool turned = false;
};

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

// Boxes and slots, each in a layer; segments connect neighbouring layers.
struct Grid {
  std::vector<std::uint32_t> layer;                               // per node; the first are the boxes
  std::vector<double> width;                                      // per node
  std::vector<std::uint32_t> first_slot;                          // per arc; nobody: drawn directly or without slots
  std::vector<std::pair<std::uint32_t, std::uint32_t>> segments;  // upper node, lower node
  std::vector<double> pull;                                       // per segment
  Rows above, below;                                              // segments by their lower and upper node
  std::vector<std::vector<std::uint32_t>> rows;                   // nodes of each layer from left to right
  std::vector<std::uint32_t> position;                            // per node, in its layer
};

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

Grid build_grid(const LayoutInput& input, const std::vector<Arc>& arcs, std::vector<std::uint32_t> layer) {
  Grid grid;
  const std::uint32_t longest = longest_span_with_slots(arcs, layer);
  grid.layer = std::move(layer);
  for (const LayoutBox& box : input.boxes) grid.width.push_back(box.width);
  grid.first_slot.assign(arcs.size(), nobody);
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const Arc& arc = arcs[i];
    if (arc.top == nobody) continue;
    const std::uint32_t span = grid.layer[arc.bottom] - grid.layer[arc.top];
    if (span > longest) continue;
    const double weight = std::clamp(input.edges[i].weight, 1, 100);
    std::uint32_t upper = arc.top;
    grid.first_slot[i] = static_cast<std::uint32_t>(grid.layer.size());
    for (std::uint32_t step = 1; step < span; ++step) {
      const auto slot = static_cast<std::uint32_t>(grid.layer.size());
      grid.layer.push_back(grid.layer[arc.top] + step);
      grid.width.push_back(0);
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

void number_row(Grid& grid, const std::vector<std::uint32_t>& row) {
  for (std::size_t i = 0; i < row.size(); ++i) grid.position[row[i]] = static_cast<std::uint32_t>(i);
}

// Depth-first order keeps what belongs together side by side.
void first_order(Grid& grid) {
  std::vector<std::uint8_t> seen(grid.layer.size(), 0);
  std::vector<std::uint32_t> stack;
  for (std::uint32_t start = 0; start < grid.layer.size(); ++start) {
    if (seen[start] != 0 || grid.above.size(start) != 0) continue;
    stack.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      if (std::exchange(seen[node], 1) != 0) continue;
      grid.rows[grid.layer[node]].push_back(node);
      for (std::uint32_t i = grid.below.begin[node + 1]; i > grid.below.begin[node]; --i)
        stack.push_back(grid.segments[grid.below.item[i - 1]].second);
    }
  }
  for (const auto& row : grid.rows) number_row(grid, row);
}

// Sorts a layer by the median position of each node's neighbours on one side; nodes without any stay where they are.
void sort_row(Grid& grid, std::size_t layer, bool by_above) {
  std::vector<std::uint32_t>& row = grid.rows[layer];
  const Rows& side = by_above ? grid.above : grid.below;
  std::vector<std::pair<double, std::uint32_t>> keyed;
  std::vector<std::size_t> places;
  std::vector<std::uint32_t> neighbours;
  for (std::size_t place = 0; place < row.size(); ++place) {
    const std::uint32_t node = row[place];
    if (side.size(node) == 0) continue;
    neighbours.clear();
    for (std::uint32_t i = side.begin[node]; i < side.begin[node + 1]; ++i) {
      const auto& [upper, lower] = grid.segments[side.item[i]];
      neighbours.push_back(grid.position[by_above ? upper : lower]);
    }
    std::sort(neighbours.begin(), neighbours.end());
    const std::size_t middle = neighbours.size() / 2;
    const double median =
        neighbours.size() % 2 != 0 ? neighbours[middle] : (neighbours[middle - 1] + neighbours[middle]) / 2.0;
    keyed.emplace_back(median, node);
    places.push_back(place);
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < keyed.size(); ++i) row[places[i]] = keyed[i].second;
  number_row(grid, row);
}

// Crossings between neighbouring layers by a Fenwick tree over the lower positions.
std::int64_t count_crossings(const Grid& grid) {
  std::int64_t crossings = 0;
  std::vector<std::uint32_t> tree, ends;
  for (std::size_t layer = 0; layer + 1 < grid.rows.size(); ++layer) {
    const std::size_t size = grid.rows[layer + 1].size();
    tree.assign(size + 1, 0);
    std::int64_t passed = 0;
    for (const std::uint32_t node : grid.rows[layer]) {
      ends.clear();
      for (std::uint32_t i = grid.below.begin[node]; i < grid.below.begin[node + 1]; ++i)
        ends.push_back(grid.position[grid.segments[grid.below.item[i]].second]);
      for (const std::uint32_t end : ends) {
        std::int64_t not_right = 0;
        for (std::size_t at = end + std::size_t{1}; at > 0; at &= at - 1) not_right += tree[at];
        crossings += passed - not_right;
      }
      passed += static_cast<std::int64_t>(ends.size());
      for (const std::uint32_t end : ends)
        for (std::size_t at = end + std::size_t{1}; at <= size; at += at & (~at + 1)) ++tree[at];
    }
  }
  return crossings;
}

void order_rows(Grid& grid) {
  first_order(grid);
  auto best = grid.rows;
  std::int64_t fewest = count_crossings(grid);
  for (int round = 0; round < order_rounds && fewest > 0; ++round) {
    const std::size_t layers = grid.rows.size();
    if (round % 2 == 0)
      for (std::size_t i = 1; i < layers; ++i) sort_row(grid, i, true);
    else
      for (std::size_t i = layers - 1; i > 0; --i) sort_row(grid, i - 1, false);
    const std::int64_t crossings = count_crossings(grid);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = grid.rows;
  }
  grid.rows = std::move(best);
  for (const auto& row : grid.rows) number_row(grid, row);
}

// Moves a layer's nodes to the places nearest to their targets (weighted squares) that keep order and separation:
// isotonic regression by pooling neighbours that violate it.
class RowPlacer {
 public:
  void add(double target, double weight, double offset) {
    blocks_.push_back({(target - offset) * weight, weight, 1});
    offsets_.push_back(offset);
    while (blocks_.size() > 1 && blocks_[blocks_.size() - 2].mean() > blocks_.back().mean()) {
      const Block last = blocks_.back();
      blocks_.pop_back();
      blocks_.back().sum += last.sum;
      blocks_.back().weight += last.weight;
      blocks_.back().count += last.count;
    }
  }
  void place(const std::vector<std::uint32_t>& row, std::vector<double>& x) {
    std::size_t i = 0;
    for (const Block& block : blocks_)
      for (std::size_t k = 0; k < block.count; ++k, ++i) x[row[i]] = block.mean() + offsets_[i];
    blocks_.clear();
    offsets_.clear();
  }

 private:
  struct Block {
    double sum, weight;
    std::size_t count;
    double mean() const { return sum / weight; }
  };
  std::vector<Block> blocks_;
  std::vector<double> offsets_;
};

enum class Side : std::uint8_t { above, below, both };

void place_row(const LayoutInput& input, const Grid& grid, std::size_t layer, Side side, std::vector<double>& x) {
  const std::vector<std::uint32_t>& row = grid.rows[layer];
  RowPlacer placer;
  double offset = 0;
  for (std::size_t place = 0; place < row.size(); ++place) {
    const std::uint32_t node = row[place];
    if (place > 0) {
      const std::uint32_t left = row[place - 1];
      const bool slots = node >= input.boxes.size() && left >= input.boxes.size();
      offset += (grid.width[left] + grid.width[node]) / 2 + (slots ? slot_gap_px : input.node_gap);
    }
    double sum = 0, weight = 0;
    const auto pull = [&](const Rows& rows, bool upper) {
      for (std::uint32_t i = rows.begin[node]; i < rows.begin[node + 1]; ++i) {
        const auto& segment = grid.segments[rows.item[i]];
        sum += grid.pull[rows.item[i]] * x[upper ? segment.first : segment.second];
        weight += grid.pull[rows.item[i]];
      }
    };
    if (side != Side::below) pull(grid.above, true);
    if (side != Side::above) pull(grid.below, false);
    if (weight > 0)
      placer.add(sum / weight, weight, offset);
    else
      placer.add(x[node], 0.01, offset);
  }
  std::vector<double>& out = x;
  placer.place(row, out);
}

std::vector<double> place_columns(const LayoutInput& input, const Grid& grid) {
  std::vector<double> x(grid.layer.size(), 0);
  const std::size_t layers = grid.rows.size();
  for (std::size_t i = 0; i < layers; ++i) place_row(input, grid, i, Side::above, x);
  for (int round = 0; round < place_rounds; ++round) {
    for (std::size_t i = layers; i > 0; --i) place_row(input, grid, i - 1, round < 2 ? Side::below : Side::both, x);
    for (std::size_t i = 0; i < layers; ++i) place_row(input, grid, i, round < 2 ? Side::above : Side::both, x);
  }
  return x;
}

struct Band {
  double top = 0, bottom = 0;
};

std::vector<Band> place_bands(const LayoutInput& input, const Grid& grid) {
  std::vector<Band> bands(grid.rows.size());
  double y = 0;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    double height = 0;
    for (const std::uint32_t node : grid.rows[i])
      if (node < input.boxes.size()) height = std::max(height, input.boxes[node].height);
    bands[i] = {y, y + height};
    y += height + input.rank_gap;
  }
  return bands;
}

// Where an edge leaves or enters a box: side by side, in the order of where they go.
std::vector<double> port_offsets(const LayoutInput& input, const Grid& grid, const Rows& side, bool upper_end,
                                 const std::vector<double>& x) {
  std::vector<double> offset(grid.segments.size(), 0);
  std::vector<std::uint32_t> sorted;
  for (std::uint32_t box = 0; box < input.boxes.size(); ++box) {
    const auto far_end = [&](std::uint32_t s) { return upper_end ? grid.segments[s].second : grid.segments[s].first; };
    sorted.assign(side.item.begin() + side.begin[box], side.item.begin() + side.begin[box + 1]);
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return x[far_end(a)] < x[far_end(b)]; });
    const double room =
        std::min(14.0, input.boxes[box].width * 0.8 / static_cast<double>(std::max<std::size_t>(1, sorted.size())));
    for (std::size_t i = 0; i < sorted.size(); ++i)
      offset[sorted[i]] = room * (static_cast<double>(i) - (static_cast<double>(sorted.size()) - 1) / 2);
  }
  return offset;
}

void add_piece(std::vector<Point>& points, Point to, bool straight) {
  const Point from = points.back();
  if (straight || from.x == to.x) {
    const std::vector<Point> line = straight_curve(from, to);
    points.insert(points.end(), line.begin() + 1, line.end());
  } else {
    const double middle = (from.y + to.y) / 2;
    points.insert(points.end(), {{from.x, middle}, {to.x, middle}, to});
  }
}

struct Ports {
  std::vector<double> leave, enter;  // per segment
};

LayoutCurve draw_arc(const LayoutInput& input, const Grid& grid, const Arc& arc, std::size_t index,
                     const std::vector<double>& x, const std::vector<Band>& bands, const std::vector<Point>& centres,
                     const Ports& ports, std::uint32_t segment) {
  LayoutCurve curve;
  Point start{centres[arc.top].x, centres[arc.top].y + input.boxes[arc.top].height / 2};
  Point end{centres[arc.bottom].x, centres[arc.bottom].y - input.boxes[arc.bottom].height / 2};
  if (grid.first_slot[index] == nobody) {
    curve.points = straight_curve(start, end);
  } else {
    const std::uint32_t span = grid.layer[arc.bottom] - grid.layer[arc.top];
    start.x += ports.leave[segment];
    end.x += ports.enter[segment + span - 1];
    curve.points = {start};
    std::uint32_t layer = grid.layer[arc.top];
    // Straight down to the end of the band, so that the edge never runs into a taller neighbour.
    if (bands[layer].bottom > start.y) add_piece(curve.points, {start.x, bands[layer].bottom}, true);
    for (std::uint32_t step = 1; step < span; ++step) {
      const double slot_x = x[grid.first_slot[index] + step - 1];
      ++layer;
      add_piece(curve.points, {slot_x, bands[layer].top}, input.straight);
      add_piece(curve.points, {slot_x, bands[layer].bottom}, true);
    }
    add_piece(curve.points, end, input.straight);
  }
  if (arc.turned) std::reverse(curve.points.begin(), curve.points.end());
  return curve;
}

}  // namespace

std::int64_t layout_cost(const LayoutInput& input) {
  const std::vector<Arc> arcs = downward_arcs(input);
  const std::vector<std::uint32_t> layer = longest_path_layers(input.boxes.size(), arcs);
  auto cost = static_cast<std::int64_t>(input.boxes.size());
  for (const Arc& arc : arcs)
    if (arc.top != nobody) cost += layer[arc.bottom] - layer[arc.top];
  return cost;
}

Layout layered_layout(const LayoutInput& input) {
  Layout out;
  if (input.boxes.empty()) return out;
  const std::vector<Arc> arcs = downward_arcs(input);
  Grid grid = build_grid(input, arcs, longest_path_layers(input.boxes.size(), arcs));
  order_rows(grid);
  const std::vector<double> x = place_columns(input, grid);
  const std::vector<Band> bands = place_bands(input, grid);
  for (std::size_t i = 0; i < input.boxes.size(); ++i)
    out.centres.push_back({x[i], bands[grid.layer[i]].top + input.boxes[i].height / 2});
  const Ports ports{port_offsets(input, grid, grid.below, true, x), port_offsets(input, grid, grid.above, false, x)};
  std::uint32_t segment = 0;
  for (std::size_t i = 0; i < arcs.size(); ++i) {
    const Arc& arc = arcs[i];
    if (arc.top == nobody) {
      const std::uint32_t box = input.edges[i].from;
      out.curves.push_back({self_loop(out.centres[box], input.boxes[box]), false, {}});
      continue;
    }
    out.curves.push_back(draw_arc(input, grid, arc, i, x, bands, out.centres, ports, segment));
    if (grid.first_slot[i] != nobody) segment += grid.layer[arc.bottom] - grid.layer[arc.top];
  }
  fit_bounds(input, out);
  return out;
}

}  // namespace p2g
