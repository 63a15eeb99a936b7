// --depth for call profiles. How deep a function runs is not in the file, so time is followed down level by level, by
// what each function is known to spend itself and to pass on to each callee. At the last level all that is left stays.
//
//   level 0  main 10            Bounds: at a level a function has at most what calls bring there from the level above,
//         1  ├─▶ load 6         and each call at most its own cost; beyond the last level at most what leaves that one.
//         2  │    └─▶ codec 5   What one of them cannot have, the others must.
//         1  └─▶ codec 2
//
// A recursive function (the machinery of imports, most of all) is at many levels, each time for somebody else. So with
// it goes for whom, the last function above that is not recursive, and what it then calls is what that one most likely
// stands behind.
#include <algorithm>
#include <utility>

#include "src/base/components.h"
#include "src/base/unite.h"
#include "src/model/fraction.h"
#include "src/passes/select/hide_calls.h"
#include "src/passes/select/mark_parts.h"
#include "src/passes/select/select_calls.h"

namespace p2g {
namespace {

// Levels beyond this are not followed one by one: nothing is cut, and what recursion may have brought deeper is
// doubtful.
constexpr std::uint32_t most_levels = 1000;
constexpr std::uint64_t most_steps = 10'000'000;

// A function at one level.
struct Visit {
  FrameId function = 0;
  FrameId source = no_frame;  // of a recursive function: the last one above that is not; no_frame: none
  Weight cost = 0;            // the likeliest
  Wide count = 0;             // of calls, in 1/1024: a part of a call is passed on as such
};

// The most that a function can have at one level.
struct Reach {
  FrameId function = 0;
  Weight most = 0;
};
constexpr Wide one_call = 1024;

struct LevelCost {
  Wide self_above = 0;  // own cost at levels before the last
  Wide cost = 0;        // cumulative at all levels together
  Wide largest = 0;     // at one of them
  Wide first = 0;       // brought by functions outside its own cycle
  Wide last = 0;        // at the last level
  Wide most_above = 0, most_last = 0, most_beyond = 0;
  bool reached = false;
  bool above = false;  // at a level before the last
};

class DepthCutter {
 public:
  DepthCutter(CallSelection& selection, std::uint32_t levels)
      : selection_(selection), levels_(levels), from_(calls_from(selection)) {
    cycles_ = strong_components(mapped_rows(from_, [&](std::uint32_t c) { return selection_.calls[c].callee; }));
    costs_.resize(selection.functions.size());
    call_cost_.assign(selection.calls.size(), 0);
    call_most_.assign(selection.calls.size(), 0);
    call_reached_.assign(selection.calls.size(), 0);
  }

  void run() {
    find_sources();
    std::vector<Visit> visits = entries();
    std::vector<Reach> reached;
    for (const Visit& visit : visits) reached.push_back({visit.function, function(visit.function).cumulative.high});
    for (std::uint32_t depth = 0; !reached.empty(); ++depth) {
      if (depth == most_levels || steps_ > most_steps) {
        give_up();
        return;
      }
      const bool last = depth + 1 == levels_;
      visits = follow(visits, last);
      reached = spread(reached, last);
      if (last) break;
    }
    go_beyond();
    cut();
  }

 private:
  const SelectedFunction& function(FrameId f) const { return selection_.functions[f]; }
  bool is_inner(const SelectedCall& call) const { return cycles_.of[call.caller] == cycles_.of[call.callee]; }

  void find_sources() {
    Marks recursive(selection_.functions.size(), 0);
    for (FrameId f = 0; f < recursive.size(); ++f) recursive[f] = function(f).recursive ? 1 : 0;
    sources_ = likely_sources(selection_, recursive);
  }

  static std::vector<Visit> united(std::vector<Visit> visits) {
    sort_and_unite(
        visits,
        [](const Visit& a, const Visit& b) {
          return a.function != b.function ? a.function < b.function : a.source < b.source;
        },
        [](Visit& sum, const Visit& other) {
          sum.cost = bounded(Wide{sum.cost} + other.cost);
          sum.count += other.count;
        });
    return visits;
  }

