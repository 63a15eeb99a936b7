#include "renderers/callgraph/parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "renderers/callgraph/ranks.h"

namespace p2g::cards {
namespace {

constexpr double shelf_gap_px = 28;

// Smallest card of each card's part.
std::vector<std::uint32_t> find_parts(const Plan& plan) {
  std::vector<std::uint32_t> leader(plan.cards.size());
  std::iota(leader.begin(), leader.end(), 0U);
  const auto find = [&leader](std::uint32_t card) {
    while (leader[card] != card) card = leader[card] = leader[leader[card]];
    return card;
  };
  for (const Link& link : plan.links) {
    const std::uint32_t a = find(link.from), b = find(link.to);
    leader[std::max(a, b)] = std::min(a, b);
  }
  for (std::uint32_t card = 0; card < leader.size(); ++card) leader[card] = find(card);
  return leader;
}

// Rows of parts, each next part to the right of the one before while the page has room.
class Shelves {
 public:
  explicit Shelves(double page_width) : page_width_(page_width) {}
  Point place(double width, double height) {
    if (x_ > 0 && x_ + width > page_width_) {
      y_ += shelf_height_ + shelf_gap_px;
      x_ = 0;
      shelf_height_ = 0;
    }
    const Point corner{x_, y_};
    x_ += width + shelf_gap_px;
    shelf_height_ = std::max(shelf_height_, height);
    width_ = std::max(width_, corner.x + width);
    return corner;
  }
  double width() const { return width_; }
  double height() const { return y_ + shelf_height_; }

 private:
  double page_width_;
  double x_ = 0, y_ = 0, shelf_height_ = 0, width_ = 0;
};

void note_engine(Arrangement& out, std::string_view engine) {
  ++out.layouts;
  // The humblest engine that was needed is the one to tell.
  if (out.engine != "layered" && (out.engine.empty() || out.engine == "dot")) out.engine = engine;
}

Layout run_engine(LayoutInput& input, Engine engine, Arrangement& out) {
  if (input.boxes.size() == 1) {
    Layout single;
    single.centres = {{input.boxes[0].width / 2, input.boxes[0].height / 2}};
    single.width = input.boxes[0].width;
    single.height = input.boxes[0].height;
    return single;
  }
  const std::int64_t cost = layout_cost(input);
  // The limit is one for all parts of the picture.
  if (engine == Engine::dot && out.dot_cost + cost <= dot_cost_limit) {
    constexpr std::int64_t full_effort_cost = 600;
    const bool full = cost <= full_effort_cost;
    input.effort = full ? 1 : 0;
    input.straight = !full;
    if (auto layout = dot_layout(input)) {
      out.dot_cost += cost;
      note_engine(out, full ? "dot" : "dot, little effort");
      return std::move(*layout);
    }
  }
  // Trying many beginnings is for pictures that somebody reads, not for each of a thousand parts.
  constexpr std::int64_t full_effort_cost = 5000;
  out.layered_cost += cost;
  input.effort = out.layered_cost <= full_effort_cost ? 1 : 0;
  note_engine(out, "layered");
  return layered_layout(input);
}

}  // namespace

std::vector<Part> split_parts(const GraphFacts& facts, const Plan& plan, const std::vector<CardText>& cards,
                              const PartsOptions& options) {
  const std::vector<std::uint32_t> leader = find_parts(plan);
  std::vector<std::uint32_t> part_of(plan.cards.size()), position(plan.cards.size());
  std::vector<Part> parts;
  for (std::uint32_t card = 0; card < plan.cards.size(); ++card) {
    if (leader[card] == card) {
      part_of[card] = static_cast<std::uint32_t>(parts.size());
      parts.emplace_back();
      parts.back().input.node_gap = options.node_gap;
      parts.back().input.rank_gap = options.rank_gap;
      parts.back().input.page_width = options.page_width;
    } else {
      part_of[card] = part_of[leader[card]];
    }
    Part& part = parts[part_of[card]];
    position[card] = static_cast<std::uint32_t>(part.cards.size());
    part.cards.push_back(card);
    const double shadow = plan.cards[card].functions.size() > 1 ? stack_shadow_px : 0;
    part.input.boxes.push_back({std::ceil(cards[card].width + shadow), std::ceil(cards[card].height + shadow)});
  }
  for (std::size_t i = plan.links.size(); i > 0; --i) {
    const Link& link = plan.links[i - 1];
    Part& part = parts[part_of[link.from]];
    part.links.push_back(static_cast<std::uint32_t>(i - 1));
    const double percent = 100 * facts.clamped_share(link.call.weight);
    LayoutEdge edge;
    edge.from = position[link.from];
    edge.to = position[link.to];
    edge.thickness = line_width_px(facts, link);
    edge.weight = 1 + static_cast<int>(percent / 4) + (link.on_chain ? 400 : 0);
    part.input.edges.push_back(edge);
  }
  for (Part& part : parts) {
    std::vector<std::uint8_t> on_chain;
    for (const std::uint32_t card : part.cards) on_chain.push_back(plan.cards[card].on_chain ? 1 : 0);
    const Ranks ranks = rank_boxes(part.input, on_chain, options.page_width, options.page_height);
    force_ranks(part.input, ranks);
    part.width = ranks.width;
    part.height = ranks.height;
  }
  return parts;
}

Estimate estimate_parts(const std::vector<Part>& parts, double page_width) {
  Shelves shelves(page_width);
  for (const Part& part : parts) shelves.place(part.width, part.height);
  return {shelves.width(), shelves.height()};
}

void lay_out_parts(std::vector<Part>& parts, double page_width, Engine engine, Arrangement& out) {
  out.engine = {};
  out.corners.assign(out.plan.cards.size(), {});
  out.curves.assign(out.plan.links.size(), {});
  Shelves shelves(page_width);
  for (Part& part : parts) {
    Layout layout = run_engine(part.input, engine, out);
    const Point shelf = shelves.place(layout.width, layout.height);
    for (std::size_t i = 0; i < part.cards.size(); ++i)
      out.corners[part.cards[i]] = {shelf.x + layout.centres[i].x - part.input.boxes[i].width / 2,
                                    shelf.y + layout.centres[i].y - part.input.boxes[i].height / 2};
    for (std::size_t i = 0; i < part.links.size(); ++i) {
      LayoutCurve curve = std::move(layout.curves[i]);
      for (Point& point : curve.points) point = {point.x + shelf.x, point.y + shelf.y};
      out.curves[part.links[i]] = std::move(curve);
    }
  }
  out.width = shelves.width();
  out.height = shelves.height();
}

}  // namespace p2g::cards
