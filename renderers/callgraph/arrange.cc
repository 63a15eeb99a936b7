#include "renderers/callgraph/arrange.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "renderers/callgraph/choose.h"
#include "renderers/callgraph/islands.h"

namespace p2g::cards {
namespace {

constexpr std::size_t functions_at_most = 240;  // considered; most of them share cards in deep profiles
constexpr std::size_t cards_at_most = 32;       // more cannot be taken in at a glance, room or not
constexpr std::size_t first_few_functions = 8;  // drawn in any case
constexpr std::size_t small_picture = 12;       // functions; draws whatever fits
constexpr double worth_a_layer_share = 0.02;
constexpr int refusals_at_most = 40;  // in a row; then the page is full
constexpr std::int64_t layouts_at_most = 6;
constexpr double node_gap_px = 14;
constexpr double rank_gap_px = 30;
constexpr double roomy_rank_gaps_px[] = {44, 37, rank_gap_px};  // edges bend less where the page is not full

// Deep profiles hide what is heavy at the bottom of the page. Then more is left out, until nothing of this share is
// hidden, or until the coarsest picture.
constexpr double heavy_share = 0.10;
constexpr Coarseness levels[] = {{}, {0.02, 0.02, 0.93, 0.03}, {0.04, 0.04, 0.88, 0.06}};

// A plan with its sizes: all but the engine's work.
struct Draft {
  double rank_gap = rank_gap_px;
  CardPlan plan;
  Column<CardIndex, CardText> cards;
  std::vector<Island> islands;
  Estimate estimate;
};

void split_draft(const GraphFacts& facts, Draft& draft, double layer_width, PageRoom room) {
  draft.islands =
      split_islands(facts, draft.plan, draft.cards, {node_gap_px, draft.rank_gap, layer_width, room.height});
  draft.estimate = estimate_islands(draft.islands, room.width);
}

// Everything up to the engine. The choice makes hundreds of drafts, so a draft costs what it draws.
Draft make_draft(const GraphFacts& facts, const CardWriter& write, const PlanInput& input, PageRoom room) {
  Draft draft;
  draft.plan = make_plan(facts, input);
  for (const Card& card : draft.plan.cards) draft.cards.push_back(write(card, card_limit_px));
  split_draft(facts, draft, room.width, room);
  return draft;
}

// The engine's work, and the only step whose number is bounded.
Arrangement lay_out(Draft& draft, double page_width, Engine engine, std::int64_t& layouts) {
  Arrangement out;
  out.plan = draft.plan;
  out.cards = draft.cards;
  lay_out_islands(draft.islands, page_width, engine, out);
  layouts += out.layouts;
  return out;
}

// Whether what the draft comes to fits the room. Our own engine keeps its layers' promise. dot keeps edges straight
// rather than drawings narrow: narrower layers are tried before the draft is given up, as long as all tries together
// cost no more than a single one may. `out` is what the draft, as it is then, comes to; nothing when that has not been
// laid out.
bool fit_draft(const GraphFacts& facts, Draft& draft, PageRoom room, Engine engine, std::int64_t& layouts,
               std::optional<Arrangement>& out) {
  constexpr int tries = 3;
  double layer_width = room.width;
  std::int64_t cost = 0;
  out.reset();
  for (int i = 0; i < tries; ++i) {
    if (i > 0) {
      split_draft(facts, draft, layer_width, room);
      out.reset();
    }
    if (draft.estimate.height > room.height) return false;
    out = lay_out(draft, room.width, engine, layouts);
    if (out->width <= room.width + 0.5 && out->height <= room.height) return true;
    cost += out->dot_cost;
    if (engine != Engine::dot || out->engine == "layered" || cost + out->dot_cost > dot_cost_limit) return false;
    layer_width *= std::clamp(room.width / out->width, 0.7, 0.9);
  }
  return false;
}

// The automatic choice; the fields are what it knows so far.
class Search {
 public:
  Search(const GraphFacts& facts, CardWriter write, PageRoom room, Engine engine)
      : facts_(facts), write_(std::move(write)), room_(room), engine_(engine) {}

  Arrangement run() {
    choose_level();
    lay_out_most();
    best_->layouts = layouts_;
    return std::move(*best_);
  }

 private:
  Draft draft_of_first(std::size_t count) {
    PlanInput input = automatic_input(facts_, {chosen_.begin(), chosen_.begin() + static_cast<std::ptrdiff_t>(count)});
    input.coarseness = coarseness_;
    return make_draft(facts_, write_, input, room_);
  }

  // Finer pictures name more, but on a full page what is heavy may be hidden under what comes before it.
  void choose_level() {
    std::vector<FunctionIndex> best;
    Coarseness best_level;
    Weight least_hidden = 0;
    for (const Coarseness& level : levels) {
      coarseness_ = level;
      choose();
      const Weight hidden = draft_of_first(chosen_.size()).plan.heaviest_hidden;
      if (best.empty() || hidden < least_hidden) {
        best = chosen_;
        best_level = level;
        least_hidden = hidden;
      }
      if (facts_.clamped_share(hidden) < heavy_share) break;
    }
    chosen_ = std::move(best);
    coarseness_ = best_level;
  }