  // Where the program comes in: functions with calls that no caller made. A call cycle that nothing enters from outside
  // (a profile that lost its roots) is entered at its heaviest function, or nothing below it would have a depth.
  std::vector<Visit> entries() {
    const std::vector<std::int64_t> outside = calls_from_outside(selection_);
    std::vector<std::uint8_t> entered(cycles_.count, 0);
    std::vector<Wide> brought(selection_.functions.size(), 0);
    for (const SelectedCall& call : selection_.calls) {
      if (is_inner(call)) continue;
      entered[cycles_.of[call.callee]] = 1;
      brought[call.callee] += call.cumulative.value;
    }
    std::vector<Visit> visits;
    for (FrameId f = 0; f < outside.size(); ++f) {
      if (!function(f).present || outside[f] <= 0) continue;
      entered[cycles_.of[f]] = 1;
      const Wide cost = std::max<Wide>(function(f).cumulative.value - brought[f], 0);
      visits.push_back({f, no_frame, bounded(cost), outside[f] * one_call});
    }
    std::vector<FrameId> heaviest(cycles_.count, no_frame);
    for (FrameId f = 0; f < outside.size(); ++f) {
      if (!function(f).present || entered[cycles_.of[f]] != 0) continue;
      FrameId& best = heaviest[cycles_.of[f]];
      if (best == no_frame || function(f).cumulative.value > function(best).cumulative.value ||
          (function(f).cumulative.value == function(best).cumulative.value &&
           selection_.frames->compare(f, best) < 0)) {
        best = f;
      }
    }
    for (const FrameId f : heaviest) {
      if (f == no_frame) continue;
      visits.push_back(
          {f, no_frame, function(f).cumulative.value, std::max<std::int64_t>(function(f).calls, 1) * one_call});
    }
    return united(fitted(std::move(visits)));
  }

  Wide sum_of_self() const {
    Wide sum = 0;
    for (const SelectedFunction& each : selection_.functions) sum += each.self.value;
    return sum;
  }

  // All that is spent comes in somewhere: where cycles hide how much comes in where, entries share it as they are.
  std::vector<Visit> fitted(std::vector<Visit> visits) const {
    Wide entering = 0;
    for (const Visit& visit : visits) entering += visit.cost;
    const Wide sum = sum_of_self();
    if (entering <= 0 || sum < 0) return visits;
    for (Visit& visit : visits) visit.cost = bounded(visit.cost * sum / entering);
    return visits;
  }

  // Costs of one level; gives the visits of the next.
  std::vector<Visit> follow(const std::vector<Visit>& visits, bool last) {
    std::vector<Visit> next;
    std::vector<std::pair<FrameId, Wide>> here;  // by function, whoever it is for
    for (const Visit& visit : visits) {
      LevelCost& costs = costs_[visit.function];
      costs.cost += visit.cost;
      if (here.empty() || here.back().first != visit.function) here.emplace_back(visit.function, 0);
      here.back().second += visit.cost;
      if (last) {
        costs.last += visit.cost;
      } else {
        descend(visit, next);
      }
    }
    for (const auto& [f, cost] : here) costs_[f].largest = std::max(costs_[f].largest, cost);
    return united(std::move(next));
  }

  // What a function spends at a level itself is in proportion to its calls; of the rest, what is known to be for whom
  // it is called goes there first, and what then is left goes down by the costs of the other callees.
  void descend(const Visit& visit, std::vector<Visit>& next) {
    const SelectedFunction& caller = function(visit.function);
    const std::span<const std::uint32_t> calls = from_[visit.function];
    steps_ += calls.size() + 1;
    const FrameId source = caller.recursive ? visit.source : visit.function;
    const Wide all_calls = std::max<Wide>(caller.calls, 1) * one_call;
    const Wide count = std::min(visit.count, all_calls);
    Wide self = std::min<Wide>(visit.cost, Wide{std::max<Weight>(caller.self.value, 0)} * count / all_calls);
    if (calls.empty()) self = visit.cost;
    costs_[visit.function].self_above += self;
    Wide rest = visit.cost - self;
    const auto pass = [&](std::uint32_t c, Wide part) {
      const SelectedCall& call = selection_.calls[c];
      const Weight cost = bounded(selection_.timed ? std::min<Wide>(part, call.cumulative.high) : part);
      const Wide times = count * call.calls / std::max<Wide>(caller.calls, 1);
      if (cost <= 0 && times <= 0) return;
      call_cost_[c] += cost;
      if (!is_inner(call)) costs_[call.callee].first += cost;
      next.push_back({call.callee, function(call.callee).recursive ? source : no_frame, cost, times});
    };
    Wide others = 0;
    for (const std::uint32_t c : calls) {
      if (sources_[c] == unknown_source || !selection_.calls[c].single) {
        others += std::max<Weight>(weight(c), 0);
      } else if (sources_[c] == source) {
        const Wide part = std::min<Wide>(rest, selection_.calls[c].cumulative.value);
        rest -= part;
        pass(c, part);
      }
    }
    for (const std::uint32_t c : calls) {
      if (sources_[c] != unknown_source && selection_.calls[c].single) continue;
      pass(c, others > 0 ? rest * std::max<Weight>(weight(c), 0) / others : 0);
    }
    if (others == 0) costs_[visit.function].self_above += rest;
  }

  Weight weight(std::uint32_t c) const {
    return selection_.timed ? selection_.calls[c].cumulative.value : selection_.calls[c].calls;
  }

