// --hide, --show, --path and --depth for call profiles: functions go, their cost stays.
//
//   before   main ──▶ helper(hidden) ──▶ parse        after   main (+ helper's self) ──▶ parse
//
// What the file knows exactly stays exact: a hidden function's own self cost is split by its callers' self figures.
// What came to it from hidden functions below is split by the callers' cumulative figures, because no call profile
// knows which caller of which caller it was.
#include <algorithm>

#include "src/base/unite.h"
#include "src/model/fraction.h"
#include "src/passes/select/hidden_groups.h"
#include "src/passes/select/select_calls.h"

namespace p2g {
namespace {

// Edges from one hidden group to visible functions are made for its heaviest callers only: with all of them a hub with
// a thousand callers and callees would make a million edges.
constexpr std::size_t most_callers = 16;

// A visible function above a hidden group, and its part of all that comes into the group.
struct Caller {
  FrameId function = 0;
  Fraction share = 0;
};

enum class Amount : std::uint8_t { cost, samples };

std::int64_t count_at(std::int64_t count, Fraction share) {
  return count < 0 ? -1 : static_cast<std::int64_t>((Wide{count} * share) >> fraction_bits);
}

class Remover {
 public:
  Remover(CallSelection& selection, const Marks& marks);
  void run();

 private:
  CallCost edge(std::uint32_t e) const { return selection_.calls.edges[e]; }
  FunctionCost& cost(FrameId f) { return selection_.calls.functions[f]; }

  void give_up(std::uint32_t group);
  void split(Weight amount, const std::vector<Outlet>& by, Amount what);
  void give(const Outlet& outlet, Weight part, Amount what);
  bool is_heavier(const Outlet& a, const Outlet& b) const;
  void find_callers(std::uint32_t group);
  void bridge(const CallCost& from, const std::vector<Caller>& callers, Fraction outside,
              std::vector<CallCost>& added) const;
  void replace_edges(const std::vector<CallCost>& added);
  void clear_hidden();

