#include "renderers/callgraph/ranks.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

#include "src/base/rows.h"

namespace p2g::cards {
namespace {

struct Graph {
  Rows out;                            // edges by their upper box
  std::vector<std::uint32_t> callers;  // per box: edges into it
};

Graph index_edges(const LayoutInput& input) {
  const std::size_t n = input.boxes.size();
  Graph graph;
  graph.out = group_rows(n, input.edges.size(), [&](std::uint32_t i) { return input.edges[i].from; });
  graph.callers.assign(n, 0);
  for (const LayoutEdge& edge : input.edges) ++graph.callers[edge.to];
  return graph;
}

// Height of the longest way from each box to the bottom, px.
std::vector<double> heights_below(const LayoutInput& input, const Graph& graph) {
  const std::size_t n = input.boxes.size();
  std::vector<std::uint32_t> waiting = graph.callers, order;
  for (std::uint32_t box = 0; box < n; ++box)
    if (waiting[box] == 0) order.push_back(box);
  for (std::size_t at = 0; at < order.size(); ++at)
    for (const std::uint32_t edge : graph.out[order[at]])
      if (const std::uint32_t to = input.edges[edge].to; --waiting[to] == 0) order.push_back(to);
  std::vector<double> below(n, 0);
  for (std::size_t at = order.size(); at > 0; --at) {
    const std::uint32_t box = order[at - 1];
    double deepest = 0;
    for (const std::uint32_t edge : graph.out[box]) deepest = std::max(deepest, below[input.edges[edge].to]);
    below[box] = deepest + input.boxes[box].height + input.rank_gap;
  }
  return below;
}

// What one edge that passes a layer takes of its width: line and gap.
constexpr double passing_px = 8;
// A layer that cannot take this many candidates is full; trying all would be quadratic for a thousand leaves.
constexpr std::size_t misfits_at_most = 12;

// List scheduling, as for instructions: boxes are ready when all of their callers stand, layers are the cycles, the
// width of the page is what runs out.
class Scheduler {
 public:
  Scheduler(const LayoutInput& input, const std::vector<std::uint8_t>& keep_close, double page_width)
      : input_(input), keep_close_(keep_close), page_width_(page_width), graph_(index_edges(input)) {
    below_ = heights_below(input, graph_);
    for (const std::uint32_t callers : graph_.callers) most_callers_ = std::max<std::int64_t>(most_callers_, callers);
  }

  // Boxes that would not end above `deadline` if they began a layer later come first, the deepest of them before the
  // others; 0 makes all of them urgent.
  Ranks run(double deadline) {
    waiting_ = graph_.callers;
    placed_.assign(waiting_.size(), 0);
    out_ = {};
    out_.rank.assign(waiting_.size(), 0);
    for (std::uint32_t box = 0; box < waiting_.size(); ++box)
      if (waiting_[box] == 0) make_ready(box);
    std::int64_t open_edges = 0;  // from a box above to a box not yet placed: each takes room in the layers it passes
    double y = 0;
    for (std::uint32_t rank = 0; fill_layer(deadline - y, open_edges); ++rank) {
      double height = 0;
      for (const std::uint32_t box : layer_) {
        out_.rank[box] = rank;
        height = std::max(height, input_.boxes[box].height);
        open_edges += static_cast<std::int64_t>(graph_.out[box].size()) - graph_.callers[box];
        for (const std::uint32_t edge : graph_.out[box])
          if (const std::uint32_t to = input_.edges[edge].to; --waiting_[to] == 0) make_ready(to);
      }
      out_.height = y + height;
      y = out_.height + input_.rank_gap;
    }
    return out_;
  }

 private:
  using Candidate = std::pair<double, std::uint32_t>;  // the smallest comes first
  using Queue = std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>>;

  // Into both queues: which of them gives it away depends on how much room is left below.
  void make_ready(std::uint32_t box) {
    deepest_.emplace(-below_[box], box);
    important_.emplace(keep_close_[box] != 0 ? -1 : 0, box);
  }

  bool fill_layer(double room_below, std::int64_t open_edges) {
    constexpr double typical_layer_px = 130;
    layer_.clear();
    double used = 0;
    std::int64_t passing = open_edges;
    // Takes candidates from a queue while the layer has room; those that did not fit go back.
    const auto take = [&](Queue& queue, auto&& wanted) {
      std::vector<Candidate> misfits;
      while (!queue.empty() && misfits.size() < misfits_at_most) {
        // Full of edges that pass: no box takes enough of them away.
        if (!layer_.empty() && used + static_cast<double>(passing - most_callers_) * passing_px > page_width_) break;
        const Candidate candidate = queue.top();
        const std::uint32_t box = candidate.second;
        if (placed_[box] == 0 && !wanted(box)) break;
        queue.pop();
        if (placed_[box] != 0) continue;
        const std::int64_t left = passing - graph_.callers[box];
        const double with = used + input_.boxes[box].width + (layer_.empty() ? 0 : input_.node_gap);
        if (!layer_.empty() && with + static_cast<double>(left) * passing_px > page_width_) {
          misfits.push_back(candidate);
          continue;
        }
        placed_[box] = 1;
        layer_.push_back(box);
        used = with;
        passing = left;
      }
      for (const Candidate& candidate : misfits) queue.push(candidate);
    };
    // The main line of the picture first, then what would not end in time if it waited, then what fits beside them.
    take(important_, [this](std::uint32_t box) { return keep_close_[box] != 0; });
    take(deepest_, [&](std::uint32_t box) { return below_[box] + typical_layer_px + input_.rank_gap >= room_below; });
    take(important_, [](std::uint32_t) { return true; });
    out_.width = std::max(out_.width, used + static_cast<double>(passing) * passing_px);
    return !layer_.empty();
  }

  const LayoutInput& input_;
  const std::vector<std::uint8_t>& keep_close_;
  const double page_width_;
  const Graph graph_;
  std::vector<double> below_;
  std::int64_t most_callers_ = 0;
  std::vector<std::uint32_t> waiting_, layer_;
  std::vector<std::uint8_t> placed_;
  Queue deepest_, important_;  // the same boxes; those that are placed are skipped
  Ranks out_;
};

}  // namespace

Ranks rank_boxes(const LayoutInput& input, const std::vector<std::uint8_t>& keep_close, double page_width,
                 double page_height) {
  // In time where that is possible, as low as possible where it is not.
  Scheduler scheduler(input, keep_close, page_width);
  Ranks relaxed = scheduler.run(page_height);
  if (relaxed.height <= page_height) return relaxed;
  Ranks lowest = scheduler.run(0);
  return lowest.height < relaxed.height ? lowest : relaxed;
}

void force_ranks(LayoutInput& input, const Ranks& ranks) {
  for (LayoutEdge& edge : input.edges)
    edge.min_length = std::max(1, static_cast<int>(ranks.rank[edge.to]) - static_cast<int>(ranks.rank[edge.from]));
}

}  // namespace p2g::cards
