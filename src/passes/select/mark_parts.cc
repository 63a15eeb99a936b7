// Both directions are one walk over the call graph without its cycles: parts_below from callers to callees, since what
// is below a mark comes from above, parts_above from callees to callers. What makes that possible is that calls beyond
// a mark are cut first. Marked functions are wanted anyway, whatever calls them, so nothing has to pass over them; and
// a cycle that leads through a mark falls apart there.
//
// Bounds. Below: each function has at most so much cost below a mark as the calls bring that lead there from below one,
// and at most so much besides as the others bring; what one of both cannot hold, the other must. Above: a call leads to
// a mark for at most as long as its callee does, and at least for what of it exceeds all that its callee spends
// elsewhere. And a single call cannot be divided: what it is below of costs as much as it at least. So the import of a
// large module is not below one that took less time, although calls lead from one to the other.
#include "src/passes/select/mark_parts.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

#include "src/base/components.h"
#include "src/base/rows.h"
#include "src/model/fraction.h"

namespace p2g {
namespace {

// The calls that are not cut, and their cycles: a function that is in none is a cycle of one.
struct CutCalls {
  Rows out, in;  // function -> calls that are not cut
  Components cycles;
  Rows members;  // cycle -> functions

  bool is_inner(const SelectedCall& call) const { return cycles.of[call.caller] == cycles.of[call.callee]; }
};

template <class IsCut>
CutCalls cut_calls(const CallSelection& selection, IsCut is_cut) {
  const std::vector<SelectedCall>& calls = selection.calls;
  const std::size_t size = selection.functions.size();
  CutCalls cut;
  cut.out =
      group_rows(size, calls.size(), [&](std::uint32_t c) { return is_cut(calls[c]) ? no_index : calls[c].caller; });
  cut.in =
      group_rows(size, calls.size(), [&](std::uint32_t c) { return is_cut(calls[c]) ? no_index : calls[c].callee; });
  cut.cycles = strong_components(mapped_rows(cut.out, [&](std::uint32_t c) { return calls[c].callee; }));
  cut.members = group_rows(cut.cycles.count, size, [&](std::uint32_t f) { return cut.cycles.of[f]; });
  return cut;
}

MarkParts no_parts(const CallSelection& selection) {
  MarkParts parts;
  parts.self.resize(selection.functions.size());
  parts.cumulative.resize(selection.functions.size());
  parts.reached.assign(selection.functions.size(), 0);
  parts.wholly.assign(selection.functions.size(), 0);
  parts.call_self.resize(selection.calls.size());
  parts.call_cumulative.resize(selection.calls.size());
  parts.call_certain.assign(selection.calls.size(), 0);
  parts.call_reached.assign(selection.calls.size(), 0);
  return parts;
}

// Everything that calls lead to from the functions in `open`, which are in `found` already, but not beyond a mark.
void flood(const CallSelection& selection, const CutCalls& cut, std::vector<FrameId> open, Marks& found) {
  while (!open.empty()) {
    const FrameId f = open.back();
    open.pop_back();
    for (const std::uint32_t c : cut.out[f]) {
      const FrameId callee = selection.calls[c].callee;
      if (found[callee] != 0) continue;
      found[callee] = 1;
      open.push_back(callee);
    }
  }
}

constexpr Weight unreached = -1;

// The widest mark above each function that can contain the ways down to it: its cost, or unreached. Widest first, so
// that each function is settled once.
std::vector<Weight> widest_above(const CallSelection& selection, const CutCalls& cut, const Marks& marks) {
  std::vector<Weight> width(marks.size(), unreached);
  std::priority_queue<std::pair<Weight, FrameId>> open;
  const auto reach = [&](FrameId f, Weight by) {
    if (by <= width[f]) return;
    width[f] = by;
    open.push({by, f});
  };
  for (FrameId f = 0; f < marks.size(); ++f) {
    if (marks[f] != 0 && selection.functions[f].present) {
      reach(f, selection.timed ? std::max<Weight>(selection.functions[f].cumulative.high, 0) : 0);
    }
  }
  while (!open.empty()) {
    const auto [by, f] = open.top();
    open.pop();
    if (by != width[f]) continue;
    for (const std::uint32_t c : cut.out[f]) {
      const SelectedCall& call = selection.calls[c];
      if (least_above(call) <= by) reach(call.callee, by);
    }
  }
  return width;
}

// What a function has to cost at least to lead to a mark by the ways that are narrowest, or unreached; narrowest first.
std::vector<Weight> narrowest_below(const CallSelection& selection, const CutCalls& cut, const Marks& marks) {
  std::vector<Weight> need(marks.size(), unreached);
  using Open = std::pair<Weight, FrameId>;
  std::priority_queue<Open, std::vector<Open>, std::greater<>> open;
  const auto reach = [&](FrameId f, Weight needed) {
    if (need[f] != unreached && need[f] <= needed) return;
    need[f] = needed;
    open.push({needed, f});
  };
  for (FrameId f = 0; f < marks.size(); ++f) {
    if (marks[f] != 0 && selection.functions[f].present) reach(f, 0);
  }
  while (!open.empty()) {
    const auto [needed, f] = open.top();
    open.pop();
    if (needed != need[f]) continue;
    for (const std::uint32_t c : cut.in[f]) {
      const SelectedCall& call = selection.calls[c];
      const Weight least = std::max(needed, least_above(call));
      if (least == 0 || selection.functions[call.caller].cumulative.high >= least) reach(call.caller, least);
    }
  }
  return need;
}

class Below {
 public:
  Below(const CallSelection& selection, const Marks& marks)
      : selection_(selection),
        marks_(marks),
        cut_(cut_calls(selection, [&](const SelectedCall& call) { return marks[call.callee] != 0; })),
        parts_(no_parts(selection)),
        outside_(calls_from_outside(selection)) {}

