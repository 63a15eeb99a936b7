#include "renderers/callgraph/plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace p2g::cards {
namespace {

constexpr double leaf_carried = 0.97;  // a small leaf that one caller owns becomes a row
constexpr double leaf_share = 0.10;
constexpr double more_share = 0.005;           // what is summed below a card is told from here on
constexpr double row_share = 0.01;             // callees below it are summed
constexpr std::size_t rows_at_most = 4;        // but callees of …
constexpr double heavy_row_share = 0.03;       // … this share are named …
constexpr std::size_t heavy_rows_at_most = 8;  // … up to here
constexpr double all_of_callee = 0.97;         // calls that carry less than this say how much
constexpr std::size_t small_picture = 12;      // functions; nothing is too small for it
constexpr double explained_by_callers = 0.25;  // less, and the way through hidden callers is drawn, too

// Follows the heaviest callers up to a function that is drawn; nothing when there is none. `seen_from` has, for each
// function, the last one that a way up from has led there.
std::uint32_t drawn_ancestor(const GraphFacts& facts, const std::vector<std::uint8_t>& drawn,
                             std::vector<std::uint32_t>& seen_from, std::uint32_t f) {
  constexpr int steps_at_most = 1000;
  std::uint32_t compared = 10000;  // callers at most, where the heaviest one has been seen
  std::uint32_t at = f;
  for (int step = 0; step < steps_at_most; ++step) {
    seen_from[at] = f;
    std::uint32_t best = facts.main_caller[at];
    if (best != no_index && seen_from[best] == f) {
      best = no_index;
      double most = -1;
      for (const std::uint32_t e : facts.in[at]) {
        if (compared == 0) break;
        --compared;
        const Edge& edge = facts.graph.edges[e];
        const double part = facts.carried(edge);
        if (seen_from[edge.caller] == f || part <= most) continue;
        most = part;
        best = edge.caller;
      }
    }
    if (best == no_index || drawn[best] != 0) return best;
    at = best;
  }
  return no_index;
}

VisibleCall visible_call(const GraphFacts& facts, const Edge& edge) {
  return {edge.caller,         edge.callee, facts.weight(edge),
          facts.carried(edge), edge.calls,  edge.cumulative != unknown_weight,
          edge.residual};
}

// ---- The steps of make_plan, each a loop over its columns ----------------------------------------------------------

// Columns are indexed by position in `functions_` (the drawn ones by weight), so that a plan costs what it draws and
// not what the profile holds.
class Planner {
 public:
  Planner(const GraphFacts& facts, const PlanInput& input)
      : facts_(facts),
        simplify_(input.simplify),
        coarseness_(input.coarseness),
        functions_(input.functions),
        calls_(input.calls) {
    std::sort(functions_.begin(), functions_.end());
    local_.assign(facts.graph.functions.size(), no_index);
    for (std::uint32_t i = 0; i < functions_.size(); ++i) local_[functions_[i]] = i;
    std::sort(calls_.begin(), calls_.end(), [](const VisibleCall& a, const VisibleCall& b) {
      if (a.caller != b.caller) return a.caller < b.caller;
      return a.weight != b.weight ? a.weight > b.weight : a.callee < b.callee;
    });
    ends_.reserve(calls_.size());
    begin_.assign(functions_.size() + 1, 0);
    for (const VisibleCall& call : calls_) {
      ends_.push_back({local_[call.caller], local_[call.callee]});
      ++begin_[ends_.back().from + 1];
    }
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
    drawn_.assign(functions_.size(), 1);
    fate_.assign(calls_.size(), Fate::link);
  }

  Plan run() {
    mark_chain();
    open_cycles();
    if (simplify_) {
      drop_light_calls();
      list_leaves();
    }
    collect_rows();
    make_cards();
    make_links();
    count();
    return std::move(plan_);
  }

 private:
  enum class Fate : std::uint8_t { link, back, dropped };
  struct Ends {
    std::uint32_t from, to;
  };

  double share(std::uint32_t local) const { return facts_.share(functions_[local]); }

  // The part of the heaviest chain that is drawn, from its beginning.
  void mark_chain() {
    on_chain_.assign(functions_.size(), 0);
    chain_next_.assign(functions_.size(), no_index);
    std::uint32_t before = no_index;
    for (const std::uint32_t f : facts_.heaviest_chain) {
      const std::uint32_t at = local_[f];
      if (at == no_index) break;
      on_chain_[at] = 1;
      if (before != no_index) chain_next_[before] = at;
      before = at;
    }
  }
  bool is_chain_call(std::size_t call) const { return chain_next_[ends_[call].from] == ends_[call].to; }

