#include "renderers/callgraph/ways.h"

#include <algorithm>

namespace p2g::cards {
namespace {

constexpr double shared_by_many = 0.25;       // no caller brings as much: an arrow says little of such a function
constexpr double program_self_share = 0.005;  // of the run, outside of importing
constexpr double enters_share = 0.01;         // of the run: who imports as much is drawn
constexpr std::size_t largest_of_program = 7;
constexpr std::size_t way_at_most = 400;  // functions: what is deeper is told by its lower end

// The functions above `f` along the heaviest callers, from the top, without those that are known; marks them.
std::vector<FunctionIndex> way_to(const GraphFacts& facts, FunctionIndex f,
                                  Column<FunctionIndex, std::uint8_t>& known) {
  std::vector<FunctionIndex> way;
  for (FunctionIndex at = f; at && known[at] == 0 && way.size() < way_at_most; at = facts.main_caller[at]) {
    if (facts.is_left_out[at] != 0) break;
    known[at] = 1;
    way.push_back(at);
  }
  std::reverse(way.begin(), way.end());
  return way;
}

void add_ways(const GraphFacts& facts, const std::vector<FunctionIndex>& targets, Choice& choice) {
  Column<FunctionIndex, std::uint8_t> known(facts.function_count(), 0);
  for (const FunctionIndex f : targets) {
    std::vector<FunctionIndex> way = way_to(facts, f, known);
    if (!way.empty()) choice.ways.push_back(std::move(way));
  }
}

template <class Figure>
void sort_by(std::vector<FunctionIndex>& functions, Figure figure) {
  std::sort(functions.begin(), functions.end(),
            [&](FunctionIndex a, FunctionIndex b) { return figure(a) != figure(b) ? figure(a) > figure(b) : a < b; });
}

bool is_shared_by_many(const GraphFacts& facts, FunctionIndex f) {
  double most = 0;
  bool any = false;
  for (const EdgeIndex e : facts.edges_into(f)) {
    if (caller_of(facts.edge(e)) == f) continue;
    any = true;
    most = std::max(most, facts.carried(facts.edge(e)));
  }
  return any && most < shared_by_many && facts.root[f] == 0;
}

}  // namespace

Choice choose_ways(const GraphFacts& facts) {
  std::vector<FunctionIndex> targets;
  for (const FunctionIndex f : facts.functions()) {
    if (facts.share(f) < named_self_share) break;  // sorted
    if (facts.self_share(f) >= named_self_share && !is_shared_by_many(facts, f)) targets.push_back(f);
  }
  sort_by(targets, [&](FunctionIndex f) { return facts.function(f).self; });
  // What was asked for comes before what is found there.
  std::vector<FunctionIndex> asked;
  for (const FunctionIndex f : facts.functions())
    if (facts.is_asked[f] != 0) asked.push_back(f);
  targets.insert(targets.begin(), asked.begin(), asked.end());
  Choice choice;
  add_ways(facts, targets, choice);
  return choice;
}

Choice choose_program(const GraphFacts& facts, const GroupedGraph& grouped) {
  const auto own_share = [&](FunctionIndex f) {
    return facts.self_share(f) * (1 - static_cast<double>(grouped.import_side[f.value()]));
  };
  const auto is_outside = [&](FunctionIndex f) { return grouped.import_side[f.value()] < 0.5F; };
  std::vector<FunctionIndex> targets, entering;
  for (const FunctionIndex f : facts.functions()) {
    if (is_outside(f) && own_share(f) >= program_self_share) targets.push_back(f);
  }
  sort_by(targets, own_share);
  if (targets.size() > largest_of_program) targets.resize(largest_of_program);
  for (const Edge& edge : facts.graph.edges) {
    const Group* group = grouped.group_of(facts.function(callee_of(edge)).frame);
    if (group == nullptr || !group->importing || facts.clamped_share(facts.weight(edge)) < enters_share) continue;
    if (is_outside(caller_of(edge))) entering.push_back(caller_of(edge));
  }
  std::sort(entering.begin(), entering.end());
  targets.insert(targets.begin(), entering.begin(), entering.end());
  Choice choice;
  choice.fill = false;
  add_ways(facts, targets, choice);
  return choice;
}

}  // namespace p2g::cards
