#include "src/passes/select/call_selection.h"

#include <algorithm>
#include <utility>

#include "src/base/components.h"
#include "src/base/unite.h"
#include "src/model/fraction.h"

namespace p2g {
namespace {

// Functions of a cycle may be on a stack twice, unless their numbers of calls say that they never were.
void find_recursion(CallSelection& selection) {
  const std::vector<SelectedCall>& calls = selection.calls;
  const Rows from = calls_from(selection);
  const Components components = strong_components(mapped_rows(from, [&](std::uint32_t c) { return calls[c].callee; }));
  std::vector<std::uint32_t> members(components.count, 0);
  for (const std::uint32_t component : components.of) ++members[component];
  std::vector<std::uint8_t> cyclic(selection.functions.size(), 0);
  for (FrameId f = 0; f < cyclic.size(); ++f) cyclic[f] = members[components.of[f]] > 1 ? 1 : 0;
  for (const SelectedCall& call : calls) {
    if (call.caller == call.callee) cyclic[call.caller] = 1;
  }
  for (FrameId f = 0; f < cyclic.size(); ++f) {
    SelectedFunction& function = selection.functions[f];
    const bool never_twice = selection.counted == Counted::calls && function.primitive_calls == function.calls;
    function.recursive = cyclic[f] != 0 && !never_twice;
  }
  for (SelectedCall& call : selection.calls) {
    const bool both = selection.functions[call.caller].recursive && selection.functions[call.callee].recursive;
    call.overlaps = both && !(selection.counted == Counted::calls && call.primitive_calls == call.calls);
  }
}

SelectedCall selected(const CallCost& cost) {
  SelectedCall call;
  call.caller = cost.caller;
  call.callee = cost.callee;
  if (cost.self != unknown_weight) call.self = Figure::exactly(cost.self);
  if (cost.cumulative != unknown_weight) call.cumulative = Figure::exactly(cost.cumulative);
  call.calls = cost.calls;
  call.primitive_calls = cost.primitive_calls;
  return call;
}

std::uint8_t doubtful(const Figure& self, const Figure& cumulative, Weight negligible) {
  return static_cast<std::uint8_t>((self.doubt() > negligible ? estimated_self : 0) |
                                   (cumulative.doubt() > negligible ? estimated_cumulative : 0));
}

// The profile that comes out: a call profile has one function a frame, so only those that are present get one.
class Builder {
 public:
  Builder(const CallSelection& selection, const Frames& frames, Weight negligible)
      : selection_(selection), before_(frames), negligible_(negligible) {
    calls_.counted = selection.counted;
    renamed_.assign(selection.functions.size(), no_frame);
  }

  void add_functions() {
    for (FrameId f = 0; f < renamed_.size(); ++f) {
      const SelectedFunction& function = selection_.functions[f];
      if (!function.present || is_absent(function)) continue;
      renamed_[f] = frames_.add(before_, f);
      add(renamed_[f], function);
    }
  }

  // Hidden functions that nobody called are one frame of their own.
  void add_unowned() {
    if (selection_.unowned.high <= 0 && selection_.unowned_samples == 0) return;
    SelectedFunction hidden;
    hidden.self = hidden.cumulative = selection_.unowned;
    hidden.calls = hidden.primitive_calls = selection_.unowned_samples;
    hidden.hidden = hidden.self.value;
    add(frames_.add(hidden_frame_text), hidden);
  }

  void add_calls() {
    for (const SelectedCall& call : selection_.calls) {
      if (call.is_only_possible()) continue;
      const FrameId caller = renamed_[call.caller];
      const FrameId callee = renamed_[call.callee];
      if (caller == no_frame || callee == no_frame) continue;
      calls_.edges.push_back({caller, callee, selection_.self_timed ? call.self.value : unknown_weight,
                              selection_.timed ? call.cumulative.value : unknown_weight, call.calls,
                              call.primitive_calls});
      std::uint8_t figures = doubtful(call.self, call.cumulative, negligible_);
      if (!call.certain) figures |= estimated_cumulative;
      if (call.calls_in_doubt || !call.certain) figures |= estimated_calls;
      if (figures != 0) estimates_.calls.push_back({Estimates::pair_key(caller, callee), figures});
    }
    std::sort(estimates_.calls.begin(), estimates_.calls.end(),
              [](const Estimates::Call& a, const Estimates::Call& b) { return a.pair < b.pair; });
  }

  Profile finish(Profile profile) {
    profile.frames = std::move(frames_);
    profile.data = std::move(calls_);
    keep_marks(profile.estimates);
    profile.estimates = std::move(estimates_);
    return profile;
  }