  // Depth-first from the roots, heaviest call first: a call into a function on the way closes a cycle.
  void open_cycles() {
    enum : std::uint8_t { unseen, open, done };
    std::vector<std::uint8_t> state(functions_.size(), unseen);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> stack;  // function, next call of its row
    const auto walk = [&](std::uint32_t start) {
      if (state[start] != unseen) return;
      state[start] = open;
      stack.emplace_back(start, begin_[start]);
      while (!stack.empty()) {
        auto& [f, next] = stack.back();
        if (next == begin_[f + 1]) {
          state[f] = done;
          stack.pop_back();
          continue;
        }
        const std::uint32_t call = next++;
        const std::uint32_t callee = ends_[call].to;
        if (state[callee] == open) fate_[call] = Fate::back;
        if (state[callee] != unseen) continue;
        state[callee] = open;
        stack.emplace_back(callee, begin_[callee]);
      }
    };
    for (std::uint32_t f = 0; f < functions_.size(); ++f)
      if (facts_.root[functions_[f]] != 0) walk(f);
    for (std::uint32_t f = 0; f < functions_.size(); ++f) walk(f);
  }

  void drop_light_calls() {
    std::vector<std::uint32_t> heaviest(functions_.size(), no_index);
    for (std::uint32_t i = 0; i < calls_.size(); ++i) {
      if (fate_[i] != Fate::link) continue;
      std::uint32_t& best = heaviest[ends_[i].to];
      if (best == no_index || calls_[i].weight > calls_[best].weight) best = i;
    }
    for (std::uint32_t i = 0; i < calls_.size(); ++i)
      if (fate_[i] == Fate::link && heaviest[ends_[i].to] != i && !is_chain_call(i) &&
          facts_.clamped_share(calls_[i].weight) < coarseness_.light_call)
        fate_[i] = Fate::dropped;
  }

  void count_links(std::vector<std::uint32_t>& into, std::vector<std::uint32_t>& from) const {
    into.assign(functions_.size(), 0);
    from.assign(functions_.size(), 0);
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (fate_[i] != Fate::link) continue;
      ++into[ends_[i].to];
      ++from[ends_[i].from];
    }
  }

