// --hide, --show, --path and --depth for call profiles: functions go, their cost stays.
//
//   before   main ──▶ helper(hidden) ──▶ parse        after   main (+ helper's self) ──▶ parse
//
// What the file knows exactly stays exact: a hidden function's own self cost is split by its callers' self figures.
// What came to it from hidden functions below is split by the callers' cumulative figures, because no call profile
// knows which caller of which caller it was. Hidden functions that call each other in a cycle are one.
#include <algorithm>

#include "src/base/components.h"
#include "src/base/rows.h"
#include "src/model/fraction.h"
#include "src/passes/select/select_calls.h"

namespace p2g {
namespace {

// Edges from one hidden part to visible functions are made for its heaviest callers only: with all of them a hub with
// a thousand callers and callees would make a million edges.
constexpr std::size_t most_callers = 16;

struct Caller {
  FrameId function = 0;
  Fraction share = 0;
};

// One way by which a hidden part gives cost away: an edge into it, or (no_index) its entry from outside.
struct Outlet {
  std::uint32_t edge = no_index;
  Weight weight = 0;
};

class Remover {
 public:
  Remover(CallSelection& selection, const Marks& marks);
  void run();

 private:
  CallCost edge(std::uint32_t e) const { return selection_.calls.edges[e]; }
  FunctionCost& cost(FrameId f) { return selection_.calls.functions[f]; }
  bool hidden(FrameId f) const { return hidden_[f] != 0; }

  void give_up(std::uint32_t part);
  void find_callers(std::uint32_t part);
  void bridge(std::uint32_t part, std::vector<CallCost>& added);

  std::vector<Outlet> outlets(std::uint32_t part, bool by_self) const;
  void split(Weight amount, const std::vector<Outlet>& by, std::vector<Weight>& received, bool samples);
  bool is_single(std::uint32_t part) const;

