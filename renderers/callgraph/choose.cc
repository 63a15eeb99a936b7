#include "renderers/callgraph/choose.h"

#include <functional>
#include <queue>

namespace p2g::cards {
namespace {

constexpr double brought_by_one = 0.25;
constexpr double brought_by_all = 0.5;
constexpr double brought_by_all_share = 0.05;
constexpr double never_hidden_share = 0.10;
constexpr std::size_t least_functions = 12;

// The functions that may enter next; each is queued once.
class Candidates {
 public:
  explicit Candidates(const GraphFacts& facts)
      : facts_(facts), queued_(facts.function_count(), 0), brought_(facts.function_count(), 0) {
    for (const FunctionIndex f : facts.functions())
      if (facts.root[f] != 0 || facts.is_asked[f] != 0) queue(f);
    if (candidates_.empty() && facts.function_count() > 0) queue(FunctionIndex(0));
  }

  // The heaviest that may enter; none: nothing is left.
  FunctionIndex take() {
    queue_what_must_not_be_hidden();
    if (candidates_.empty()) return {};
    const FunctionIndex f = candidates_.top();
    candidates_.pop();
    return f;
  }

  // Its callees may follow.
  void enter(FunctionIndex f) {
    for (const EdgeIndex e : facts_.edges_from(f)) {
      const FunctionIndex callee = callee_of(facts_.edge(e));
      if (callee == f || queued_[callee] != 0) continue;
      const double part = facts_.carried(facts_.edge(e));
      brought_[callee] += static_cast<float>(part);
      const bool by_all = brought_[callee] >= brought_by_all && facts_.share(callee) >= brought_by_all_share;
      if (part >= brought_by_one || by_all) queue(callee);
    }
  }

 private:
  void queue(FunctionIndex f) {
    if (queued_[f] == 0 && facts_.is_left_out[f] == 0) candidates_.push(f);
    queued_[f] = 1;
  }

  // Waits for a caller only while callers of at least half its weight are still to come.
  void queue_what_must_not_be_hidden() {
    while (heaviest_left_.value() < facts_.function_count() && queued_[heaviest_left_] != 0) ++heaviest_left_;
    if (heaviest_left_.value() == facts_.function_count()) return;
    const double share = facts_.share(heaviest_left_);
    if (share >= never_hidden_share && (candidates_.empty() || facts_.share(candidates_.top()) < share / 2))
      queue(heaviest_left_);
  }

  const GraphFacts& facts_;
  // Functions are sorted by weight, so the smallest index is the heaviest candidate.
  std::priority_queue<FunctionIndex, std::vector<FunctionIndex>, std::greater<>> candidates_;
  Column<FunctionIndex, std::uint8_t> queued_;
  Column<FunctionIndex, float> brought_;  // part of its time, by the functions that are in
  FunctionIndex heaviest_left_{0};        // all before it have been queued
};

}  // namespace

std::vector<FunctionIndex> entry_order(const GraphFacts& facts, std::size_t limit, double least_share) {
  Candidates candidates(facts);
  std::vector<FunctionIndex> order;
  while (order.size() < limit) {
    const FunctionIndex f = candidates.take();
    if (!f || (order.size() >= least_functions && facts.share(f) < least_share)) break;
    order.push_back(f);
    candidates.enter(f);
  }
  return order;
}

bool may_enter(const GraphFacts& facts, const Column<FunctionIndex, std::uint8_t>& in, FunctionIndex function) {
  if (facts.is_left_out[function] != 0) return false;
  if (facts.root[function] != 0 || facts.is_asked[function] != 0 || facts.share(function) >= never_hidden_share)
    return true;
  double brought = 0;
  for (const EdgeIndex e : facts.edges_into(function)) {
    const FunctionIndex caller = caller_of(facts.edge(e));
    if (in[caller] == 0 || caller == function) continue;
    const double part = facts.carried(facts.edge(e));
    if (part >= brought_by_one) return true;
    brought += part;
  }
  return brought >= brought_by_all && facts.share(function) >= brought_by_all_share;
}

}  // namespace p2g::cards