  // Bounds of one level; gives those of the next.
  std::vector<Reach> spread(const std::vector<Reach>& reached, bool last) {
    std::vector<Reach> next;
    for (const Reach& reach : reached) {
      LevelCost& costs = costs_[reach.function];
      costs.reached = true;
      if (last) {
        costs.most_last = reach.most;
        continue;
      }
      costs.above = true;
      costs.most_above += reach.most;
      steps_ += from_[reach.function].size() + 1;
      for (const std::uint32_t c : from_[reach.function]) {
        const SelectedCall& call = selection_.calls[c];
        if (selection_.timed && least_above(call) > reach.most) continue;
        const Weight most = selection_.timed ? std::min(reach.most, call.cumulative.high) : reach.most;
        call_most_[c] += most;
        call_reached_[c] = 1;
        next.push_back({call.callee, most});
      }
    }
    sort_and_unite(
        next, [](const Reach& a, const Reach& b) { return a.function < b.function; },
        [](Reach& sum, const Reach& other) { sum.most = bounded(Wide{sum.most} + other.most); });
    return next;
  }

  // The most that can run beyond the last level: what calls from there bring, and from there on all.
  void go_beyond() {
    const Rows members = group_rows(cycles_.count, costs_.size(), [&](std::uint32_t f) { return cycles_.of[f]; });
    std::vector<Wide> brought(cycles_.count, 0);
    for (std::uint32_t cycle = cycles_.count; cycle-- > 0;) {  // callers first
      for (const FrameId f : members[cycle]) {
        for (const std::uint32_t c : from_[f]) {
          if (selection_.timed && least_above(selection_.calls[c]) > costs_[f].most_last) continue;
          const Wide most = std::min<Wide>(most_of(selection_.calls[c]), costs_[f].most_last);
          brought[cycles_.of[selection_.calls[c].callee]] += most;
        }
      }
      for (const FrameId f : members[cycle]) {
        costs_[f].most_beyond = std::min<Wide>(function(f).cumulative.high, brought[cycle]);
        for (const std::uint32_t c : from_[f]) {
          if (is_inner(selection_.calls[c])) continue;
          if (selection_.timed && least_above(selection_.calls[c]) > costs_[f].most_beyond) continue;
          brought[cycles_.of[selection_.calls[c].callee]] +=
              std::min<Wide>(most_of(selection_.calls[c]), costs_[f].most_beyond);
        }
      }
    }
  }

  Wide most_of(const SelectedCall& call) const {
    return selection_.timed ? call.cumulative.high : function(call.callee).cumulative.high;
  }

  void cut() {
    const Wide sum = sum_of_self();
    for (FrameId f = 0; f < costs_.size(); ++f) {
      SelectedFunction& kept = selection_.functions[f];
      const LevelCost& costs = costs_[f];
      if (!costs.reached) {
        kept = SelectedFunction();
        kept.present = false;
        continue;
      }
      if (costs.most_last + costs.most_beyond == 0 && !selection_.callers_lost) continue;  // all of it is above
      const Figure self = kept.self;
      const Figure whole = kept.cumulative;
      const Wide deep_self = std::min<Wide>(self.high, costs.most_last + costs.most_beyond);
      const Wide least_last = std::max<Wide>(whole.low - costs.most_above - costs.most_beyond, 0);
      kept.self =
          Figure::between(costs.self_above + costs.last, std::max<Wide>(self.low - deep_self, 0) + least_last,
                          std::min<Wide>(self.high, costs.most_above) + std::min<Wide>(whole.high, costs.most_last));
      if (selection_.callers_lost) kept.self = Figure::between(kept.self.value, 0, whole.high);
      if (costs.most_beyond > 0 || selection_.callers_lost) doubt_calls(kept, std::max(costs.first, costs.cost), whole);
      const Wide value = kept.recursive ? std::max(costs.first, costs.largest) : costs.cost;
      kept.cumulative = Figure::between(value, std::max<Wide>(whole.low - costs.most_beyond, 0),
                                        std::min<Wide>(whole.high, costs.most_above + costs.most_last));
      if (selection_.callers_lost) kept.cumulative = Figure::between(kept.cumulative.value, 0, whole.high);
      cut_.push_back({f, self.value, whole.value});
    }
    std::vector<Figure*> figures;
    for (SelectedFunction& each : selection_.functions) {
      if (each.present) figures.push_back(&each.self);
    }
    balance_figures(sum, figures);
    cut_calls();
    for (const Cut& each : cut_) {
      set_hidden(selection_.functions[each.function], costs_[each.function], each.self, each.cumulative);
    }
  }