  MarkParts run() {
    find_ways();
    calls_share_.assign(marks_.size(), 0);
    most_.assign(marks_.size(), 0);
    most_besides_.assign(marks_.size(), 0);
    place_.assign(marks_.size(), 0);
    for (std::uint32_t cycle = cut_.cycles.count; cycle-- > 0;) {  // callers first
      const std::span<const FrameId> members = cut_.members[cycle];
      const auto is_reached = [&](FrameId f) { return parts_.reached[f] != 0; };
      if (std::any_of(members.begin(), members.end(), is_reached)) enter(cycle);
      divide_calls(members, true);
      for (const FrameId f : members) own_cost(f);
      divide_calls(members, false);
    }
    for (std::uint32_t c = 0; c < selection_.calls.size(); ++c) {
      if (marks_[selection_.calls[c].callee] != 0) divide(c);  // the cut ones, of which nothing was asked so far
    }
    return std::move(parts_);
  }

 private:
  const SelectedFunction& function(FrameId f) const { return selection_.functions[f]; }
  bool besides(FrameId f) const { return besides_[f] != 0; }

  // Which functions a way leads to from a mark, and from where the program comes in.
  void find_ways() {
    width_ = widest_above(selection_, cut_, marks_);
    std::vector<FrameId> entries;
    besides_.assign(marks_.size(), 0);
    for (FrameId f = 0; f < marks_.size(); ++f) {
      parts_.reached[f] = width_[f] != unreached ? 1 : 0;
      // What no mark leads to runs besides them, also where the file does not say from where it came.
      if (marks_[f] != 0 || (outside_[f] <= 0 && parts_.reached[f] != 0)) continue;
      besides_[f] = 1;
      entries.push_back(f);
    }
    flood(selection_, cut_, entries, besides_);
    for (FrameId f = 0; f < marks_.size(); ++f) {
      parts_.wholly[f] = parts_.reached[f] != 0 && besides_[f] == 0 ? 1 : 0;
    }
  }

  // What calls from elsewhere bring into a cycle, and how much of it comes from below a mark.
  struct Brought {
    Wide cost = 0, below = 0;
    Wide calls = 0, calls_below = 0;
    Wide most = 0, most_besides = 0;
  };

  Brought brought_into(std::span<const FrameId> members) const {
    Brought brought;
    for (const FrameId f : members) {
      for (const std::uint32_t c : cut_.in[f]) {
        const SelectedCall& call = selection_.calls[c];
        if (cut_.is_inner(call)) continue;
        brought.cost += call.cumulative.value;
        brought.below += parts_.call_cumulative[c].value;
        brought.calls += call.calls;
        brought.calls_below += scaled(call.calls, calls_share_[call.caller]);
        brought.most += parts_.call_cumulative[c].high;
        brought.most_besides += besides_of(c);
      }
      if (outside_[f] <= 0) continue;
      brought.calls += outside_[f];
      brought.most_besides += function(f).cumulative.high;
      if (members.size() == 1) brought.cost = std::max<Wide>(brought.cost, function(f).cumulative.value);
    }
    return brought;
  }