  CallSelection& selection_;
  Marks hidden_;
  std::vector<std::int64_t> from_outside_;
  bool timed_ = true;       // edges have cumulative figures
  bool self_timed_ = true;  // and self figures
  Rows into_, out_;         // edges of hidden functions
  Components parts_;        // hidden cycles; visible functions are parts of their own
  Rows members_;
  std::vector<std::uint8_t> loops_;           // part -> it has an inner edge
  std::vector<Weight> received_;              // part -> cost that came from hidden functions below
  std::vector<Weight> samples_;               // part -> samples on top, for sampled profiles
  std::vector<std::vector<Caller>> callers_;  // part -> visible callers and their shares
  std::vector<Fraction> outside_;             // part -> the share that came in from outside the profile
};

Remover::Remover(CallSelection& selection, const Marks& marks) : selection_(selection), hidden_(marks) {
  const Calls& calls = selection_.calls;
  const std::size_t size = calls.functions.size();
  for (std::size_t f = 0; f < size; ++f) hidden_[f] = hidden_[f] != 0 && selection_.present[f] != 0 ? 1 : 0;
  from_outside_ = calls_from_outside(selection_);
  for (const CallCost& each : calls.edges) {
    timed_ = timed_ && each.cumulative != unknown_weight;
    self_timed_ = self_timed_ && each.self != unknown_weight;
  }
  into_ = group_rows(size, calls.edges.size(),
                     [&](std::uint32_t e) { return hidden(edge(e).callee) ? edge(e).callee : no_index; });
  out_ = group_rows(size, calls.edges.size(),
                    [&](std::uint32_t e) { return hidden(edge(e).caller) ? edge(e).caller : no_index; });
  parts_ = strong_components(
      mapped_rows(out_, [&](std::uint32_t e) { return hidden(edge(e).callee) ? edge(e).callee : no_index; }));
  members_ = group_rows(parts_.count, size, [&](std::uint32_t f) { return hidden(f) ? parts_.of[f] : no_index; });
  loops_.assign(parts_.count, 0);
  for (const std::uint32_t e : into_.item) {
    if (parts_.of[edge(e).caller] == parts_.of[edge(e).callee]) loops_[parts_.of[edge(e).callee]] = 1;
  }
  received_.assign(parts_.count, 0);
  samples_.assign(parts_.count, 0);
  callers_.resize(parts_.count);
  outside_.assign(parts_.count, 0);
}

bool Remover::is_single(std::uint32_t part) const { return members_[part].size() == 1 && loops_[part] == 0; }

std::vector<Outlet> Remover::outlets(std::uint32_t part, bool by_self) const {
  std::vector<Outlet> result;
  Wide incoming = 0;
  Wide inclusive = 0;
  std::int64_t entries = 0;
  Wide calls = 0;
  for (const FrameId f : members_[part]) {
    const FunctionCost& function = selection_.calls.functions[f];
    entries += from_outside_[f];
    inclusive += function.self;
    for (const std::uint32_t e : into_[f]) {
      if (parts_.of[edge(e).caller] == part) continue;
      const Weight weight = by_self  ? edge(e).self
                            : timed_ ? edge(e).cumulative - (is_single(part) && self_timed_ ? edge(e).self : 0)
                                     : edge(e).calls;
      result.push_back({e, std::max<Weight>(weight, 0)});
      incoming += result.back().weight;
      calls += edge(e).calls;
    }
    if (by_self) continue;
    for (const std::uint32_t e : out_[f]) {
      if (parts_.of[edge(e).callee] != part && timed_) inclusive += std::max<Weight>(edge(e).cumulative, 0);
    }
    if (is_single(part) && self_timed_) inclusive -= function.self;
  }
  if (entries > 0) {
    const Wide rest = timed_ ? std::max<Wide>(inclusive - incoming, 0) : Wide{entries};
    result.push_back({no_index, static_cast<Weight>(rest)});
    incoming += rest;
  }
  if (incoming > 0) return result;
  // No time anywhere: numbers of calls say as much as there is to say.
  for (Outlet& outlet : result) {
    outlet.weight = calls > 0 || entries > 0 ? (outlet.edge == no_index ? entries : edge(outlet.edge).calls) : 1;
  }
  return result;
}

// Every outlet gets its part rounded down, the heaviest the rest: nothing is lost, and the order of edges is
// irrelevant.
void Remover::split(Weight amount, const std::vector<Outlet>& by, std::vector<Weight>& received, bool samples) {
  Wide whole = 0;
  for (const Outlet& outlet : by) whole += outlet.weight;
  const auto give = [&](std::uint32_t e, Weight part) {
    if (e == no_index) {
      (samples ? selection_.unowned_samples : selection_.unowned) += part;
    } else if (const FrameId caller = edge(e).caller; hidden(caller)) {
      received[parts_.of[caller]] += part;
    } else {
      (samples ? cost(caller).primitive_calls : cost(caller).self) += part;
    }
  };
  Weight left = amount;
  const Outlet* heaviest = nullptr;
  for (const Outlet& outlet : by) {
    const Weight part = whole > 0 ? static_cast<Weight>(Wide{amount} * outlet.weight / whole) : 0;
    give(outlet.edge, part);
    left -= part;
    const auto heavier = [&](const Outlet& a, const Outlet& b) {
      if (a.weight != b.weight) return a.weight > b.weight;
      if (a.edge == no_index || b.edge == no_index) return a.edge != no_index;
      return selection_.frames->compare(edge(a.edge).caller, edge(b.edge).caller) < 0;
    };
    if (heaviest == nullptr || heavier(outlet, *heaviest)) heaviest = &outlet;
  }
  give(heaviest != nullptr ? heaviest->edge : no_index, left);
}

// Callees have given up theirs before.
void Remover::give_up(std::uint32_t part) {
  Weight own = 0;
  for (const FrameId f : members_[part]) own += cost(f).self;
  std::vector<Outlet> rest = outlets(part, false);
  if (rest.size() > 1) ++selection_.apportioned;
  if (is_single(part) && self_timed_ && timed_) {
    split(own, outlets(part, true), received_, false);
    split(received_[part], rest, received_, false);
  } else {
    split(own + received_[part], rest, received_, false);
  }
  if (!selection_.sampled) return;
  for (const FrameId f : members_[part]) samples_[part] += cost(f).primitive_calls;
  split(samples_[part], rest, samples_, true);
}

// Callers have found theirs before.
void Remover::find_callers(std::uint32_t part) {
  std::vector<Caller>& found = callers_[part];
  const std::vector<Outlet> by = outlets(part, false);
  Wide whole = 0;
  for (const Outlet& outlet : by) whole += outlet.weight;
  for (const Outlet& outlet : by) {
    const Fraction share = fraction(outlet.weight, whole);
    if (outlet.edge == no_index) {
      outside_[part] += share;
      continue;
    }
    const FrameId caller = edge(outlet.edge).caller;
    if (!hidden(caller)) {
      found.push_back({caller, share});
      continue;
    }
    for (const Caller& above : callers_[parts_.of[caller]])
      found.push_back({above.function, times(share, above.share)});
    outside_[part] += times(share, outside_[parts_.of[caller]]);
  }
  std::sort(found.begin(), found.end(), [](const Caller& a, const Caller& b) { return a.function < b.function; });
  std::size_t used = 0;
  for (const Caller& each : found) {
    if (used > 0 && found[used - 1].function == each.function) {
      found[used - 1].share = std::min(found[used - 1].share + each.share, all_of_it);
    } else {
      found[used++] = each;
    }
  }
  found.resize(used);
  std::sort(found.begin(), found.end(), [&](const Caller& a, const Caller& b) {
    return a.share != b.share ? a.share > b.share : selection_.frames->compare(a.function, b.function) < 0;
  });
  if (found.size() > most_callers) found.resize(most_callers);
}

// What hidden functions called is now called by those who called them.
void Remover::bridge(std::uint32_t part, std::vector<CallCost>& added) {
  const std::vector<Caller>& callers = callers_[part];
  for (const FrameId f : members_[part]) {
    for (const std::uint32_t e : out_[f]) {
      const CallCost from = edge(e);
      if (hidden(from.callee)) continue;
      const auto part_of = [](std::int64_t count, Fraction share) {
        return count < 0 ? -1 : static_cast<std::int64_t>((Wide{count} * share) >> fraction_bits);
      };
      std::int64_t calls_left = from.calls - part_of(from.calls, outside_[part]);
      std::int64_t primitive_left = from.primitive_calls;
      const std::size_t first = added.size();
      for (const Caller& caller : callers) {
        added.push_back({caller.function, from.callee, scaled(from.self, caller.share),
                         scaled(from.cumulative, caller.share), part_of(from.calls, caller.share),
                         part_of(from.primitive_calls, caller.share)});
        calls_left -= added.back().calls;
        primitive_left -= added.back().primitive_calls;
      }
      if (first == added.size()) continue;
      // Calls are whole: the heaviest caller has the rest.
      added[first].calls += calls_left;
      if (from.primitive_calls >= 0)
        added[first].primitive_calls = std::min(added[first].primitive_calls + primitive_left, added[first].calls);
      added.erase(std::remove_if(added.begin() + static_cast<std::ptrdiff_t>(first), added.end(),
                                 [](const CallCost& each) { return each.calls == 0 && each.cumulative <= 0; }),
                  added.end());
    }
  }
}

void Remover::run() {
  if (into_.item.empty() && out_.item.empty() && std::find(hidden_.begin(), hidden_.end(), 1) == hidden_.end()) return;
  std::vector<Weight> received;
  for (const FunctionCost& function : selection_.calls.functions) received.push_back(-function.self);
  for (std::uint32_t part = 0; part < parts_.count; ++part) {
    if (!members_[part].empty()) give_up(part);
  }
  for (std::uint32_t part = parts_.count; part-- > 0;) {
    if (!members_[part].empty()) find_callers(part);
  }
  std::vector<CallCost> added;
  for (std::uint32_t part = 0; part < parts_.count; ++part) {
    if (!members_[part].empty()) bridge(part, added);
  }
  CallList& edges = selection_.calls.edges;
  edges.change_or_remove([&](CallCost& each) { return !hidden(each.caller) && !hidden(each.callee); });
  for (const CallCost& each : added) edges.push_back(each);
  for (FrameId f = 0; f < hidden_.size(); ++f) {
    received[f] += cost(f).self;
    if (hidden(f)) {
      selection_.present[f] = 0;
      cost(f) = {};
      received[f] = 0;
    } else if (selection_.present[f] != 0 && cost(f).self > cost(f).cumulative) {
      cost(f).cumulative = cost(f).self;  // an estimate went too far; self stays, so that sums do
    }
  }
  spread_over_callers(selection_, received);
}

}  // namespace

void remove_functions(CallSelection& selection, const Marks& marks) { Remover(selection, marks).run(); }

}  // namespace p2g