 private:
  // Most likely it is not there, and if it is, it costs nothing to speak of.
  bool is_absent(const SelectedFunction& function) const {
    return function.self.value <= 0 && function.cumulative.value <= 0 && function.self.low <= 0 &&
           function.cumulative.low <= 0 && function.cumulative.high > 0 && function.cumulative.high <= negligible_;
  }

  // What contradicts itself in the file is none the better for a selection.
  void keep_marks(const Estimates& before) {
    if (before.empty()) return;
    for (FrameId f = 0; f < renamed_.size(); ++f) {
      if (renamed_[f] == no_frame || before.of(f) == 0) continue;
      // Cumulative costs are what the own costs of a selection are made of.
      const bool both = (before.of(f) & estimated_cumulative) != 0;
      estimates_.mark(renamed_[f], both ? before.of(f) | estimated_self : before.of(f));
    }
    std::vector<Estimates::Call> marks;
    for (const SelectedCall& call : selection_.calls) {
      if (call.is_only_possible() || renamed_[call.caller] == no_frame || renamed_[call.callee] == no_frame) continue;
      std::uint8_t figures = before.of_call(call.caller, call.callee);
      // One that leads over hidden functions is as good as what it was made of.
      if (figures == 0 && !before.calls.empty()) figures = before.of(call.caller) & before.of(call.callee);
      if (figures != 0) marks.push_back({Estimates::pair_key(renamed_[call.caller], renamed_[call.callee]), figures});
    }
    estimates_.mark_calls(std::move(marks));
    estimates_.reason = before.reason;
  }

  void add(FrameId frame, const SelectedFunction& function) {
    if (frame >= calls_.functions.size()) calls_.functions.resize(frame + std::size_t{1});
    calls_.functions[frame] +=
        {function.self.value, function.cumulative.value, function.calls, function.primitive_calls};
    std::uint8_t figures = doubtful(function.self, function.cumulative, negligible_);
    if (function.hidden_in_doubt) figures |= estimated_self;
    if (function.calls_in_doubt && selection_.counted == Counted::calls) figures |= estimated_calls;
    if (figures != 0) estimates_.mark(frame, figures);
    if (function.hidden == 0) return;
    if (frame >= estimates_.hidden.size()) estimates_.hidden.resize(frame + std::size_t{1}, 0);
    estimates_.hidden[frame] += function.hidden;
  }