  // Of what a function now has as self cost, its calls spent themselves what they do at all these levels.
  static void set_hidden(SelectedFunction& kept, const LevelCost& costs, Weight self, Weight whole) {
    const Weight own = self - kept.hidden;
    Wide own_kept = own;
    if (costs.most_above + costs.most_beyond > 0) {
      const Wide at_last = kept.recursive || whole <= 0 ? 0 : Wide{self} * costs.last / whole;
      if (self > 0) own_kept = std::min<Wide>(costs.self_above + at_last, self) * own / self;
      kept.hidden_in_doubt = true;
    }
    kept.hidden = bounded(std::max<Wide>(kept.self.value - own_kept, 0));
  }

  // Those beyond the last level are gone: about in proportion to their cost.
  static void doubt_calls(SelectedFunction& kept, Wide cost, const Figure& whole) {
    kept.calls_in_doubt = true;
    if (cost >= whole.value || whole.value <= 0 || kept.recursive) return;
    const bool alike = kept.primitive_calls == kept.calls;
    kept.calls = std::max<std::int64_t>(scaled(kept.calls, fraction(cost, whole.value)), 1);
    kept.primitive_calls = alike ? kept.calls : std::min(kept.primitive_calls, kept.calls);
  }

  void cut_calls() {
    std::size_t used = 0;
    for (std::uint32_t c = 0; c < selection_.calls.size(); ++c) {
      SelectedCall call = selection_.calls[c];
      const LevelCost& caller = costs_[call.caller];
      const LevelCost& callee = costs_[call.callee];
      if (call_reached_[c] == 0) continue;
      const Wide deep = caller.most_last + caller.most_beyond;
      if (selection_.callers_lost) {
        call.cumulative = Figure::between(call_cost_[c], 0, call.cumulative.high);
        call.certain = false;
      } else if (deep > 0) {
        const Figure whole = call.cumulative;
        call.calls_in_doubt = true;
        if (!is_inner(call) && call_cost_[c] < whole.value) {
          call.calls = std::max<std::int64_t>(scaled(call.calls, fraction(call_cost_[c], whole.value)), 1);
          call.primitive_calls = std::min(call.primitive_calls, call.calls);
        }
        call.cumulative = Figure::between(call_cost_[c], std::max<Wide>(whole.low - deep, 0),
                                          std::min<Wide>(whole.high, call_most_[c]));
        call.certain = call.certain && call.cumulative.low > rounding_of(whole.value);
      }
      if (callee.most_last + callee.most_beyond > 0) {
        const bool only_last = callee.most_above == 0 && callee.most_beyond == 0;
        const SelectedFunction& kept = function(call.callee);
        const Weight whole = std::max<Weight>(kept.cumulative.value, 1);
        const Wide value = Wide{call.cumulative.value} * std::clamp<Weight>(kept.self.value, 0, whole) / whole;
        call.self = only_last ? call.cumulative
                              : Figure::between(value, std::min<Weight>(call.self.low, 0), call.cumulative.high);
      }
      selection_.calls[used++] = call;
    }
    selection_.calls.resize(used);
  }

  // Recursion may lead as deep as that: what is in a cycle, or called from one, is left as it is, and in doubt.
  void give_up() {
    std::vector<std::uint8_t> deep(cycles_.count, 0);
    for (const SelectedCall& call : selection_.calls) {
      if (is_inner(call)) deep[cycles_.of[call.caller]] = 1;
    }
    const Rows members = group_rows(cycles_.count, costs_.size(), [&](std::uint32_t f) { return cycles_.of[f]; });
    for (std::uint32_t cycle = cycles_.count; cycle-- > 0;) {  // callers first
      if (deep[cycle] == 0) continue;
      for (const FrameId f : members[cycle]) {
        SelectedFunction& kept = selection_.functions[f];
        kept.self = Figure::between(kept.self.value, 0, kept.cumulative.high);
        kept.cumulative = Figure::between(kept.cumulative.value, 0, kept.cumulative.high);
        for (const std::uint32_t c : from_[f]) {
          SelectedCall& call = selection_.calls[c];
          call.cumulative = Figure::between(call.cumulative.value, 0, call.cumulative.high);
          call.certain = false;
          deep[cycles_.of[call.callee]] = 1;
        }
      }
    }
  }

  struct Cut {  // a function of which some is deeper, with the costs that it had
    FrameId function;
    Weight self;
    Weight cumulative;
  };

  CallSelection& selection_;
  std::uint32_t levels_;
  Rows from_;
  Components cycles_;
  std::vector<FrameId> sources_;  // by call: likely_sources()
  std::uint64_t steps_ = 0;
  std::vector<LevelCost> costs_;  // by FrameId
  std::vector<Wide> call_cost_, call_most_;
  std::vector<Cut> cut_;
  Marks call_reached_;  // at levels before the last
};

}  // namespace

void cut_depth(CallSelection& selection, std::uint32_t levels) { DepthCutter(selection, levels).run(); }

}  // namespace p2g
