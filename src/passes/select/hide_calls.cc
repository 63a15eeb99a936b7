// What flows into a region of hidden functions, and what flows out again.
//
//   before   main ─10▶ helper(hidden, self 2) ─5▶ parse         after   main (+ 3 of 5 in hidden) ─5▶ parse
//            other ─2▶ helper                 ─ ─▶              other (+ 2)
//
// Known: how much each function that stays spends in a region (10, 2), how much the region passes on to each function
// (5), and so how much is spent in it. Not known is who of several got which part. Then
//
// 1. what only one can have, it has: because no call leads there from another, or because a single call cannot be
//    divided and is larger than what all others spend in the region (in a chain of imports that settles nearly all);
// 2. the rest, from heavy to light, goes to the one whose open room it fits best: the smallest that holds it. That
// finds
//    the right nesting where sharing in proportion gives each module a part of every other one;
// 3. what then is left of a function's room was spent in hidden functions: its "hidden" cost.
//
// The bounds of each figure follow from 1 alone.
#include "src/passes/select/hide_calls.h"

#include <algorithm>
#include <set>
#include <utility>

#include "src/base/unite.h"
#include "src/model/fraction.h"
#include "src/passes/select/hidden_sources.h"
#include "src/passes/select/mark_parts.h"

namespace p2g {
namespace {

// What is known and assumed of a port.
struct Flow {
  Figure in;               // spent in the region from here, in all
  Weight largest_in = 0;   // by one call
  bool overlaps = false;   // its figures are of stacks that may overlap: they do not add up
  Figure sure_self;        // of hidden functions that only this port leads to
  Wide possible_self = 0;  // beyond what is sure
  Figure sure_out;
  Wide possible_out = 0;
  Wide room = 0;       // of `in`, what no call has been given
  Wide most_room = 0;  // the same, by what is sure alone

  void take(Wide cost) { room -= cost; }
  void take_surely(const Figure& cost) {
    room -= cost.value;
    sure_out += cost;
    if (!overlaps) most_room = std::max<Wide>(most_room - cost.low, 0);
  }
};

class Hider {
 public:
  Hider(CallSelection& selection, const Marks& marks, bool note_possible)
      : selection_(selection), sources_(selection, marks), notes_possible_(note_possible) {}
  void run();
  std::vector<FrameId> likely();

 private:
  struct Cost {  // of a region
    Wide self = 0;
    Wide samples = 0;
    Wide passed_on = 0;
    bool overlaps = false;
    bool large = false;     // too many ports to look at each for every call
    Wide possible_out = 0;  // of calls that may come from any port
    Wide possible_self = 0;
    Wide most_room = 0;                              // of all ports
    std::set<std::pair<Wide, std::uint32_t>> rooms;  // where it is large: room and port
  };
  struct Doubt {  // calls to `callee` that several ports may have made
    std::uint32_t region;
    FrameId callee;
    Weight cost;
  };

  SelectedFunction& function(FrameId f) { return selection_.functions[f]; }
  bool leads_out(const SelectedCall& call) const {
    return sources_.hidden(call.caller) && !sources_.hidden(call.callee);
  }
  FrameId source(std::uint32_t port) const { return sources_.ports()[port].source; }
  bool may_have(std::uint32_t port, const SelectedCall& call) const;
  Weight cost_of(const SelectedCall& call) const { return selection_.timed ? call.cumulative.value : call.calls; }
  Weight high_of(const SelectedCall& call) const { return selection_.timed ? call.cumulative.high : call.calls; }
  Figure figure_of(const SelectedCall& call) const {
    return selection_.timed ? call.cumulative : Figure::exactly(call.calls);
  }