  // Of each member of a cycle the part of its cost that comes from below a mark: what its callers bring it, and theirs
  // them. In rounds, each from the one before, so that the order of the members does not matter.
  std::vector<Fraction> shares_in(std::span<const FrameId> members) {
    constexpr int most_rounds = 100;
    for (std::size_t i = 0; i < members.size(); ++i) place_[members[i]] = static_cast<std::uint32_t>(i);
    std::vector<Fraction> shares(members.size(), 0);
    std::vector<Fraction> next(members.size());
    for (int round = 0; round < most_rounds; ++round) {
      for (std::size_t i = 0; i < members.size(); ++i) next[i] = share_by_callers(members[i], shares);
      if (next == shares) break;
      shares.swap(next);
    }
    return shares;
  }

  Fraction share_by_callers(FrameId f, const std::vector<Fraction>& shares) const {
    if (parts_.reached[f] == 0) return 0;
    if (parts_.wholly[f] != 0) return all_of_it;
    Wide brought = 0;
    Wide below = 0;
    for (const std::uint32_t c : cut_.in[f]) {
      const SelectedCall& call = selection_.calls[c];
      const Weight cost = std::max<Weight>(call.cumulative.value, 0);
      brought += cost;
      below += cut_.is_inner(call) ? scaled(cost, shares[place_[call.caller]]) : parts_.call_cumulative[c].value;
    }
    if (outside_[f] > 0) brought = std::max<Wide>(brought, function(f).cumulative.value);
    return fraction(below, brought);
  }

  // A cycle that can be reached from a mark.
  void enter(std::uint32_t cycle) {
    const std::span<const FrameId> members = cut_.members[cycle];
    const FrameId first = members.front();
    const Brought brought = brought_into(members);
    const bool follows_callers = selection_.timed && members.size() > 1;
    const std::vector<Fraction> shares = follows_callers ? shares_in(members) : std::vector<Fraction>();
    for (std::size_t i = 0; i < members.size(); ++i) {
      const FrameId f = members[i];
      if (parts_.reached[f] == 0) continue;  // in the cycle, but too costly to be below any mark
      if (parts_.wholly[f] == 0) {
        take_part(f, brought, members.size() == 1);
        if (follows_callers) take_share(f, shares[i]);
        continue;
      }
      calls_share_[f] = all_of_it;
      most_[f] = function(f).cumulative.high;
      parts_.cumulative[f] = function(f).cumulative;
    }
    const bool alone = members.size() == 1 && !function(first).recursive && parts_.wholly[first] == 0;
    if (alone && selection_.timed) pass_rest(first, brought.below, brought.cost);
  }

  void take_part(FrameId f, const Brought& brought, bool alone) {
    const Figure& whole = function(f).cumulative;
    const bool by_time = selection_.timed && brought.cost > 0;
    const Fraction by_calls = fraction(brought.calls_below, brought.calls);
    const Fraction by_cost = by_time ? fraction(brought.below, brought.cost) : by_calls;
    most_[f] = selection_.timed ? bounded(std::min<Wide>(whole.high, brought.most)) : whole.high;
    most_besides_[f] = selection_.timed ? bounded(std::min<Wide>(whole.high, brought.most_besides)) : whole.high;
    const Wide value = alone && by_time ? brought.below : Wide{scaled(whole.value, by_cost)};
    parts_.cumulative[f] = Figure::between(value, std::max<Wide>(Wide{whole.low} - most_besides_[f], 0), most_[f]);
    // Cumulative costs of recursive functions contain each other; numbers of calls do not.
    calls_share_[f] = function(f).recursive || !alone ? by_calls : by_cost;
  }

  void take_share(FrameId f, Fraction share) {
    Figure& part = parts_.cumulative[f];
    part = Figure::between(scaled(function(f).cumulative.value, share), part.low, part.high);
    calls_share_[f] = share;
  }

  // The most of a call's time that is not below a mark.
  Wide besides_of(std::uint32_t c) const {
    const SelectedCall& call = selection_.calls[c];
    if (parts_.wholly[call.caller] != 0 || marks_[call.caller] != 0) return 0;
    if (!call.overlaps) return Wide{call.cumulative.high} - parts_.call_cumulative[c].low;
    // A stack may have the pair above a mark and below it: what is below says nothing about the rest.
    if (parts_.reached[call.caller] == 0) return call.cumulative.high;
    return std::min(call.cumulative.high, most_besides_[call.caller]);
  }

  // What a function spends itself is known call by call; only the rest of what it was brought goes to its callees.
  void pass_rest(FrameId f, Wide below, Wide brought) {
    Wide self_below = 0;
    for (const std::uint32_t c : cut_.in[f]) self_below += parts_.call_self[c].value;
    const Wide rest = brought - function(f).self.value;
    if (rest > 0) calls_share_[f] = fraction(below - self_below, rest);
  }

