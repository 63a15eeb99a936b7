// --depth for call profiles. How deep a function runs is not in the file, so time is followed down level by level, by
// what each function is known to spend itself and to pass on to each callee. At the last level all that is left stays.
//
//   level 0  main 10            Bounds: at a level a function has at most what calls bring there from the level above,
//         1  ├─▶ load 6         and each call at most its own cost; beyond the last level at most what leaves that one.
//         2  │    └─▶ codec 5   What one of them cannot have, the others must.
//         1  └─▶ codec 2
#include <algorithm>
#include <utility>

#include "src/base/components.h"
#include "src/base/unite.h"
#include "src/model/fraction.h"
#include "src/passes/select/mark_parts.h"
#include "src/passes/select/select_calls.h"

namespace p2g {
namespace {

// Levels beyond this are not followed one by one: nothing is cut, and what recursion may have brought deeper is doubtful.
constexpr std::uint32_t most_levels = 1000;
constexpr std::uint64_t most_steps = 50'000'000;

// A function at one level.
struct Visit {
  FrameId function = 0;
  Weight cost = 0;       // the likeliest
  Weight most = 0;
  Wide count = 0;  // of calls, in 1/1024: a part of a call is passed on as such
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
  }

  void run() {
    std::vector<Visit> level = entries();
    std::uint64_t steps = 0;
    for (std::uint32_t depth = 0; !level.empty(); ++depth) {
      if (depth + 1 == levels_) {
        stop(level);
        break;
      }
      if (depth == most_levels || steps > most_steps) {
        give_up();
        return;
      }
      std::vector<Visit> next;
      for (const Visit& visit : level) steps += descend(visit, next);
      level = united(std::move(next));
    }
    go_beyond();
    cut();
  }

 private:
  const SelectedFunction& function(FrameId f) const { return selection_.functions[f]; }
  bool is_inner(const SelectedCall& call) const { return cycles_.of[call.caller] == cycles_.of[call.callee]; }

