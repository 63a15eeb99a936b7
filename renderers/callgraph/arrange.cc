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
constexpr double highest_px = 1'000'000;  // of a graph with explicit thresholds: nobody scrolls further
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
  for (const Card& card : draft.plan.cards) draft.cards.push_back(write(card, room.card_limit));
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
  Search(const GraphFacts& facts, CardWriter write, const Choice& choice, PageRoom room, Engine engine)
      : facts_(facts), write_(std::move(write)), choice_(choice), room_(room), engine_(engine) {}

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

  bool fits(const Draft& draft) const {
    return draft.plan.cards.size() <= cards_at_most && draft.estimate.width <= room_.width &&
           draft.estimate.height <= room_.height;
  }

  // Way by way, as long as there is room: what has to be named goes before what is only heavy.
  void choose_ways(Column<FunctionIndex, std::uint8_t>& in) {
    int refused = 0;
    for (const std::vector<FunctionIndex>& way : choice_.ways) {
      if (refused >= refusals_at_most) return;
      const std::size_t before = chosen_.size();
      for (const FunctionIndex f : way) {
        if (in[f] == 0) chosen_.push_back(f);
      }
      const bool fit = fits(draft_of_first(chosen_.size()));
      if (!fit) chosen_.resize(before);
      refused += fit ? 0 : 1;
      for (std::size_t i = before; i < chosen_.size(); ++i) in[chosen_[i]] = 1;
    }
  }

  void choose() {
    Column<FunctionIndex, std::uint8_t> in(facts_.function_count(), 0);
    chosen_.clear();
    choose_ways(in);
    if (choice_.fill) fill(in);
  }

  // In the order of entry, each function that the layers have room for. What needs a layer more than before must be
  // worth it; lighter ones fill the room beside the others.
  void fill(Column<FunctionIndex, std::uint8_t>& in) {
    const std::vector<FunctionIndex> order = entry_order(facts_, functions_at_most, coarseness_.least_function);
    double height = chosen_.empty() ? 0 : draft_of_first(chosen_.size()).estimate.height;
    int refused = 0;
    for (const FunctionIndex f : order) {
      if (refused >= refusals_at_most) break;
      if (in[f] != 0) continue;
      const bool first_few = chosen_.size() < first_few_functions;
      if (!first_few && !may_enter(facts_, in, f)) continue;
      chosen_.push_back(f);
      in[f] = 1;
      // Planned anew with it: one function more may close a stack, list a leaf or link what was residual.
      const Draft draft = draft_of_first(chosen_.size());
      const bool worth_it = facts_.share(f) >= worth_a_layer_share || order.size() <= small_picture ||
                            draft.estimate.height <= height + 6;
      if (first_few || (fits(draft) && worth_it)) {
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
  const Choice& choice_;
  const PageRoom room_;
  const Engine engine_;
  Coarseness coarseness_;
  std::vector<FunctionIndex> chosen_;
  std::int64_t layouts_ = 0;
  std::optional<Arrangement> best_;
};

// What was asked for, as far as the page's width has room for it, however high that makes the picture. Calls that are
// not the heaviest into their callee go first, the lightest of them before the others, then those, then functions.
class Fitter {
 public:
  Fitter(const GraphFacts& facts, const CardWriter& write, const PlanInput& input, PageRoom room)
      : facts_(facts), write_(write), input_(input), room_(room) {
    needed_.assign(facts.function_count(), {});
    for (std::size_t i = 0; i < input_.calls.size(); ++i) {
      std::optional<std::size_t>& best = needed_[input_.calls[i].callee];
      if (!best || is_heavier(i, *best)) best = i;
    }
    for (std::size_t i = 0; i < input_.calls.size(); ++i) order_.push_back(i);
    std::sort(order_.begin(), order_.end(), [this](std::size_t x, std::size_t y) {
      return is_needed(x) != is_needed(y) ? is_needed(x) : is_heavier(x, y);
    });
    std::sort(input_.functions.begin(), input_.functions.end());
  }

  Draft run() {
    Draft draft = draft_of(order_.size(), input_.functions.size());
    if (fits(draft)) return draft;
    const std::size_t functions = input_.functions.size();
    const std::size_t calls = largest(0, order_.size(), [&](std::size_t n) { return draft_of(n, functions); });
    if (fits(draft = draft_of(calls, functions))) return draft;
    return draft_of(0, largest(1, functions, [&](std::size_t n) { return draft_of(0, n); }));
  }

 private:
  bool is_heavier(std::size_t x, std::size_t y) const {
    const VisibleCall& a = input_.calls[x];
    const VisibleCall& b = input_.calls[y];
    if (a.weight != b.weight) return a.weight > b.weight;
    return a.caller != b.caller ? a.caller < b.caller : a.callee < b.callee;
  }
  bool is_needed(std::size_t i) const { return needed_[input_.calls[i].callee] == i; }
  bool fits(const Draft& draft) const {
    return draft.estimate.width <= room_.width && draft.estimate.height <= highest_px;
  }

  // The most of them that fit, by halving; `least` when none do.
  template <class Make>
  std::size_t largest(std::size_t least, std::size_t most, Make make) const {
    while (least + 1 < most) {
      const std::size_t middle = least + (most - least) / 2;
      (fits(make(middle)) ? least : most) = middle;
    }
    return least;
  }

  Draft draft_of(std::size_t calls, std::size_t functions) const {
    PlanInput part;
    part.coarseness = input_.coarseness;
    part.simplify = input_.simplify;
    part.functions.assign(input_.functions.begin(), input_.functions.begin() + static_cast<std::ptrdiff_t>(functions));
    Column<FunctionIndex, std::uint8_t> in(facts_.function_count(), 0);
    for (const FunctionIndex f : part.functions) in[f] = 1;
    for (std::size_t i = 0; i < calls; ++i) {
      const VisibleCall& call = input_.calls[order_[i]];
      if (in[call.caller] != 0 && in[call.callee] != 0) part.calls.push_back(call);
    }
    PageRoom room = room_;
    room.height = highest_px;
    Draft draft = make_draft(facts_, write_, part, room);
    draft.plan.calls_left_out = static_cast<std::int64_t>(input_.calls.size() - part.calls.size());
    draft.plan.functions_left_out = static_cast<std::int64_t>(input_.functions.size() - functions);
    return draft;
  }

  const GraphFacts& facts_;
  const CardWriter& write_;
  PlanInput input_;
  const PageRoom room_;
  Column<FunctionIndex, std::optional<std::size_t>> needed_;  // the heaviest call into each function
  std::vector<std::size_t> order_;                            // calls, in which they are kept
};

CardWriter writer(const GraphFacts& facts, Labels& labels) {
  return [&](const Card& card, double limit) { return write_card(facts, labels, card, limit); };
}

}  // namespace

Arrangement arrange_best(const GraphFacts& facts, Labels& labels, const Choice& choice, PageRoom room, Engine engine) {
  return Search(facts, writer(facts, labels), choice, room, engine).run();
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
  Draft draft = Fitter(facts, write, input, room).run();
  // As low as it can be, within what the picture may come to.
  room.height = std::max(room.height, draft.estimate.height);
  std::int64_t layouts = 0;
  std::optional<Arrangement> out;
  // Trying narrower layers is for what somebody reads; a graph of thousands is laid out once.
  if (draft.plan.cards.size() <= functions_at_most) fit_draft(facts, draft, room, engine, layouts, out);
  // Our own engine keeps to the width that its layers promise.
  if (!out || out->width > room.width + 0.5) {
    split_draft(facts, draft, room.width, room);
    out = lay_out(draft, room.width, Engine::layered, layouts);
  }
  out->layouts = layouts;
  return std::move(*out);
}

}  // namespace p2g::cards