  void divide_calls(std::span<const FrameId> members, bool inner) {
    for (const FrameId f : members) {
      for (const std::uint32_t c : cut_.out[f]) {
        if (cut_.is_inner(selection_.calls[c]) == inner) divide(c);
      }
    }
  }

  // Of one call of a function whose own part is known.
  void divide(std::uint32_t c) {
    const SelectedCall& call = selection_.calls[c];
    const FrameId f = call.caller;
    if (parts_.reached[f] == 0 || (marks_[f] == 0 && least_above(call) > width_[f])) return;
    parts_.call_reached[c] = 1;
    if (marks_[f] != 0 || parts_.wholly[f] != 0) {
      parts_.call_cumulative[c] = call.cumulative;
      parts_.call_self[c] = call.self;
      parts_.call_certain[c] = call.certain ? 1 : 0;
      return;
    }
    Wide most = most_[f];
    Wide most_besides = most_besides_[f];
    if (!cut_.is_inner(call) && marks_[call.callee] == 0 && !function(f).recursive) {
      most -= parts_.self[f].low;  // spent already
      most_besides -= std::max<Weight>(function(f).self.low - parts_.self[f].high, 0);
    }
    const auto part = [&](const Figure& whole, Wide value) {
      if (!selection_.timed) return Figure::between(value, 0, whole.high);
      return Figure::between(value, std::max<Wide>(whole.low - most_besides, 0), std::min<Wide>(whole.high, most));
    };
    const Weight whole = function(f).cumulative.value;
    const Fraction by_cost =
        function(f).recursive && whole > 0 ? fraction(parts_.cumulative[f].value, whole) : calls_share_[f];
    parts_.call_cumulative[c] = part(call.cumulative, scaled(call.cumulative.value, by_cost));
    parts_.call_self[c] = part(call.self, scaled(call.self.value, calls_share_[f]));
    parts_.call_certain[c] = call.certain && parts_.call_cumulative[c].low > rounding_of(call.cumulative.value) ? 1 : 0;
  }

  // Self costs add up over the calls that brought them.
  void own_cost(FrameId f) {
    const Figure& self = function(f).self;
    if (marks_[f] != 0 || parts_.wholly[f] != 0) {
      parts_.self[f] = self;
      if (marks_[f] != 0) parts_.cumulative[f] = function(f).cumulative;
      return;
    }
    if (parts_.reached[f] == 0) return;
    Figure below;
    Wide besides = outside_[f] > 0 ? self.high : 0;
    if (selection_.self_timed) {
      Wide all = 0;
      for (const std::uint32_t c : cut_.in[f]) {
        below += parts_.call_self[c];
        all += selection_.calls[c].self.high;
        if (outside_[f] <= 0) besides += Wide{selection_.calls[c].self.high} - parts_.call_self[c].low;
      }
      if (outside_[f] > 0) besides = std::max<Wide>(self.high - all, 0) + all - below.low;
      parts_.self[f] = Figure::between(below.value, std::max<Wide>(std::max<Wide>(self.low - besides, below.low), 0),
                                       std::min<Wide>(below.high, self.high));
      return;
    }
    parts_.self[f] = Figure::between(scaled(self.value, calls_share_[f]), 0, self.high);
  }

  const CallSelection& selection_;
  const Marks& marks_;
  CutCalls cut_;
  MarkParts parts_;
  std::vector<std::int64_t> outside_;
  std::vector<Weight> width_;          // widest_above()
  Marks besides_;                      // some way leads to it that has no mark
  std::vector<Fraction> calls_share_;  // of its calls, and so of what it passes on
  std::vector<Weight> most_;           // that can be below a mark
  std::vector<Weight> most_besides_;
  std::vector<std::uint32_t> place_;  // among the members of its cycle
};

class Above {
 public:
  Above(const CallSelection& selection, const Marks& marks)
      : selection_(selection),
        marks_(marks),
        cut_(cut_calls(selection, [&](const SelectedCall& call) { return marks[call.caller] != 0; })),
        parts_(no_parts(selection)),
        outside_(calls_from_outside(selection)),
        callers_(calls_to(selection)) {}

  MarkParts run() {
    need_ = narrowest_below(selection_, cut_, marks_);
    for (std::uint32_t cycle = 0; cycle < cut_.cycles.count; ++cycle) {  // callees first
      for (const FrameId f : cut_.members[cycle]) {
        if (marks_[f] != 0 && function(f).present) {
          parts_.reached[f] = parts_.wholly[f] = 1;
          parts_.cumulative[f] = function(f).cumulative;
        }
      }
      lead(cycle);
    }
    for (std::uint32_t c = 0; c < selection_.calls.size(); ++c) divide(c);
    return std::move(parts_);
  }

