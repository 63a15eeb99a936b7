// Keeping whole stacks with or without a mark, or their part below or above one.
#include "src/passes/select/select_calls.h"

#include <algorithm>
#include <numeric>

#include "src/model/fraction.h"
#include "src/passes/select/bound_by_marks.h"
#include "src/passes/select/mark_parts.h"

namespace p2g {
namespace {

// What is kept of an item: nothing, or so much of its two costs.
struct Kept {
  bool stays = false;
  Figure self;
  Figure cumulative;
  bool certain = true;
};

// A call that was made stays at least one: what is shown as called must not look like a root.
std::int64_t scaled_count(std::int64_t count, Fraction by) {
  return count > 0 ? std::max<std::int64_t>(scaled(count, by), 1) : count;
}

Fraction kept_part(const Figure& kept, const Figure& whole) {
  return whole.value > 0 ? fraction(kept.value, whole.value) : all_of_it;
}

// The stacks that have either of two things, of which the bounds say no more than that a stack may have both.
Figure union_of(const Figure& a, const Figure& b, const Figure& whole) {
  if (a.high <= 0) return b;
  if (b.high <= 0) return a;
  // As if by two independent chances.
  const Wide both = whole.value > 0 ? Wide{a.value} * b.value / whole.value : 0;
  return Figure::between(Wide{a.value} + b.value - both, std::max(a.low, b.low),
                         std::min<Wide>(whole.high, Wide{a.high} + b.high));
}

Figure rest_of(const Figure& whole, const Figure& part) {
  const auto least = std::max<Wide>(Wide{whole.low} - part.high, std::min<Wide>(whole.low, 0));
  return Figure::between(Wide{whole.value} - part.value, least, Wide{whole.high} - part.low);
}

// What the calls that stay say about the functions that they call.
struct CallsKept {
  std::vector<std::int64_t> counts;
  Marks doubted;  // a call of it stands for a number that nobody knows
};

// Keeps of each call what `of_call` says.
template <class OfCall>
CallsKept keep_calls(CallSelection& selection, OfCall of_call) {
  CallsKept result{std::vector<std::int64_t>(selection.functions.size(), 0), Marks(selection.functions.size(), 0)};
  std::size_t used = 0;
  for (std::uint32_t c = 0; c < selection.calls.size(); ++c) {
    SelectedCall call = selection.calls[c];
    const Kept kept = of_call(c);
    if (!kept.stays) continue;
    const Fraction part = kept_part(kept.cumulative, call.cumulative);
    call.self = kept.self;
    call.cumulative = kept.cumulative;
    call.certain = call.certain && kept.certain;
    // Of a part of the time nobody knows how many of the calls it took.
    call.calls_in_doubt = call.calls_in_doubt || part != all_of_it || kept.cumulative.doubt() > 0;
    result.doubted[call.callee] |= call.calls_in_doubt ? 1 : 0;
    call.calls = scaled_count(call.calls, part);
    call.primitive_calls = std::min(scaled_count(call.primitive_calls, part), call.calls);
    result.counts[call.callee] += call.calls;
    selection.calls[used++] = call;
  }
  selection.calls.resize(used);
  return result;
}

// Primitive calls follow all calls: as many where there is no recursion, else the same part of them. Of samples they
// are those on top, so they go with the self cost.
std::int64_t kept_primitive_calls(const SelectedFunction& function, Counted counted, std::int64_t calls,
                                  Fraction part_of_self) {
  if (counted == Counted::samples) return scaled(function.primitive_calls, part_of_self);
  if (function.primitive_calls == function.calls) return calls;
  return std::min(scaled_count(function.primitive_calls, fraction(calls, function.calls)), calls);
}

void keep_part(SelectedFunction& function, const Kept& kept, Counted counted, std::int64_t calls) {
  const Fraction part_of_self = kept_part(kept.self, function.self);
  function.primitive_calls = kept_primitive_calls(function, counted, calls, part_of_self);
  function.calls = calls;
  function.hidden = scaled(function.hidden, part_of_self);
  function.self = kept.self;
  function.cumulative = kept.cumulative;
}

// Keeps of each call and each function what the two functions say. A function's calls are then those that the remaining
// calls make, and its part of those from outside, so that none looks like a root that is none.
template <class OfCall, class OfFunction>
void keep(CallSelection& selection, OfCall of_call, OfFunction of_function, bool from_outside) {
  const std::vector<std::int64_t> outside = calls_from_outside(selection);  // while all calls are there
  CallsKept calls = keep_calls(selection, of_call);
  for (FrameId f = 0; f < selection.functions.size(); ++f) {
    SelectedFunction& function = selection.functions[f];
    if (!function.present) continue;
    const Kept kept = of_function(f);
    if (!kept.stays) {
      function = SelectedFunction();
      function.present = false;
      continue;
    }
    const Fraction part = kept_part(kept.cumulative, function.cumulative);
    const bool outside_in_doubt = from_outside && outside[f] > 0 && part != all_of_it;
    function.calls_in_doubt = function.calls_in_doubt || calls.doubted[f] != 0 || outside_in_doubt;
    if (from_outside) calls.counts[f] += scaled(std::max<std::int64_t>(outside[f], 0), part);
    keep_part(function, kept, selection.counted, calls.counts[f]);
  }
}

// What leaves a mark upwards.
struct MarkEnds {
  std::vector<Weight> received;  // the cost of what it calls and no other mark follows on
  std::vector<Figure> own;       // its own cost and that
};

// What a mark calls and no other mark follows on is cut off, and becomes the mark's own cost: the stacks end there.
MarkEnds end_at_marks(const CallSelection& selection, const Marks& marks, const MarkParts& above) {
  // Beyond each mark: what leads to another one, or back to itself.
  std::vector<Figure> onwards(marks.size());
  std::vector<std::uint8_t> leads_on(marks.size(), 0);
  std::vector<Weight> cut(marks.size(), 0);
  for (std::uint32_t c = 0; c < selection.calls.size(); ++c) {
    const SelectedCall& call = selection.calls[c];
    if (marks[call.caller] == 0) continue;
    if (above.call_reached[c] != 0) {
      leads_on[call.caller] = 1;
      onwards[call.caller] += above.call_cumulative[c];
    }
    cut[call.caller] = bounded(Wide{cut[call.caller]} + call.cumulative.value - above.call_cumulative[c].value);
  }
  const auto several = std::accumulate(marks.begin(), marks.end(), std::size_t{0});
  MarkEnds ends{std::vector<Weight>(marks.size(), 0), std::vector<Figure>(marks.size())};
  for (FrameId f = 0; f < marks.size(); ++f) {
    const SelectedFunction& function = selection.functions[f];
    if (marks[f] == 0 || !function.present) continue;
    const Wide below = Wide{function.cumulative.value} - function.self.value;
    Figure& own = ends.own[f];
    if (leads_on[f] == 0 || several == 1) {  // the last mark of all its stacks
      ends.received[f] = bounded(below);
      own = function.cumulative;
      continue;
    }
    ends.received[f] = bounded(std::clamp<Wide>(cut[f], 0, std::max<Wide>(below, 0)));
    own = Figure::between(Wide{function.self.value} + ends.received[f], function.cumulative.low - Wide{onwards[f].high},
                          function.cumulative.high);
    if (function.recursive) own.low = std::min(own.value, std::max<Weight>(0, function.self.low));
  }
  return ends;
}

// Each stack with a mark ends at one, so that marks which call each other by way of others spend together what stacks
// with a mark cost: each by itself could be the end of much more.
void balance_ends(const CallSelection& selection, const Marks& marks, Weight whole, MarkEnds& ends) {
  if (!selection.timed || !selection.self_timed) return;
  std::vector<Figure*> doubtful;
  Wide known = 0, low = 0, high = 0;
  for (FrameId f = 0; f < marks.size(); ++f) {
    if (marks[f] == 0 || !selection.functions[f].present) continue;
    Figure& own = ends.own[f];
    if (own.doubt() <= 0) {
      known += own.value;
      continue;
    }
    doubtful.push_back(&own);
    low += own.low;
    high += own.high;
  }
  balance_figures(std::clamp<Wide>(whole - known, low, high), doubtful);
  for (FrameId f = 0; f < marks.size(); ++f) {
    const SelectedFunction& function = selection.functions[f];
    if (marks[f] == 0 || !function.present || ends.own[f].doubt() <= 0) continue;
    ends.received[f] = std::max<Weight>(0, ends.own[f].value - function.self.value);
  }
}

}  // namespace

// All of a function that is below a mark is below it with its callees.
void keep_below(CallSelection& selection, const Marks& marks) {
  const MarkParts below = parts_below(selection, marks);
  const Figure whole = cost_of_marked(selection, marks, below);
  std::vector<std::int64_t> all_calls(marks.size());
  for (std::size_t f = 0; f < marks.size(); ++f) all_calls[f] = selection.functions[f].calls;
  keep(
      selection,
      [&](std::uint32_t c) {
        return Kept{below.call_reached[c] != 0, below.call_self[c], below.call_cumulative[c],
                    below.call_certain[c] != 0};
      },
      [&](FrameId f) {
        return Kept{below.reached[f] != 0, below.self[f], below.cumulative[f]};
      },
      false);
  // A mark is where the selection begins: all its calls count, whoever made them.
  for (std::size_t f = 0; f < marks.size(); ++f) {
    SelectedFunction& function = selection.functions[f];
    if (!function.present || marks[f] == 0) continue;
    if (selection.counted == Counted::calls && function.primitive_calls == function.calls)
      function.primitive_calls = all_calls[f];
    function.calls = all_calls[f];
    function.calls_in_doubt = false;
  }
  bound_by_marks(selection, whole);
}

// Only the marks spend something themselves; whoever leads to one has what it spends there.
void keep_above(CallSelection& selection, const Marks& marks) {
  const MarkParts above = parts_above(selection, marks);
  MarkEnds ends = end_at_marks(selection, marks, above);
  balance_ends(selection, marks, cost_of_marked(selection, marks, parts_below(selection, marks)).value, ends);
  keep(
      selection,
      [&](std::uint32_t c) {
        const SelectedCall& call = selection.calls[c];
        const bool mark = marks[call.callee] != 0;
        return Kept{above.call_reached[c] != 0, mark ? call.self : Figure(), above.call_cumulative[c],
                    above.call_certain[c] != 0};
      },
      [&](FrameId f) {
        return Kept{above.reached[f] != 0, ends.own[f], above.cumulative[f]};
      },
      true);
  for (FrameId f = 0; f < marks.size(); ++f) selection.functions[f].hidden += ends.received[f];
  spread_over_callers(selection, ends.received);
}

void keep_with(CallSelection& selection, const Marks& marks) {
  const MarkParts below = parts_below(selection, marks);
  const Figure whole = cost_of_marked(selection, marks, below);
  const MarkParts above = parts_above(selection, marks);
  keep(
      selection,
      [&](std::uint32_t c) {
        const SelectedCall& call = selection.calls[c];
        return Kept{below.call_reached[c] != 0 || above.call_reached[c] != 0,
                    marks[call.callee] != 0 ? call.self : below.call_self[c],
                    union_of(below.call_cumulative[c], above.call_cumulative[c], call.cumulative),
                    below.call_certain[c] != 0 || above.call_certain[c] != 0};
      },
      [&](FrameId f) {
        return Kept{below.reached[f] != 0 || above.reached[f] != 0, below.self[f],
                    marks[f] != 0
                        ? selection.functions[f].cumulative
                        : union_of(below.cumulative[f], above.cumulative[f], selection.functions[f].cumulative)};
      },
      true);
  bound_by_marks(selection, whole);
}

// What keep_with() leaves out; and a function all of whose stacks have a mark is gone.
void keep_without(CallSelection& selection, const Marks& marks) {
  const MarkParts below = parts_below(selection, marks);
  const Wide rest = own_costs(selection) - cost_of_marked(selection, marks, below).value;
  const MarkParts above = parts_above(selection, marks);
  const auto with_mark = [&](FrameId f) {
    return union_of(below.cumulative[f], above.cumulative[f], selection.functions[f].cumulative);
  };
  const auto stays = [&](FrameId f) {
    if (marks[f] != 0 || below.wholly[f] != 0) return false;
    const Weight whole = selection.functions[f].cumulative.value;
    return whole <= 0 || with_mark(f).value < whole || with_mark(f).low < whole;
  };
  keep(
      selection,
      [&](std::uint32_t c) {
        const SelectedCall& call = selection.calls[c];
        if (!stays(call.caller) || !stays(call.callee)) return Kept{};
        const Figure with = union_of(below.call_cumulative[c], above.call_cumulative[c], call.cumulative);
        const Figure without = rest_of(call.cumulative, with);
        const bool untouched = below.call_reached[c] == 0 && above.call_reached[c] == 0;
        return Kept{without.high > 0 || with.high <= 0, rest_of(call.self, below.call_self[c]), without,
                    untouched || without.low > rounding_of(call.cumulative.value)};
      },
      [&](FrameId f) {
        return Kept{stays(f), rest_of(selection.functions[f].self, below.self[f]),
                    rest_of(selection.functions[f].cumulative, with_mark(f))};
      },
      true);
  balance_own_costs(selection, rest);
}

}  // namespace p2g