  // In the order of entry, each function that the layers have room for. What needs a layer more than before must be
  // worth it; lighter ones fill the room beside the others.
  void choose() {
    const std::vector<FunctionIndex> order = entry_order(facts_, functions_at_most, coarseness_.least_function);
    Column<FunctionIndex, std::uint8_t> in(facts_.function_count(), 0);
    double height = 0;
    int refused = 0;
    chosen_.clear();
    for (const FunctionIndex f : order) {
      if (refused >= refusals_at_most) break;
      const bool first_few = chosen_.size() < first_few_functions;
      if (!first_few && !may_enter(facts_, in, f)) continue;
      chosen_.push_back(f);
      in[f] = 1;
      // Planned anew with it: one function more may close a stack, list a leaf or link what was residual.
      const Draft draft = draft_of_first(chosen_.size());
      const bool fits = draft.plan.cards.size() <= cards_at_most && draft.estimate.width <= room_.width &&
                        draft.estimate.height <= room_.height;
      const bool worth_it = facts_.share(f) >= worth_a_layer_share || order.size() <= small_picture ||
                            draft.estimate.height <= height + 6;
      if (first_few || (fits && worth_it)) {
        height = std::max(height, draft.estimate.height);
        refused = 0;
        continue;
      }
      chosen_.pop_back();
      in[f] = 0;
      ++refused;
    }
  }

  // As many of the chosen as fit in truth: all, else found by halving.
  void lay_out_most() {
    std::size_t fitting = 0, too_many = chosen_.size() + 1;
    for (std::size_t count = chosen_.size(); fitting + 1 < too_many && layouts_ < layouts_at_most;
         count = (fitting + too_many) / 2) {
      Draft draft = draft_of_first(count);
      space_out(draft);
      std::optional<Arrangement> out;
      const bool fits = fit_draft(facts_, draft, room_, engine_, layouts_, out);
      (fits ? fitting : too_many) = count;
      if (fits) best_ = std::move(out);
    }
    if (best_) return;
    // Even the first few are too large. Our own engine keeps to the width; the height grows.
    Draft draft = draft_of_first(std::min(first_few_functions, chosen_.size()));
    best_ = lay_out(draft, room_.width, Engine::layered, layouts_);
  }

  // The widest gap between layers that the page has room for.
  void space_out(Draft& draft) const {
    for (const double gap : roomy_rank_gaps_px) {
      draft.rank_gap = gap;
      split_draft(facts_, draft, room_.width, room_);
      if (draft.estimate.height <= room_.height) return;
    }
  }

  const GraphFacts& facts_;
  const CardWriter write_;
  const PageRoom room_;
  const Engine engine_;
  Coarseness coarseness_;
  std::vector<FunctionIndex> chosen_;
  std::int64_t layouts_ = 0;
  std::optional<Arrangement> best_;
};

// The room that exactly this draft needs, for which the draft is then split. A review scrolls down but shrinks what is
// too wide, so the width holds. Only what would be an endless strip gets wider, until it is not much higher than wide.
PageRoom widen_for_all(const GraphFacts& facts, Draft& draft, PageRoom room) {
  constexpr std::size_t widenings = 16;
  constexpr double endless_for_width = 6;
  if (draft.estimate.height <= endless_for_width * room.width)
    room.height = std::max(room.height, draft.estimate.height);
  std::vector<PageRoom> rooms{room};
  while (rooms.size() <= widenings) {
    const PageRoom& before = rooms.back();
    rooms.push_back({before.width * 1.3, std::max(before.height, 1.3 * 1.5 * before.width)});
  }
  // The first that is high enough, else the widest, by halving: each estimate takes as long as all boxes are many.
  std::size_t split = 0;  // the draft is for this one
  const auto is_low = [&](std::size_t i) {
    if (split != i) split_draft(facts, draft, rooms[i].width, rooms[i]);
    split = i;
    return draft.estimate.height > rooms[i].height;
  };
  if (!is_low(0)) return rooms[0];
  std::size_t low = 0, high = widenings;
  while (low + 1 < high) {
    const std::size_t middle = (low + high) / 2;
    (is_low(middle) ? low : high) = middle;
  }
  is_low(high);
  return rooms[high];
}

CardWriter writer(const GraphFacts& facts, Labels& labels) {
  return [&](const Card& card, double limit) { return write_card(facts, labels, card, limit); };
}

}  // namespace

Arrangement arrange_best(const GraphFacts& facts, Labels& labels, PageRoom room, Engine engine) {
  return Search(facts, writer(facts, labels), room, engine).run();
}

Arrangement arrange_all(const GraphFacts& facts, Labels& labels, const PlanInput& input, PageRoom room, Engine engine) {
  return arrange_all(facts, writer(facts, labels), input, room, engine);
}

std::optional<Arrangement> arrange_if_it_fits(const GraphFacts& facts, const CardWriter& write, const PlanInput& input,
                                              PageRoom room, Engine engine, std::int64_t& layouts) {
  Draft draft = make_draft(facts, write, input, room);
  std::optional<Arrangement> out;
  if (!fit_draft(facts, draft, room, engine, layouts, out)) out.reset();
  return out;
}

Arrangement arrange_all(const GraphFacts& facts, const CardWriter& write, const PlanInput& input, PageRoom room,
                        Engine engine) {
  Draft draft = make_draft(facts, write, input, room);
  room = widen_for_all(facts, draft, room);
  std::int64_t layouts = 0;
  std::optional<Arrangement> out;
  // Trying narrower layers is for what somebody reads; a graph of thousands is laid out once.
  if (draft.plan.cards.size() <= functions_at_most) fit_draft(facts, draft, room, engine, layouts, out);
  if (!out) out = lay_out(draft, room.width, engine, layouts);
  out->layouts = layouts;
  return std::move(*out);
}

}  // namespace p2g::cards