  const CallSelection& selection_;
  const Frames& before_;
  Weight negligible_;
  Frames frames_;
  Calls calls_;
  Estimates estimates_;
  std::vector<FrameId> renamed_;
};

}  // namespace

Figure Figure::between(Wide value, Wide low, Wide high) {
  if (low > high) return exactly(bounded(std::clamp(value, high, low)));
  return {bounded(std::clamp(value, low, high)), bounded(low), bounded(high)};
}

Figure& Figure::operator+=(const Figure& other) {
  value = bounded(Wide{value} + other.value);
  low = bounded(Wide{low} + other.low);
  high = bounded(Wide{high} + other.high);
  return *this;
}

void balance_figures(Wide sum, std::span<Figure* const> figures) {
  if (figures.empty()) return;
  Wide left = sum;
  for (const Figure* each : figures) left -= each->value;
  const auto room_of = [up = left > 0](const Figure& each) {
    return up ? Wide{each.high} - each.value : Wide{each.value} - each.low;
  };
  Wide room = 0;
  for (const Figure* each : figures) room += room_of(*each);
  if (room > 0) {
    const Wide moved = left > 0 ? std::min(left, room) : std::max(left, -room);
    for (Figure* each : figures) {
      const Wide part = moved * room_of(*each) / room;
      each->value = bounded(each->value + part);
      left -= part;
    }
  }
  if (left == 0) return;
  Figure& largest = **std::max_element(figures.begin(), figures.end(),
                                       [](const Figure* a, const Figure* b) { return a->value < b->value; });
  largest.value = bounded(largest.value + left);
  largest.low = std::min(largest.low, largest.value);
  largest.high = std::max(largest.high, largest.value);
}

CallSelection begin_selection(Profile& profile) {
  CallSelection selection;
  selection.frames = &profile.frames;
  const Calls calls = std::move(profile.calls());
  selection.counted = calls.counted;
  selection.functions.resize(profile.frames.size());
  for (FrameId f = 0; f < calls.functions.size(); ++f) {
    const FunctionCost& cost = calls.functions[f];
    SelectedFunction& function = selection.functions[f];
    function.self = Figure::exactly(bounded(cost.self));
    function.cumulative = Figure::exactly(bounded(cost.cumulative));
    function.calls = cost.calls;
    function.primitive_calls = cost.primitive_calls;
  }
  selection.calls.reserve(calls.edges.size());
  for (const CallCost& cost : calls.edges) {
    selection.timed = selection.timed && cost.cumulative != unknown_weight;
    selection.self_timed = selection.self_timed && cost.self != unknown_weight;
    selection.calls.push_back(selected(cost));
  }
  unite_calls(selection);
  for (SelectedCall& call : selection.calls) {
    call.single = selection.counted == Counted::calls && selection.timed && call.calls == 1;
  }
  find_recursion(selection);
  return selection;
}

Profile end_selection(Profile profile, const CallSelection& selection, Weight negligible) {
  Builder builder(selection, profile.frames, negligible);
  builder.add_functions();
  builder.add_unowned();
  builder.add_calls();
  return builder.finish(std::move(profile));
}

Rows calls_from(const CallSelection& selection) {
  return group_rows(selection.functions.size(), selection.calls.size(),
                    [&](std::uint32_t c) { return selection.calls[c].caller; });
}

Rows calls_to(const CallSelection& selection) {
  return group_rows(selection.functions.size(), selection.calls.size(),
                    [&](std::uint32_t c) { return selection.calls[c].callee; });
}

std::vector<std::int64_t> calls_from_outside(const CallSelection& selection) {
  std::vector<std::int64_t> left(selection.functions.size());
  for (std::size_t f = 0; f < left.size(); ++f) left[f] = selection.functions[f].calls;
  for (const SelectedCall& call : selection.calls) left[call.callee] -= call.calls;
  return left;
}

void unite_calls(CallSelection& selection) {
  sort_and_unite(
      selection.calls,
      [](const SelectedCall& a, const SelectedCall& b) {
        return a.callee != b.callee ? a.callee < b.callee : a.caller < b.caller;
      },
      [](SelectedCall& sum, const SelectedCall& other) {
        const Weight larger = std::max(sum.cumulative.low, other.cumulative.low);
        const bool overlaps = sum.overlaps || other.overlaps;
        sum.self += other.self;
        sum.cumulative += other.cumulative;
        sum.calls += other.calls;
        const bool known = sum.primitive_calls >= 0 && other.primitive_calls >= 0;
        sum.primitive_calls = known ? sum.primitive_calls + other.primitive_calls : -1;
        sum.single = false;
        sum.calls_in_doubt = sum.calls_in_doubt || other.calls_in_doubt;
        sum.certain = sum.certain || other.certain;
        sum.overlaps = overlaps;
        if (overlaps) sum.cumulative.low = larger;  // both may be on the same stacks
      });
}

// A caller that brings a third of the callee's time gets a third of what the callee received as self cost, too. The
// rest of the whole came in from outside the profile, where no call has to follow. With one caller that is exact.
void spread_over_callers(CallSelection& selection, const std::vector<Weight>& received) {
  const auto takes_part = [&](const SelectedCall& call) {
    return received[call.callee] > 0 && call.caller != call.callee && call.cumulative.value > 0;
  };
  if (!selection.timed || !selection.self_timed) return;
  std::vector<Wide> whole(received.size(), 0);
  for (const SelectedCall& call : selection.calls) {
    if (takes_part(call)) whole[call.callee] += call.cumulative.value;
  }
  const std::vector<std::int64_t> outside = calls_from_outside(selection);
  for (std::size_t f = 0; f < received.size(); ++f) {
    if (outside[f] > 0) whole[f] = std::max<Wide>(whole[f], selection.functions[f].cumulative.value);
  }
  for (SelectedCall& call : selection.calls) {
    if (!takes_part(call)) continue;
    const Wide part = portion(received[call.callee], call.cumulative.value, whole[call.callee]);
    const bool all = whole[call.callee] == call.cumulative.value;
    call.self.value =
        bounded(std::max<Wide>(call.self.value, std::min<Wide>(call.self.value + part, call.cumulative.value)));
    call.self.high = bounded(std::max<Wide>(
        call.self.value, std::min<Wide>(Wide{call.self.high} + received[call.callee], call.cumulative.high)));
    if (all) call.self.low = bounded(std::min<Wide>(call.self.value, Wide{call.self.low} + received[call.callee]));
    if (all) call.self.high = call.self.value;
    call.self.low = std::min(call.self.low, call.self.value);
  }
}

}  // namespace p2g