  static std::vector<Visit> united(std::vector<Visit> visits) {
    sort_and_unite(
        visits, [](const Visit& a, const Visit& b) { return a.function < b.function; },
        [](Visit& sum, const Visit& other) {
          sum.cost = bounded(Wide{sum.cost} + other.cost);
          sum.most = bounded(Wide{sum.most} + other.most);
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
      visits.push_back({f, bounded(cost), function(f).cumulative.high, outside[f] * one_call});
    }
    std::vector<FrameId> heaviest(cycles_.count, no_frame);
    for (FrameId f = 0; f < outside.size(); ++f) {
      if (!function(f).present || entered[cycles_.of[f]] != 0) continue;
      FrameId& best = heaviest[cycles_.of[f]];
      if (best == no_frame || function(f).cumulative.value > function(best).cumulative.value ||
          (function(f).cumulative.value == function(best).cumulative.value && selection_.frames->compare(f, best) < 0)) {
        best = f;
      }
    }
    for (const FrameId f : heaviest) {
      if (f == no_frame) continue;
      visits.push_back({f, function(f).cumulative.value, function(f).cumulative.high,
                        std::max<std::int64_t>(function(f).calls, 1) * one_call});
    }
    return united(std::move(visits));
  }

  void count(const Visit& visit) {
    LevelCost& costs = costs_[visit.function];
    costs.reached = true;
    costs.cost += visit.cost;
    costs.largest = std::max<Wide>(costs.largest, visit.cost);
  }

  // What a function spends at a level itself is in proportion to its calls; the rest goes down by its callees' costs.
  std::uint64_t descend(const Visit& visit, std::vector<Visit>& next) {
    const SelectedFunction& caller = function(visit.function);
    count(visit);
    LevelCost& costs = costs_[visit.function];
    costs.above = true;
    costs.most_above += visit.most;
    Wide passed_on = 0;
    for (const std::uint32_t c : from_[visit.function]) passed_on += std::max<Weight>(weight(c), 0);
    const Wide all_calls = std::max<Wide>(caller.calls, 1) * one_call;
    Wide self = std::min<Wide>(visit.cost, Wide{std::max<Weight>(caller.self.value, 0)} * std::min(visit.count, all_calls) / all_calls);
    if (from_[visit.function].empty()) self = visit.cost;
    costs.self_above += self;
    const Wide rest = visit.cost - self;
    for (const std::uint32_t c : from_[visit.function]) {
      const SelectedCall& call = selection_.calls[c];
      const Wide part = passed_on > 0 ? rest * std::max<Weight>(weight(c), 0) / passed_on : 0;
      const Weight cost = bounded(selection_.timed ? std::min<Wide>(part, call.cumulative.high) : part);
      const Weight most = selection_.timed ? std::min(visit.most, call.cumulative.high) : visit.most;
      call_cost_[c] += cost;
      call_most_[c] += most;
      if (!is_inner(call)) costs_[call.callee].first += cost;
      next.push_back({call.callee, cost, most, std::min(visit.count, all_calls) * call.calls / std::max<Wide>(caller.calls, 1)});
    }
    return from_[visit.function].size() + 1;
  }

  Weight weight(std::uint32_t c) const {
    return selection_.timed ? selection_.calls[c].cumulative.value : selection_.calls[c].calls;
  }

  void stop(const std::vector<Visit>& level) {
    for (const Visit& visit : level) {
      count(visit);
      costs_[visit.function].last = visit.cost;
      costs_[visit.function].most_last = visit.most;
    }
  }

  // The most that can run beyond the last level: what calls from there bring, and from there on all.
  void go_beyond() {
    const Rows members = group_rows(cycles_.count, costs_.size(), [&](std::uint32_t f) { return cycles_.of[f]; });
    std::vector<Wide> brought(cycles_.count, 0);
    for (std::uint32_t cycle = cycles_.count; cycle-- > 0;) {  // callers first
      for (const FrameId f : members[cycle]) {
        for (const std::uint32_t c : from_[f]) {
          const Wide most = std::min<Wide>(most_of(selection_.calls[c]), costs_[f].most_last);
          brought[cycles_.of[selection_.calls[c].callee]] += most;
        }
      }
      for (const FrameId f : members[cycle]) {
        costs_[f].most_beyond = std::min<Wide>(function(f).cumulative.high, brought[cycle]);
        for (const std::uint32_t c : from_[f]) {
          if (is_inner(selection_.calls[c])) continue;
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
    cut_calls();
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
      kept.self = Figure::between(costs.self_above + costs.last, std::max<Wide>(self.low - deep_self, 0) + least_last,
                                  std::min<Wide>(self.high, costs.most_above) + std::min<Wide>(whole.high, costs.most_last));
      if (selection_.callers_lost) kept.self = Figure::between(kept.self.value, 0, whole.high);
      const Wide value = kept.recursive ? std::max(costs.first, costs.largest) : costs.cost;
      kept.cumulative = Figure::between(value, std::max<Wide>(whole.low - costs.most_beyond, 0),
                                        std::min<Wide>(whole.high, costs.most_above + costs.most_last));
      if (selection_.callers_lost) kept.cumulative = Figure::between(kept.cumulative.value, 0, whole.high);
      kept.self.value = std::min(kept.self.value, std::max(kept.cumulative.value, kept.self.low));
      set_hidden(kept, costs, self.value, whole.value);
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

  void cut_calls() {
    std::size_t used = 0;
    for (std::uint32_t c = 0; c < selection_.calls.size(); ++c) {
      SelectedCall call = selection_.calls[c];
      const LevelCost& caller = costs_[call.caller];
      const LevelCost& callee = costs_[call.callee];
      if (!caller.above) continue;
      const Wide deep = caller.most_last + caller.most_beyond;
      if (selection_.callers_lost) {
        call.cumulative = Figure::between(call_cost_[c], 0, call.cumulative.high);
        call.certain = false;
      } else if (deep > 0) {
        const Figure whole = call.cumulative;
        call.cumulative = Figure::between(call_cost_[c], std::max<Wide>(whole.low - deep, 0),
                                          std::min<Wide>(whole.high, call_most_[c]));
        call.certain = call.certain && call.cumulative.low > rounding_of(whole.value);
      }
      if (callee.most_last + callee.most_beyond > 0) {
        const bool only_last = callee.most_above == 0 && callee.most_beyond == 0;
        call.self = only_last ? call.cumulative
                              : Figure::between(call.self.value, std::min<Weight>(call.self.low, 0), call.cumulative.high);
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

  CallSelection& selection_;
  std::uint32_t levels_;
  Rows from_;
  Components cycles_;
  std::vector<LevelCost> costs_;  // by FrameId
  std::vector<Wide> call_cost_, call_most_;
};

}  // namespace

void cut_depth(CallSelection& selection, std::uint32_t levels) { DepthCutter(selection, levels).run(); }

}  // namespace p2g
