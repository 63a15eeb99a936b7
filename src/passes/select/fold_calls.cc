// --fold-recursion for call profiles: a function that is on the stack already becomes its first occurrence.
//
//   stack    main a b a c          folded   main a c        (the call of b to a is gone, c is called by a as before)
//
// No pair appears by that that was none before; own costs stay. What changes are calls back into a cycle and the costs
// of functions that lead to them. Numbers of calls tell much: when as many calls come into a cycle from outside as a
// function has primitive calls, then all its calls within the cycle are repetitions, and go. Once that leaves no cycle,
// costs add up from below and are exact where each function has one caller.
#include <algorithm>

#include "src/base/components.h"
#include "src/model/fraction.h"
#include "src/passes/select/select_calls.h"

namespace p2g {
namespace {

class Folder {
 public:
  explicit Folder(CallSelection& selection) : selection_(selection) {
    const Rows from = calls_from(selection);
    cycles_ = strong_components(mapped_rows(from, [&](std::uint32_t c) { return selection_.calls[c].callee; }));
    std::vector<std::uint32_t> members(cycles_.count, 0);
    for (const std::uint32_t cycle : cycles_.of) ++members[cycle];
    cyclic_.assign(selection.functions.size(), 0);
    for (FrameId f = 0; f < cyclic_.size(); ++f) cyclic_[f] = members[cycles_.of[f]] > 1 ? 1 : 0;
  }

  void run() {
    drop_repetitions();
    doubt_cycles();
    add_up();
    for (SelectedFunction& function : selection_.functions) function.recursive = false;
    for (SelectedCall& call : selection_.calls) call.overlaps = false;
  }

 private:
  SelectedFunction& function(FrameId f) { return selection_.functions[f]; }
  bool is_inner(const SelectedCall& call) const {
    return cyclic_[call.caller] != 0 && cycles_.of[call.caller] == cycles_.of[call.callee];
  }

  void drop_repetitions() {
    std::vector<std::int64_t> entering = calls_from_outside(selection_);
    for (std::int64_t& calls : entering) calls = std::max<std::int64_t>(calls, 0);
    for (const SelectedCall& call : selection_.calls) {
      if (call.caller != call.callee && !is_inner(call)) entering[call.callee] += call.calls;
    }
    entered_only_.assign(cyclic_.size(), 0);
    for (FrameId f = 0; f < cyclic_.size(); ++f) {
      const bool counted = selection_.counted == Counted::calls && function(f).primitive_calls >= 0;
      entered_only_[f] = counted && entering[f] == function(f).primitive_calls ? 1 : 0;
    }
    std::erase_if(selection_.calls, [&](const SelectedCall& call) {
      const bool goes = call.caller == call.callee || (is_inner(call) && entered_only_[call.callee] != 0);
      // Its calls go too, or the function would seem to be called from outside.
      if (goes && selection_.counted == Counted::calls) function(call.callee).calls -= call.calls;
      if (goes) received_.push_back({call.callee, call.self.value});
      return goes;
    });
    std::vector<Weight> received(cyclic_.size(), 0);
    for (const auto& [callee, self] : received_) received[callee] = bounded(Wide{received[callee]} + self);
    spread_over_callers(selection_, received);
  }

  // Whatever is below a repetition is no longer below what led to it.
  void doubt_cycles() {
    for (FrameId f = 0; f < cyclic_.size(); ++f) {
      if (cyclic_[f] == 0 || entered_only_[f] != 0) continue;  // what only enters is above all of its cycle
      Figure& cost = function(f).cumulative;
      cost = Figure::between(cost.value, std::min(function(f).self.low, cost.low), cost.high);
    }
    for (SelectedCall& call : selection_.calls) {
      if (!is_inner(call)) continue;
      call.cumulative =
          Figure::between(call.cumulative.value, std::min(call.self.low, call.cumulative.low), call.cumulative.high);
      call.calls_in_doubt = true;
      function(call.callee).calls_in_doubt = true;
      if (function(call.callee).recursive) call.certain = false;  // perhaps all its calls were repetitions
    }
  }

  // From callees to callers, over cycles that are none any more.
  void add_up() {
    const Rows from = calls_from(selection_);
    const Rows to = calls_to(selection_);
    const Components left =
        strong_components(mapped_rows(from, [&](std::uint32_t c) { return selection_.calls[c].callee; }));
    const Rows members = group_rows(left.count, cyclic_.size(), [&](std::uint32_t f) { return left.of[f]; });
    const std::vector<std::int64_t> outside = calls_from_outside(selection_);
    for (std::uint32_t cycle = 0; cycle < left.count; ++cycle) {
      const FrameId f = members[cycle].front();
      if (members[cycle].size() > 1 || cyclic_[f] == 0 || !selection_.timed) continue;
      if (entered_only_[f] == 0) {
        Figure sum = function(f).self;
        for (const std::uint32_t c : from[f]) sum += selection_.calls[c].cumulative;
        const Figure& whole = function(f).cumulative;
        function(f).cumulative =
            Figure::between(sum.value, std::max(whole.low, sum.low), std::min(whole.high, sum.high));
      }
      give_callers(f, to, outside[f]);
    }
  }

  // One caller has all of it, several share it as before.
  void give_callers(FrameId f, const Rows& to, std::int64_t outside) {
    Wide whole = 0;
    for (const std::uint32_t c : to[f]) whole += std::max<Weight>(selection_.calls[c].cumulative.value, 0);
    for (const std::uint32_t c : to[f]) {
      SelectedCall& call = selection_.calls[c];
      if (!is_inner(call)) continue;
      if (to[f].size() == 1 && outside <= 0) {
        call.cumulative = function(f).cumulative;
        call.certain = true;
      } else if (whole > 0) {
        const Weight part = portion(function(f).cumulative.value, call.cumulative.value, whole);
        call.cumulative =
            Figure::between(part, call.cumulative.low, std::min(call.cumulative.high, function(f).cumulative.high));
      }
    }
  }

  CallSelection& selection_;
  Components cycles_;   // as the file has them
  Marks cyclic_;        // in a cycle of several functions
  Marks entered_only_;  // all calls from its cycle are repetitions
  struct Received {
    FrameId callee;
    Weight self;
  };
  std::vector<Received> received_;
};

}  // namespace

void fold_recursion(CallSelection& selection) { Folder(selection).run(); }

}  // namespace p2g