  // A small function that calls nothing drawn and belongs to one caller says all it has to say in a row; one that is
  // too small for a row goes into the sum, unless the whole picture is small.
  void list_leaves() {
    std::vector<std::uint32_t> into, from;
    count_links(into, from);
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      const std::uint32_t f = ends_[i].to;
      if (fate_[i] != Fate::link || into[f] != 1 || from[f] != 0 || on_chain_[f] != 0) continue;
      const bool row = !calls_[i].residual && calls_[i].carried >= leaf_carried && share(f) < leaf_share;
      const bool too_small = share(f) < row_share;
      if (too_small ? functions_.size() > small_picture : row) drawn_[f] = 0;
    }
    for (std::size_t i = 0; i < calls_.size(); ++i)
      if (drawn_[ends_[i].to] == 0) fate_[i] = Fate::dropped;
  }

  // Everything that a drawn function calls is drawn as a link, named in a row or summed in the last row.
  void collect_rows() {
    rows_.resize(functions_.size());
    std::vector<std::uint32_t> linked(functions_.size(), no_index);  // the caller that it was last linked with
    std::vector<std::uint32_t> back(functions_.size(), no_index);    // the caller that last called back into it
    for (std::uint32_t f = 0; f < functions_.size(); ++f) {
      if (drawn_[f] == 0) continue;
      for (std::uint32_t i = begin_[f]; i < begin_[f + 1]; ++i) {
        if (calls_[i].residual) continue;
        if (fate_[i] == Fate::link) linked[ends_[i].to] = f;
        if (fate_[i] == Fate::back) back[ends_[i].to] = f;
      }
      rows_[f] = rows_of(f, linked, back);
    }
  }

  std::vector<Row> rows_of(std::uint32_t at, const std::vector<std::uint32_t>& linked,
                           const std::vector<std::uint32_t>& back) const {
    const std::uint32_t f = functions_[at];
    std::vector<Row> rows;
    Row more{Row::Kind::more};
    const auto sum_up = [&](const Row& row) {
      ++more.count;
      more.weight += row.weight;
      // Times inside one cycle overlap: their sum means nothing.
      if (!row.timed || facts_.component[row.function] == facts_.component[f]) more.timed = false;
    };
    for (const std::uint32_t e : facts_.out[f]) {
      const Edge& edge = facts_.graph.edges[e];
      const std::uint32_t to = local_[edge.callee];
      if (edge.callee == f || (to != no_index && linked[to] == at)) continue;
      const bool closes_cycle = to != no_index && back[to] == at;
      const bool drawn_elsewhere = to != no_index && drawn_[to] != 0 && !closes_cycle;
      const Row row{closes_cycle ? Row::Kind::back : Row::Kind::callee,
                    edge.callee,
                    0,
                    facts_.weight(edge),
                    edge.calls,
                    edge.cumulative != unknown_weight};
      if (facts_.clamped_share(row.weight) >= row_share && !drawn_elsewhere)
        rows.push_back(row);
      else
        sum_up(row);
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      return a.weight != b.weight ? a.weight > b.weight : a.function < b.function;
    });
    std::size_t named = std::min(rows.size(), rows_at_most);
    while (named < std::min(rows.size(), heavy_rows_at_most) &&
           facts_.clamped_share(rows[named].weight) >= heavy_row_share)
      ++named;
    for (std::size_t i = named; i < rows.size(); ++i) sum_up(rows[i]);
    rows.resize(named);
    if (facts_.clamped_share(more.weight) >= more_share) rows.push_back(more);
    return rows;
  }

  // Consecutive functions that only pass on what they get share a card.
  void make_cards() {
    const std::size_t size = functions_.size();
    std::vector<std::uint32_t> into, from;
    count_links(into, from);
    std::vector<std::uint32_t> passes_to(size, no_index);
    std::vector<std::uint8_t> is_its_own(size, 0);  // 1: what it passes to gets (nearly) all of its time from it
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (fate_[i] != Fate::link || !passes_on(i, into, from)) continue;
      passes_to[ends_[i].from] = ends_[i].to;
      is_its_own[ends_[i].from] = calls_[i].carried >= all_of_callee ? 1 : 0;
    }
    std::vector<std::uint8_t> continues(size, 0);  // 1: stands below its caller in the same card
    for (std::uint32_t f = 0; f < size; ++f)
      if (is_its_own[f] != 0 && passes_to[passes_to[f]] != no_index) continues[passes_to[f]] = 1;
    card_of_.assign(size, no_index);
    for (std::uint32_t f = 0; f < size; ++f) {
      if (drawn_[f] == 0 || continues[f] != 0) continue;
      Card card;
      card.on_chain = true;
      for (std::uint32_t at = f; at != no_index;) {
        card.functions.push_back(functions_[at]);
        card.on_chain = card.on_chain && on_chain_[at] != 0;
        card_of_[at] = static_cast<std::uint32_t>(plan_.cards.size());
        const std::uint32_t next = passes_to[at];
        at = next != no_index && continues[next] != 0 ? next : no_index;
      }
      if (card.functions.size() == 1) card.rows = std::move(rows_[f]);
      plan_.cards.push_back(std::move(card));
    }
  }
  bool passes_on(std::size_t index, const std::vector<std::uint32_t>& into,
                 const std::vector<std::uint32_t>& from) const {
    const VisibleCall& call = calls_[index];
    const std::uint32_t f = ends_[index].from;
    const Function& function = facts_.graph.functions[call.caller];
    if (call.residual || !call.timed || into[f] > 1 || from[f] != 1 || function.cumulative <= 0) return false;
    if (facts_.self_share(call.caller) >= coarseness_.keep_self) return false;
    if (!rows_[f].empty() && rows_[f].front().kind != Row::Kind::more &&
        facts_.clamped_share(rows_[f].front().weight) >= coarseness_.keep_self)
      return false;
    return share_of(call.weight, function.cumulative) >= coarseness_.pass_on;
  }

  void make_links() {
    for (std::size_t i = 0; i < calls_.size(); ++i) {
      if (fate_[i] != Fate::link) continue;
      const VisibleCall& call = calls_[i];
      const std::uint32_t from = card_of_[ends_[i].from], to = card_of_[ends_[i].to];
      if (from == to) continue;
      plan_.links.push_back({from, to, call, is_chain_call(i), !call.residual && call.carried < all_of_callee});
    }
    std::sort(plan_.links.begin(), plan_.links.end(), [](const Link& a, const Link& b) {
      if (a.call.weight != b.call.weight) return a.call.weight < b.call.weight;
      return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
  }

  void count() {
    std::vector<std::uint32_t> named;
    for (const Card& card : plan_.cards) {
      for (const std::uint32_t f : card.functions) {
        const Function& function = facts_.graph.functions[f];
        ++plan_.drawn;
        plan_.drawn_self += function.self;
      }
      for (const Row& row : card.rows)
        if (row.kind == Row::Kind::callee) named.push_back(row.function);
    }
    std::sort(named.begin(), named.end());
    named.erase(std::unique(named.begin(), named.end()), named.end());
    for (const std::uint32_t f : named) plan_.listed_self += facts_.graph.functions[f].self;
    plan_.listed = static_cast<std::int64_t>(named.size());
    plan_.hidden = static_cast<std::int64_t>(facts_.graph.functions.size()) - plan_.drawn - plan_.listed;
    for (std::uint32_t f = 0; f < local_.size() && plan_.hidden > 0; ++f) {
      const bool shown =
          (local_[f] != no_index && drawn_[local_[f]] != 0) || std::binary_search(named.begin(), named.end(), f);
      if (shown) continue;
      plan_.heaviest_hidden = facts_.graph.functions[f].cumulative;
      break;
    }
  }

  const GraphFacts& facts_;
  const bool simplify_;
  const Coarseness coarseness_;
  std::vector<std::uint32_t> functions_;
  std::vector<VisibleCall> calls_;    // by caller, heaviest first
  std::vector<Ends> ends_;            // per call: positions in functions_
  std::vector<std::uint32_t> begin_;  // per function: its first call
  std::vector<std::uint32_t> local_;  // per function of the graph: position in functions_
  std::vector<Fate> fate_;            // per call
  std::vector<std::uint8_t> drawn_, on_chain_;
  std::vector<std::uint32_t> chain_next_, card_of_;
  std::vector<std::vector<Row>> rows_;
  Plan plan_;
};

}  // namespace

