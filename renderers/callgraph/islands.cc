#include "renderers/callgraph/islands.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "renderers/callgraph/ranks.h"

namespace p2g::cards {
namespace {

constexpr double shelf_gap_px = 28;

// The smallest card of each card's island.
Column<CardIndex, CardIndex> find_leaders(const CardPlan& plan) {
  Column<CardIndex, CardIndex> leader;
  for (const CardIndex card : plan.cards.indices()) leader.push_back(card);
  // Union-find; halving the path on the way keeps long chains of cards linear.
  const auto find = [&leader](CardIndex card) {
    while (leader[card] != card) card = leader[card] = leader[leader[card]];
    return card;
  };
  for (const Link& link : plan.links) {
    const CardIndex a = find(link.from), b = find(link.to);
    leader[std::max(a, b)] = std::min(a, b);
  }
  for (const CardIndex card : leader.indices()) leader[card] = find(card);
  return leader;
}

// Rows of islands, each next island to the right of the one before while the page has room.
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
  if (input.boxes.size() == 1) {  // a thousand unconnected functions need no engine
    Layout single;
    single.centres = {{input.boxes[0].width / 2, input.boxes[0].height / 2}};
    single.width = input.boxes[0].width;
    single.height = input.boxes[0].height;
    return single;
  }
  const std::int64_t cost = layout_cost(input);
  // The limit is one for all islands of the picture.
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
  // Trying many beginnings is for pictures that somebody reads, not for each of a thousand islands.
  constexpr std::int64_t full_effort_cost = 5000;
  out.layered_cost += cost;
  input.effort = out.layered_cost <= full_effort_cost ? 1 : 0;
  note_engine(out, "layered");
  return layered_layout(input);
}

// Builds the layout inputs of all islands side by side.
class Splitter {
 public:
  Splitter(const GraphFacts& facts, const CardPlan& plan, const Column<CardIndex, CardText>& cards,
           const IslandOptions& options)
      : facts_(facts),
        plan_(plan),
        cards_(cards),
        options_(options),
        island_of_(plan.cards.size()),
        position_(plan.cards.size()) {}

  std::vector<Island> run() {
    const Column<CardIndex, CardIndex> leader = find_leaders(plan_);
    for (const CardIndex card : plan_.cards.indices()) {
      // A leader is the first card of its island, so the island is there when the others come.
      island_of_[card] = leader[card] == card ? begin_island() : island_of_[leader[card]];
      add_card(card);
    }
    // Engines look after what comes first: the heaviest.
    for (std::size_t i = plan_.links.size(); i > 0; --i) add_link(LinkIndex(i - 1));
    for (Island& island : islands_) rank(island);
    return std::move(islands_);
  }

 private:
  std::size_t begin_island() {
    LayoutInput& input = islands_.emplace_back().input;
    input.node_gap = options_.node_gap;
    input.rank_gap = options_.rank_gap;
    input.page_width = options_.page_width;
    return islands_.size() - 1;
  }

  void add_card(CardIndex card) {
    Island& island = islands_[island_of_[card]];
    position_[card] = static_cast<std::uint32_t>(island.cards.size());
    island.cards.push_back(card);
    const double shadow = plan_.cards[card].functions.size() > 1 ? stack_shadow_px : 0;
    island.input.boxes.push_back({std::ceil(cards_[card].width + shadow), std::ceil(cards_[card].height + shadow)});
  }

  void add_link(LinkIndex index) {
    const Link& link = plan_.links[index];
    Island& island = islands_[island_of_[link.from]];
    island.links.push_back(index);
    const double percent = 100 * facts_.clamped_share(link.call.weight);
    LayoutEdge edge;
    edge.from = position_[link.from];
    edge.to = position_[link.to];
    edge.thickness = line_width_px(facts_, link);
    // The chain outweighs all that could be beside it: it is read from top to bottom.
    edge.weight = 1 + static_cast<int>(percent / 4) + (link.on_chain ? 400 : 0);
    island.input.edges.push_back(edge);
  }

  void rank(Island& island) const {
    std::vector<std::uint8_t> on_chain;
    for (const CardIndex card : island.cards) on_chain.push_back(plan_.cards[card].on_chain ? 1 : 0);
    const Ranks ranks = rank_boxes(island.input, on_chain, options_.page_width, options_.page_height);
    force_ranks(island.input, ranks);
    island.width = ranks.width;
    island.height = ranks.height;
  }

  const GraphFacts& facts_;
  const CardPlan& plan_;
  const Column<CardIndex, CardText>& cards_;
  const IslandOptions& options_;
  Column<CardIndex, std::size_t> island_of_;
  Column<CardIndex, std::uint32_t> position_;  // among the cards of its island
  std::vector<Island> islands_;
};

}  // namespace

std::vector<Island> split_islands(const GraphFacts& facts, const CardPlan& plan,
                                  const Column<CardIndex, CardText>& cards, const IslandOptions& options) {
  return Splitter(facts, plan, cards, options).run();
}

Estimate estimate_islands(const std::vector<Island>& islands, double page_width) {
  Shelves shelves(page_width);
  for (const Island& island : islands) shelves.place(island.width, island.height);
  return {shelves.width(), shelves.height()};
}

void lay_out_islands(std::vector<Island>& islands, double page_width, Engine engine, Arrangement& out) {
  out.engine = {};
  out.corners.assign(out.plan.cards.size(), {});
  out.curves.assign(out.plan.links.size(), {});
  Shelves shelves(page_width);
  for (Island& island : islands) {
    Layout layout = run_engine(island.input, engine, out);
    const Point shelf = shelves.place(layout.width, layout.height);
    for (std::size_t i = 0; i < island.cards.size(); ++i)
      out.corners[island.cards[i]] = {shelf.x + layout.centres[i].x - island.input.boxes[i].width / 2,
                                      shelf.y + layout.centres[i].y - island.input.boxes[i].height / 2};
    for (std::size_t i = 0; i < island.links.size(); ++i) {
      LayoutCurve curve = std::move(layout.curves[i]);
      for (Point& point : curve.points) point = {point.x + shelf.x, point.y + shelf.y};
      out.curves[island.links[i]] = std::move(curve);
    }
  }
  out.width = shelves.width();
  out.height = shelves.height();
}

}  // namespace p2g::cards
