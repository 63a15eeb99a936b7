#include "renderers/callgraph/plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "renderers/callgraph/plan_cards.h"
#include "renderers/callgraph/plan_graph.h"
#include "renderers/callgraph/plan_rows.h"

namespace p2g::cards {
namespace {

Column<LinkIndex, Link> make_links(const PlanGraph& graph, const Decisions& decisions,
                                   const Column<NodeIndex, CardIndex>& card_of) {
  Column<LinkIndex, Link> links;
  for (const CallIndex c : graph.call.indices()) {
    if (decisions.fate[c] != Fate::link) continue;
    const CardIndex from = card_of[graph.ends[c].from], to = card_of[graph.ends[c].to];
    if (from == to) continue;
    const VisibleCall& call = graph.call[c];
    links.push_back({.from = from,
                     .to = to,
                     .call = call,
                     .on_chain = graph.is_chain_call(c),
                     .labelled = !call.residual && call.carried < all_of_callee});
  }
  // What is painted last lies on top: the heavy ones.
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    if (a.call.weight != b.call.weight) return a.call.weight < b.call.weight;
    return a.from != b.from ? a.from < b.from : a.to < b.to;
  });
  return links;
}

// Functions that stand in rows, each once: several callers may list the same one.
std::vector<FunctionIndex> listed_functions(const CardPlan& plan) {
  std::vector<FunctionIndex> listed;
  for (const Card& card : plan.cards)
    for (const Row& row : card.rows)
      if (row.kind == Row::Kind::callee) listed.push_back(row.function);
  std::sort(listed.begin(), listed.end());
  listed.erase(std::unique(listed.begin(), listed.end()), listed.end());
  return listed;
}

// Functions are sorted by weight, so the first one that is not shown is the heaviest. Ways to what was asked for are
// left out whatever they weigh.
Weight heaviest_hidden(const PlanGraph& graph, const Decisions& decisions, const std::vector<FunctionIndex>& listed) {
  for (const FunctionIndex f : graph.facts.functions()) {
    const NodeIndex n = graph.node[f];
    const bool shown = (n && decisions.drawn[n] != 0) || std::binary_search(listed.begin(), listed.end(), f);
    if (!shown && graph.facts.is_left_out[f] == 0) return graph.facts.function(f).cumulative;
  }
  return 0;
}

void count(const PlanGraph& graph, const Decisions& decisions, CardPlan& plan) {
  for (const Card& card : plan.cards) {
    for (const FunctionIndex f : card.functions) {
      ++plan.drawn;
      plan.drawn_self += graph.facts.function(f).self;
    }
  }
  const std::vector<FunctionIndex> listed = listed_functions(plan);
  for (const FunctionIndex f : listed) plan.listed_self += graph.facts.function(f).self;
  plan.listed = static_cast<std::int64_t>(listed.size());
  plan.hidden = static_cast<std::int64_t>(graph.facts.function_count()) - plan.drawn - plan.listed;
  if (plan.hidden > 0) plan.heaviest_hidden = heaviest_hidden(graph, decisions, listed);
}

}  // namespace

double line_width_px(const GraphFacts& facts, const Link& link) {
  return 0.9 + 4.1 * std::sqrt(facts.clamped_share(link.call.weight));
}

CardPlan make_plan(const GraphFacts& facts, const PlanInput& input) {
  const PlanGraph graph(facts, input);
  Decisions decisions(graph);
  // First of all: "calls nothing drawn" and "only passes on" are about links that run downwards.
  open_cycles(graph, decisions);
  if (input.simplify) {
    drop_light_calls(graph, decisions);
    // After the light calls: without them a small function may have one caller left, or call nothing.
    list_leaves(graph, decisions);
  }
  // Rows hold what has become of the calls above; a stack may have no heavy row, so cards come after them.
  CardTable table = make_cards(graph, decisions, collect_rows(graph, decisions));
  CardPlan plan;
  plan.links = make_links(graph, decisions, table.of);
  plan.cards = std::move(table.cards);
  count(graph, decisions, plan);
  return plan;
}

}  // namespace p2g::cards