PlanInput automatic_input(const GraphFacts& facts, std::vector<std::uint32_t> functions) {
  PlanInput input;
  std::vector<std::uint8_t> drawn(facts.graph.functions.size(), 0);
  std::vector<float> brought(drawn.size(), 0);  // part of its time that drawn callers bring
  for (const std::uint32_t f : functions) drawn[f] = 1;
  for (const std::uint32_t f : functions) {
    for (const std::uint32_t e : facts.out[f]) {
      const Edge& edge = facts.graph.edges[e];
      if (drawn[edge.callee] == 0 || edge.callee == f) continue;
      input.calls.push_back(visible_call(facts, edge));
      brought[edge.callee] += static_cast<float>(input.calls.back().carried);
    }
  }
  std::vector<std::uint32_t> seen_from(drawn.size(), no_index);
  for (const std::uint32_t f : functions) {
    if (brought[f] >= explained_by_callers || facts.root[f] != 0) continue;
    const std::uint32_t above = drawn_ancestor(facts, drawn, seen_from, f);
    if (above == no_index || above == f) continue;
    VisibleCall call;
    call.caller = above;
    call.callee = f;
    call.weight = std::min(facts.graph.functions[above].cumulative, facts.graph.functions[f].cumulative);
    call.timed = false;
    call.residual = true;
    input.calls.push_back(call);
  }
  input.functions = std::move(functions);
  return input;
}

PlanInput explicit_input(const GraphFacts& facts, const CallGraph& chosen) {
  PlanInput input;
  input.simplify = false;
  std::vector<std::uint32_t> by_frame(facts.graph.frames != nullptr ? facts.graph.frames->size() : 0, no_index);
  for (std::uint32_t f = 0; f < facts.graph.functions.size(); ++f) by_frame[facts.graph.functions[f].frame] = f;
  for (const Function& function : chosen.functions)
    if (function.frame < by_frame.size() && by_frame[function.frame] != no_index)
      input.functions.push_back(by_frame[function.frame]);
  for (const Edge& edge : chosen.edges) {
    Edge moved = edge;
    moved.caller = by_frame[chosen.functions[edge.caller].frame];
    moved.callee = by_frame[chosen.functions[edge.callee].frame];
    if (moved.caller == no_index || moved.callee == no_index || moved.caller == moved.callee) continue;
    input.calls.push_back(visible_call(facts, moved));
  }
  return input;
}

double line_width_px(const GraphFacts& facts, const Link& link) {
  return 0.9 + 4.1 * std::sqrt(facts.clamped_share(link.call.weight));
}

Plan make_plan(const GraphFacts& facts, const PlanInput& input) { return Planner(facts, input).run(); }

}  // namespace p2g::cards