  void find_flows();
  void sum_flows();
  void enter_from_outside();
  void sum_self();
  void add_self(FrameId callee, FrameId caller, const Figure& cost);
  void open_rooms();
  void pass_on();
  std::uint32_t only_port(const SelectedCall& call) const;
  std::uint32_t best_port(const SelectedCall& call) const;
  void give(std::uint32_t port, const SelectedCall& call, bool sure);
  void doubt(const SelectedCall& call);
  void note_possible(const SelectedCall& call);
  void share_out(const SelectedCall& call);
  void set_room(std::uint32_t port, Wide before);
  void give_hidden();
  Figure hidden_of(std::uint32_t port) const;
  void share_by_calls(std::uint32_t region, std::vector<Figure>& hidden) const;
  void balance(std::uint32_t region, std::vector<Figure>& hidden) const;
  void replace_calls();
  void widen_doubts();
  void remove_hidden();

  CallSelection& selection_;
  HiddenSources sources_;
  bool notes_possible_;
  std::vector<Flow> flows_;  // by port
  std::vector<Cost> regions_;
  std::vector<SelectedCall> added_;
  std::vector<Doubt> doubts_;
  std::vector<Weight> received_;                          // hidden cost, by function
  std::vector<std::pair<std::uint32_t, FrameId>> given_;  // calls that are one source's
};

void Hider::run() {
  if (sources_.regions() == 0) return;
  find_flows();
  give_hidden();
  replace_calls();
  widen_doubts();
  remove_hidden();
  spread_over_callers(selection_, received_);
}

void Hider::find_flows() {
  flows_.resize(sources_.ports().size());
  regions_.resize(sources_.regions());
  sum_flows();
  enter_from_outside();
  sum_self();
  open_rooms();
  pass_on();
}

std::vector<FrameId> Hider::likely() {
  std::vector<FrameId> sources(selection_.calls.size(), unknown_source);
  if (sources_.regions() == 0) return sources;
  find_flows();
  for (const auto& [call, source] : given_) sources[call] = source;
  return sources;
}

void Hider::sum_flows() {
  for (const SelectedCall& call : selection_.calls) {
    if (leads_out(call)) {
      Cost& region = regions_[sources_.region(call.caller)];
      region.passed_on += cost_of(call);
      region.overlaps = region.overlaps || call.overlaps;
    }
    if (sources_.hidden(call.caller) || !sources_.hidden(call.callee)) continue;
    Flow& flow = flows_[sources_.port(sources_.region(call.callee), call.caller)];
    flow.in += figure_of(call);
    flow.largest_in = std::max(flow.largest_in, selection_.timed ? call.cumulative.low : Weight{0});
    flow.overlaps = flow.overlaps || call.overlaps;
  }
  for (FrameId f = 0; f < selection_.functions.size(); ++f) {
    if (!sources_.hidden(f)) continue;
    Cost& region = regions_[sources_.region(f)];
    region.self += function(f).self.value;
    if (selection_.counted == Counted::samples) region.samples += function(f).primitive_calls;
  }
}

// No file says how much a region is entered for from outside: it is what it spends and passes on beyond what its
// callers bring.
void Hider::enter_from_outside() {
  for (std::uint32_t r = 0; r < regions_.size(); ++r) {
    const std::uint32_t outside = sources_.port(r, no_frame);
    Wide brought = 0;
    bool overlaps = regions_[r].overlaps;
    for (std::uint32_t p = sources_.first_port(r); p < sources_.first_port(r + 1); ++p) {
      if (p == outside) continue;
      brought += flows_[p].in.value;
      overlaps = overlaps || flows_[p].overlaps;
    }
    if (outside == no_index) continue;
    const Wide held = regions_[r].self + regions_[r].passed_on;
    flows_[outside].in = overlaps || !selection_.timed ? Figure::between(held - brought, 0, held)
                                                       : Figure::exactly(bounded(std::max<Wide>(held - brought, 0)));
    flows_[outside].overlaps = overlaps;
  }
}

// Whose a hidden function's own cost is: that of the only port that leads to it, or, where callers are known to have
// had it, theirs call by call.
void Hider::sum_self() {
  std::vector<Figure> left(selection_.functions.size());  // that no call brought
  for (FrameId f = 0; f < left.size(); ++f) {
    if (sources_.hidden(f)) left[f] = function(f).self;
  }
  if (selection_.self_timed) {
    for (const SelectedCall& call : selection_.calls) {
      if (!sources_.hidden(call.callee)) continue;
      Figure& rest = left[call.callee];
      rest = {rest.value - call.self.value, rest.low - call.self.high, rest.high - call.self.low};
      add_self(call.callee, call.caller, call.self);
    }
  }
  for (FrameId f = 0; f < left.size(); ++f) {
    if (!sources_.hidden(f) || (left[f].value == 0 && left[f].high <= 0)) continue;
    const std::uint32_t outside = sources_.port(sources_.region(f), no_frame);
    const auto ports = sources_.of(f);
    const bool from_outside = selection_.self_timed && std::find(ports.begin(), ports.end(), outside) != ports.end();
    left[f].low = std::min(std::max<Weight>(left[f].low, 0), left[f].value);
    add_self(f, from_outside ? no_frame : f, left[f]);
  }
}

// Self cost of `callee` under `caller`, which is hidden, stays, or is outside (no_frame).
void Hider::add_self(FrameId callee, FrameId caller, const Figure& cost) {
  const std::uint32_t region = sources_.region(callee);
  if (caller == no_frame || !sources_.hidden(caller)) {
    flows_[sources_.port(region, caller)].sure_self += cost;
    return;
  }
  const auto ports = sources_.of(caller);
  const Weight most = std::max<Weight>(cost.high, 0);
  if (ports.size() == 1) {
    flows_[ports.front()].sure_self += cost;
  } else if (sources_.is_anybodys(caller)) {
    regions_[region].possible_self += most;
  } else {
    for (const std::uint32_t p : ports) flows_[p].possible_self += most;
  }
}

void Hider::open_rooms() {
  constexpr std::uint32_t few = 64;
  for (std::uint32_t r = 0; r < regions_.size(); ++r) {
    Cost& region = regions_[r];
    region.large = sources_.first_port(r + 1) - sources_.first_port(r) > few;
    for (std::uint32_t p = sources_.first_port(r); p < sources_.first_port(r + 1); ++p) {
      flows_[p].room = flows_[p].in.value;
      flows_[p].most_room = flows_[p].in.high;
      region.most_room += flows_[p].most_room;
      if (region.large) region.rooms.insert({flows_[p].room, p});
    }
  }
}

// Nothing that is never on a stack twice has called itself.
bool Hider::may_have(std::uint32_t port, const SelectedCall& call) const {
  return source(port) != call.callee || selection_.functions[call.callee].recursive;
}

void Hider::pass_on() {
  std::vector<std::uint32_t> order;
  for (std::uint32_t c = 0; c < selection_.calls.size(); ++c) {
    if (leads_out(selection_.calls[c])) order.push_back(c);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const SelectedCall& x = selection_.calls[a];
    const SelectedCall& y = selection_.calls[b];
    if (cost_of(x) != cost_of(y)) return cost_of(x) > cost_of(y);
    if (const int names = selection_.frames->compare(x.callee, y.callee); names != 0) return names < 0;
    return selection_.frames->compare(x.caller, y.caller) < 0;
  });
  // What is sure first: it leaves less room to all others.
  std::vector<std::uint32_t> open;
  for (const std::uint32_t c : order) {
    const SelectedCall call = selection_.calls[c];
    const auto ports = sources_.of(call.caller);
    if (ports.size() > 1) {
      open.push_back(c);
      continue;
    }
    give(ports.front(), call, true);
    given_.emplace_back(c, source(ports.front()));
  }
  for (const std::uint32_t c : open) {
    const SelectedCall call = selection_.calls[c];
    if (const std::uint32_t only = only_port(call); only != no_index) {
      give(only, call, true);
      given_.emplace_back(c, source(only));
      continue;
    }
    doubt(call);
    if (const std::uint32_t best = best_port(call); best != no_index) {
      give(best, call, false);
      given_.emplace_back(c, source(best));
    } else {
      share_out(call);
    }
  }
}

// The only one that can have made the call, if it is known.
std::uint32_t Hider::only_port(const SelectedCall& call) const {
  const Weight needed = call.single ? call.cumulative.low - rounding_of(call.cumulative.low) : 0;
  std::uint32_t found = no_index;
  for (const std::uint32_t p : sources_.of(call.caller)) {
    if (!may_have(p, call) || flows_[p].most_room < needed) continue;
    if (found != no_index) return no_index;
    found = p;
  }
  return found;
}

// The smallest room that holds the call.
std::uint32_t Hider::best_port(const SelectedCall& call) const {
  const Weight needed = cost_of(call) - rounding_of(cost_of(call));
  const Cost& region = regions_[sources_.region(call.caller)];
  if (region.large && sources_.is_anybodys(call.caller)) {
    for (auto at = region.rooms.lower_bound({needed, 0}); at != region.rooms.end(); ++at) {
      if (may_have(at->second, call)) return at->second;
    }
    return no_index;
  }
  std::uint32_t best = no_index;
  for (const std::uint32_t p : sources_.of(call.caller)) {
    if (!may_have(p, call) || flows_[p].room < needed) continue;
    if (best == no_index || flows_[p].room < flows_[best].room) best = p;
  }
  return best;
}

// The call is `port`'s from now on.
void Hider::give(std::uint32_t port, const SelectedCall& call, bool sure) {
  Flow& flow = flows_[port];
  const Wide before = flow.room;
  if (sure) {
    flow.overlaps = flow.overlaps || call.overlaps;
    regions_[sources_.region(call.caller)].most_room -= flow.most_room;
    flow.take_surely(figure_of(call));
    regions_[sources_.region(call.caller)].most_room += flow.most_room;
  } else {
    flow.take(cost_of(call));
  }
  set_room(port, before);
  if (source(port) == no_frame) return;
  SelectedCall moved = call;
  moved.caller = source(port);
  // Of two recursive functions a stack may have both this way and another one.
  moved.overlaps = function(moved.caller).recursive && function(moved.callee).recursive;
  if (!sure) {
    moved.calls_in_doubt = true;
    moved.self.low = moved.cumulative.low = 0;
    // Nobody else can have had more than has room with them.
    if (selection_.timed && !flow.overlaps) {
      const Wide others = regions_[sources_.region(call.caller)].most_room - flow.most_room;
      const Wide least = std::max<Wide>(call.cumulative.low - others, 0);
      moved.cumulative.low = std::min(moved.cumulative.value, bounded(least));
    }
    moved.certain = moved.cumulative.low > rounding_of(moved.cumulative.value);
  }
  added_.push_back(moved);
}

// Notes for all that may have made the call that they may.
void Hider::doubt(const SelectedCall& call) {
  const std::uint32_t region = sources_.region(call.caller);
  doubts_.push_back({region, call.callee, high_of(call)});
  if (notes_possible_) note_possible(call);
  if (sources_.is_anybodys(call.caller)) {
    regions_[region].possible_out += high_of(call);
    return;
  }
  for (const std::uint32_t p : sources_.of(call.caller)) {
    flows_[p].possible_out += high_of(call);
    flows_[p].overlaps = flows_[p].overlaps || call.overlaps;
  }
}

// For steps that ask by which ways a function can be reached: calls without a figure, of all that may have made it.
void Hider::note_possible(const SelectedCall& call) {
  if (sources_.is_anybodys(call.caller)) {
    selection_.callers_lost = true;
    return;
  }
  for (const std::uint32_t p : sources_.of(call.caller)) {
    if (source(p) == no_frame || !may_have(p, call)) continue;
    SelectedCall possible;
    possible.caller = source(p);
    possible.callee = call.callee;
    possible.certain = false;
    possible.overlaps = function(possible.caller).recursive && function(possible.callee).recursive;
    added_.push_back(possible);
  }
}

// Nobody has room for all of it: each gets what is in proportion to the room that it has, the heaviest few do.
void Hider::share_out(const SelectedCall& call) {
  constexpr std::size_t most_callers = 8;
  struct Part {
    std::uint32_t port;
    Wide room;
  };
  std::vector<Part> parts;
  for (const std::uint32_t p : sources_.of(call.caller)) {
    if (may_have(p, call)) parts.push_back({p, std::max<Wide>(flows_[p].room, 0)});
  }
  keep_first(parts, call.single ? 1 : most_callers,
             [&](const Part& a, const Part& b) { return a.room != b.room ? a.room > b.room : a.port < b.port; });
  Wide whole = 0;
  for (const Part& part : parts) whole += part.room;
  SelectedCall left = call;
  for (std::size_t i = parts.size(); i-- > 0;) {  // the heaviest has what rounding leaves
    SelectedCall part = left;
    if (i > 0) {
      part.self = Figure::exactly(whole > 0 ? portion(call.self.value, parts[i].room, whole) : 0);
      part.cumulative = Figure::exactly(whole > 0 ? portion(call.cumulative.value, parts[i].room, whole) : 0);
      part.calls = whole > 0 ? portion(call.calls, parts[i].room, whole) : 0;
      if (part.calls == 0) continue;
      part.primitive_calls = std::min(call.primitive_calls, part.calls);
      left.self = Figure::exactly(left.self.value - part.self.value);
      left.cumulative = Figure::exactly(left.cumulative.value - part.cumulative.value);
      left.calls -= part.calls;
      if (left.primitive_calls >= 0)
        left.primitive_calls = std::max<std::int64_t>(left.primitive_calls - part.calls, 0);
    }
    give(parts[i].port, part, false);
  }
}

void Hider::set_room(std::uint32_t port, Wide before) {
  Cost& region = regions_[sources_.ports()[port].region];
  if (!region.large) return;
  region.rooms.erase({before, port});
  region.rooms.insert({flows_[port].room, port});
}

// What a function spent in hidden functions: what it spent in the region without what that passed on for it.
Figure Hider::hidden_of(std::uint32_t port) const {
  const Flow& flow = flows_[port];
  const Cost& region = regions_[sources_.ports()[port].region];
  const Wide possible_out = flow.possible_out + region.possible_out;
  const bool overlaps = flow.overlaps || (region.overlaps && region.possible_out > 0);
  Wide low = flow.sure_self.low;
  Wide high = Wide{flow.sure_self.high} + flow.possible_self + region.possible_self;
  if (selection_.timed) {
    // Where stacks overlap, those of one call are at least in it, and none is counted twice below all of them.
    low = std::max<Wide>(low, Wide{overlaps ? flow.largest_in : flow.in.low} - flow.sure_out.high - possible_out);
    high = std::min<Wide>(high, overlaps ? Wide{flow.in.high} : Wide{flow.in.high} - flow.sure_out.low);
  }
  return Figure::between(selection_.timed ? flow.room : flow.in.value, low, high);
}

// The hidden cost of all ports is the self cost of the region, whatever was assumed.
void Hider::balance(std::uint32_t region, std::vector<Figure>& hidden) const {
  std::vector<Figure*> figures;
  for (Figure& each : hidden) figures.push_back(&each);
  balance_figures(regions_[region].self, figures);
}

// Without times numbers of calls are all there is.
void Hider::share_by_calls(std::uint32_t region, std::vector<Figure>& hidden) const {
  const std::uint32_t first = sources_.first_port(region);
  Wide calls = 0;
  for (std::uint32_t i = 0; i < hidden.size(); ++i) calls += flows_[first + i].in.value;
  for (std::uint32_t i = 0; i < hidden.size() && calls > 0; ++i) {
    const Wide part = regions_[region].self * flows_[first + i].in.value / calls;
    hidden[i] = Figure::between(part, hidden[i].low, hidden[i].high);
  }
}

void Hider::give_hidden() {
  received_.assign(selection_.functions.size(), 0);
  for (std::uint32_t r = 0; r < regions_.size(); ++r) {
    std::vector<Figure> hidden;
    for (std::uint32_t p = sources_.first_port(r); p < sources_.first_port(r + 1); ++p) hidden.push_back(hidden_of(p));
    if (!selection_.timed) share_by_calls(r, hidden);
    balance(r, hidden);
    Wide samples_left = regions_[r].samples;
    for (std::size_t i = hidden.size(); i-- > 0;) {
      const FrameId f = source(sources_.first_port(r) + static_cast<std::uint32_t>(i));
      const bool last = i == 0;
      const Wide samples = last || regions_[r].self <= 0
                               ? (last ? samples_left : 0)
                               : regions_[r].samples * std::max<Weight>(hidden[i].value, 0) / regions_[r].self;
      samples_left -= samples;
      if (f == no_frame) {
        selection_.unowned += hidden[i];
        selection_.unowned_samples += bounded(samples);
        continue;
      }
      function(f).self += hidden[i];
      function(f).hidden = bounded(Wide{function(f).hidden} + hidden[i].value);
      if (selection_.counted == Counted::samples) function(f).primitive_calls += bounded(samples);
      received_[f] = bounded(Wide{received_[f]} + hidden[i].value);
    }
  }
}

void Hider::replace_calls() {
  std::erase_if(selection_.calls,
                [&](const SelectedCall& call) { return sources_.hidden(call.caller) || sources_.hidden(call.callee); });
  selection_.calls.insert(selection_.calls.end(), added_.begin(), added_.end());
  unite_calls(selection_);
  for (SelectedCall& call : selection_.calls) {
    // Of a recursive function, stacks over several ways may be the same ones.
    const Figure& whole = function(call.callee).cumulative;
    call.cumulative.high = std::max(std::min(call.cumulative.high, whole.high), call.cumulative.low);
    call.cumulative.value = std::clamp(call.cumulative.value, call.cumulative.low, call.cumulative.high);
  }
}

// Whoever may have made a doubtful call has perhaps made it, also beside other calls to the same function.
void Hider::widen_doubts() {
  sort_and_unite(
      doubts_,
      [](const Doubt& a, const Doubt& b) { return a.callee != b.callee ? a.callee < b.callee : a.region < b.region; },
      [](Doubt& sum, const Doubt& other) { sum.cost = bounded(Wide{sum.cost} + other.cost); });
  std::size_t at = 0;
  for (SelectedCall& call : selection_.calls) {  // by callee, too
    while (at < doubts_.size() && doubts_[at].callee < call.callee) ++at;
    for (std::size_t i = at; i < doubts_.size() && doubts_[i].callee == call.callee; ++i) {
      const std::uint32_t port = sources_.port(doubts_[i].region, call.caller);
      if (port == no_index) continue;
      const Wide most = std::min<Wide>(doubts_[i].cost, flows_[port].most_room);
      const Wide high = std::min<Wide>(call.cumulative.high + most, function(call.callee).cumulative.high);
      call.cumulative.high = std::max(call.cumulative.high, bounded(high));
      call.calls_in_doubt = true;
      call.self.high = std::max(call.self.value, std::min(call.self.high + bounded(most), call.cumulative.high));
    }
  }
}

void Hider::remove_hidden() {
  for (FrameId f = 0; f < selection_.functions.size(); ++f) {
    if (sources_.hidden(f)) {
      function(f) = SelectedFunction();
      function(f).present = false;
    } else if (function(f).present && function(f).self.value > function(f).cumulative.value) {
      function(f).cumulative.value = function(f).self.value;  // a file that contradicts itself; self costs add up
      function(f).cumulative.high = std::max(function(f).cumulative.high, function(f).cumulative.value);
    }
  }
}

}  // namespace

void hide_functions(CallSelection& selection, const Marks& marks, bool note_possible) {
  Hider(selection, marks, note_possible).run();
}

std::vector<FrameId> likely_sources(CallSelection& selection, const Marks& marks) {
  return Hider(selection, marks, false).likely();
}

}  // namespace p2g