 private:
  const SelectedFunction& function(FrameId f) const { return selection_.functions[f]; }

  // Whether the caller costs enough for what is on the way from the call to a mark.
  bool leads(const SelectedCall& call) const {
    if (need_[call.callee] == unreached) return false;
    const Weight least = std::max(need_[call.callee], least_above(call));
    return least == 0 || function(call.caller).cumulative.high >= least;
  }

  // How much of a cycle's cost leads out of it to a mark.
  void lead(std::uint32_t cycle) {
    const std::span<const FrameId> members = cut_.members[cycle];
    if (marks_[members.front()] != 0) return;
    Wide whole = 0, leading = 0, most = 0, calls = 0, calls_leading = 0;
    bool reached = false;
    for (const FrameId f : members) {
      if (selection_.timed) whole += function(f).self.value;
      for (const std::uint32_t c : cut_.out[f]) {
        const SelectedCall& call = selection_.calls[c];
        if (cut_.is_inner(call)) continue;
        divide(c);
        reached = reached || leads(call);
        whole += call.cumulative.value;
        leading += parts_.call_cumulative[c].value;
        most += parts_.call_cumulative[c].high;
        calls += call.calls;
        calls_leading += scaled(call.calls, part_of(call.callee));
      }
    }
    if (!reached) return;
    const Fraction share = selection_.timed ? fraction(leading, whole) : fraction(calls_leading, calls);
    for (const FrameId f : members) {
      if (need_[f] == unreached) continue;
      parts_.reached[f] = 1;
      const Figure& all = function(f).cumulative;
      const bool alone = members.size() == 1 && !function(f).recursive;
      Wide high = selection_.timed ? std::min<Wide>(all.high, most) : Wide{all.high};
      if (alone) high = std::min<Wide>(high, Wide{all.high} - function(f).self.low);
      const Wide value = alone && selection_.timed ? leading : Wide{scaled(all.value, share)};
      parts_.cumulative[f] = Figure::between(value, selection_.timed ? least_leading(f, alone) : 0, high);
    }
  }

  // Of a function that is never on a stack twice what its calls lead to a mark adds up; else one is in it at least.
  Wide least_leading(FrameId f, bool adds_up) const {
    Wide low = 0;
    for (const std::uint32_t c : cut_.out[f]) {
      if (cut_.is_inner(selection_.calls[c])) continue;
      const Wide least = parts_.call_cumulative[c].low;
      low = adds_up ? low + least : std::max(low, least);
    }
    return low;
  }

  Fraction part_of(FrameId f) const {
    if (marks_[f] != 0) return all_of_it;
    return fraction(parts_.cumulative[f].value, function(f).cumulative.value);
  }

  // Of one call to a function whose own part is known.
  void divide(std::uint32_t c) {
    const SelectedCall& call = selection_.calls[c];
    const FrameId callee = call.callee;
    if (!leads(call)) return;
    parts_.call_reached[c] = 1;
    if (marks_[callee] != 0) {
      parts_.call_cumulative[c] = call.cumulative;
      parts_.call_certain[c] = call.certain ? 1 : 0;
      return;
    }
    const Figure& leading = parts_.cumulative[callee];
    // Of a recursive callee one call may lead to a mark while another one on the same stack does not.
    const Wide elsewhere = Wide{function(callee).cumulative.high} - leading.low;
    Wide low = function(callee).recursive ? 0 : std::max<Wide>(call.cumulative.low - elsewhere, 0);
    if (callers_[callee].size() == 1 && outside_[callee] <= 0) low = std::max<Wide>(low, leading.low);
    const Wide high = std::min<Wide>(call.cumulative.high, leading.high);
    parts_.call_cumulative[c] =
        selection_.timed ? Figure::between(scaled(call.cumulative.value, part_of(callee)), low, high) : Figure();
    parts_.call_certain[c] = call.certain && selection_.timed && low > rounding_of(call.cumulative.value) ? 1 : 0;
  }

  const CallSelection& selection_;
  const Marks& marks_;
  CutCalls cut_;
  MarkParts parts_;
  std::vector<std::int64_t> outside_;
  Rows callers_;
  std::vector<Weight> need_;  // narrowest_below()
};

}  // namespace

MarkParts parts_below(const CallSelection& selection, const Marks& marks) { return Below(selection, marks).run(); }

MarkParts parts_above(const CallSelection& selection, const Marks& marks) { return Above(selection, marks).run(); }

}  // namespace p2g