  CallSelection& selection_;
  HiddenGroups groups_;
  std::vector<Weight> received_;              // group -> cost that came from hidden groups below
  std::vector<Weight> samples_;               // group -> samples on top, for sampled profiles
  std::vector<std::vector<Caller>> callers_;  // group -> the heaviest visible callers
  std::vector<Fraction> outside_;             // group -> the share that came in from outside the profile
};

Remover::Remover(CallSelection& selection, const Marks& marks) : selection_(selection), groups_(selection, marks) {
  received_.assign(groups_.size(), 0);
  samples_.assign(groups_.size(), 0);
  callers_.resize(groups_.size());
  outside_.assign(groups_.size(), 0);
}

void Remover::run() {
  if (groups_.size() == 0) return;
  std::vector<Weight> received;  // by visible functions, from hidden ones
  for (const FunctionCost& function : selection_.calls.functions) received.push_back(-function.self);
  // Upwards first, so that what a group has received is complete when it passes that on; then downwards, so that the
  // callers of a group's callers are known.
  for (std::uint32_t group = 0; group < groups_.size(); ++group) give_up(group);
  for (std::uint32_t group = groups_.size(); group-- > 0;) find_callers(group);
  std::vector<CallCost> added;
  for (std::uint32_t group = 0; group < groups_.size(); ++group) {
    for (const FrameId f : groups_.members(group)) {
      for (const std::uint32_t e : groups_.edges_from(f)) {
        if (!groups_.hidden(edge(e).callee)) bridge(edge(e), callers_[group], outside_[group], added);
      }
    }
  }
  replace_edges(added);
  clear_hidden();
  for (FrameId f = 0; f < received.size(); ++f) received[f] = groups_.hidden(f) ? 0 : received[f] + cost(f).self;
  spread_over_callers(selection_, received);
}

// The group's cost goes to those who called it; its callees have given up theirs before.
void Remover::give_up(std::uint32_t group) {
  Weight own = 0;
  for (const FrameId f : groups_.members(group)) own += cost(f).self;
  const std::vector<Outlet> rest = groups_.outlets(group, groups_.weigh_rest(group));
  if (rest.size() > 1) ++selection_.apportioned;
  if (groups_.splits_self(group)) {
    split(own, groups_.outlets(group, WeighBy::self), Amount::cost);
    split(received_[group], rest, Amount::cost);
  } else {
    split(own + received_[group], rest, Amount::cost);
  }
  if (selection_.calls.counted != Counted::samples) return;
  for (const FrameId f : groups_.members(group)) samples_[group] += cost(f).primitive_calls;
  split(samples_[group], rest, Amount::samples);
}

// Every outlet gets its part rounded down, the heaviest the rest: nothing is lost, and the order of edges is
// irrelevant.
void Remover::split(Weight amount, const std::vector<Outlet>& by, Amount what) {
  Wide whole = 0;
  for (const Outlet& outlet : by) whole += outlet.weight;
  Weight left = amount;
  for (const Outlet& outlet : by) {
    const Weight part = portion(amount, outlet.weight, whole);
    give(outlet, part, what);
    left -= part;
  }
  const auto heaviest =
      std::max_element(by.begin(), by.end(), [&](const Outlet& a, const Outlet& b) { return is_heavier(b, a); });
  give(heaviest != by.end() ? *heaviest : Outlet{}, left, what);  // nobody calls it: as if from outside
}

void Remover::give(const Outlet& outlet, Weight part, Amount what) {
  const bool samples = what == Amount::samples;
  if (outlet.edge == no_index) {
    (samples ? selection_.unowned_samples : selection_.unowned) += part;
  } else if (const FrameId caller = edge(outlet.edge).caller; groups_.hidden(caller)) {
    (samples ? samples_ : received_)[groups_.group_of(caller)] += part;
  } else {
    (samples ? cost(caller).primitive_calls : cost(caller).self) += part;
  }
}

bool Remover::is_heavier(const Outlet& a, const Outlet& b) const {
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.edge == no_index || b.edge == no_index) return a.edge != no_index;
  return selection_.frames->compare(edge(a.edge).caller, edge(b.edge).caller) < 0;
}

// A hidden caller stands for its own callers, each with its share of the share; they have been found before.
void Remover::find_callers(std::uint32_t group) {
  std::vector<Caller>& found = callers_[group];
  const std::vector<Outlet> by = groups_.outlets(group, groups_.weigh_rest(group));
  Wide whole = 0;
  for (const Outlet& outlet : by) whole += outlet.weight;
  for (const Outlet& outlet : by) {
    const Fraction share = fraction(outlet.weight, whole);
    if (outlet.edge == no_index) {
      outside_[group] += share;
    } else if (const FrameId caller = edge(outlet.edge).caller; !groups_.hidden(caller)) {
      found.push_back({caller, share});
    } else {
      const std::uint32_t above = groups_.group_of(caller);
      for (const Caller& each : callers_[above]) found.push_back({each.function, times(share, each.share)});
      outside_[group] += times(share, outside_[above]);
    }
  }
  sort_and_unite(
      found, [](const Caller& a, const Caller& b) { return a.function < b.function; },
      [](Caller& sum, const Caller& other) { sum.share = std::min(sum.share + other.share, all_of_it); });
  keep_first(found, most_callers, [&](const Caller& a, const Caller& b) {
    return a.share != b.share ? a.share > b.share : selection_.frames->compare(a.function, b.function) < 0;
  });
}

// What a hidden function called is now called by those who called it, each with its share of the edge.
void Remover::bridge(const CallCost& from, const std::vector<Caller>& callers, Fraction outside,
                     std::vector<CallCost>& added) const {
  if (callers.empty()) return;
  const std::size_t first = added.size();
  std::int64_t calls_left = from.calls - count_at(from.calls, outside);
  std::int64_t primitive_left = from.primitive_calls;
  for (const Caller& caller : callers) {
    added.push_back({caller.function, from.callee, scaled(from.self, caller.share),
                     scaled(from.cumulative, caller.share), count_at(from.calls, caller.share),
                     count_at(from.primitive_calls, caller.share)});
    calls_left -= added.back().calls;
    primitive_left -= added.back().primitive_calls;
  }
  // Calls are whole: the heaviest caller has the rest.
  CallCost& heaviest = added[first];
  heaviest.calls += calls_left;
  if (from.primitive_calls >= 0) {
    heaviest.primitive_calls = std::min(heaviest.primitive_calls + primitive_left, heaviest.calls);
  }
  added.erase(std::remove_if(added.begin() + static_cast<std::ptrdiff_t>(first), added.end(),
                             [](const CallCost& each) { return each.calls == 0 && each.cumulative <= 0; }),
              added.end());
}

void Remover::replace_edges(const std::vector<CallCost>& added) {
  CallList& edges = selection_.calls.edges;
  edges.change_or_remove(
      [&](const CallCost& each) { return !groups_.hidden(each.caller) && !groups_.hidden(each.callee); });
  for (const CallCost& each : added) edges.push_back(each);
}

void Remover::clear_hidden() {
  for (FrameId f = 0; f < selection_.present.size(); ++f) {
    if (groups_.hidden(f)) {
      selection_.present[f] = 0;
      cost(f) = {};
    } else if (selection_.present[f] != 0 && cost(f).self > cost(f).cumulative) {
      cost(f).cumulative = cost(f).self;  // an estimate went too far; self stays, so that sums do
    }
  }
}

}  // namespace

void remove_functions(CallSelection& selection, const Marks& marks) { Remover(selection, marks).run(); }

}  // namespace p2g
