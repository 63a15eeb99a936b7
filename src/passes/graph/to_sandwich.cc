#include "src/passes/graph/to_sandwich.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "src/base/diagnostics.h"
#include "src/model/fraction.h"
#include "src/model/pattern.h"
#include "src/passes/graph/beyond_neighbors.h"

namespace p2g {
namespace {

constexpr std::size_t most_suggested = 3;

Error no_function(const CallGraph& graph) {
  Error error{ErrorKind::usage, "a sandwich is of one function, and none is named", ""};
  std::vector<const Function*> heaviest;
  for (const Function& function : graph.functions) heaviest.push_back(&function);
  const std::size_t shown = std::min(most_suggested, heaviest.size());
  std::partial_sort(heaviest.begin(), heaviest.begin() + static_cast<std::ptrdiff_t>(shown), heaviest.end(),
                    [&](const Function* a, const Function* b) {
                      return a->self != b->self ? a->self > b->self : graph.frames->compare(a->frame, b->frame) < 0;
                    });
  error.hint = "add --function PATTERN";
  for (std::size_t i = 0; i < shown; ++i) {
    error.hint += i == 0 ? "; the most of its own cost has " : ", then ";
    error.hint += '"' + pattern_of(*graph.frames, heaviest[i]->frame) + '"';
  }
  return error;
}

// Indices of functions; the graph has them by cumulative cost.
Result<std::vector<std::uint32_t>> matching_functions(const CallGraph& graph, const SandwichOptions& options) {
  const std::string& pattern = options.function;
  if (pattern.empty()) return fail(no_function(graph));
  P2G_TRY_ASSIGN(const Patterns patterns, Patterns::parse({pattern}, options.option, false));
  P2G_TRY_ASSIGN(const std::vector<std::uint8_t> matches, patterns.match_all(*graph.frames));
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < graph.functions.size(); ++i) {
    if (matches[graph.functions[i].frame] != 0) found.push_back(i);
  }
  if (!found.empty()) return found;
  Error error{ErrorKind::usage, options.option + ": nothing that matches \"" + pattern + "\" is in the selection", ""};
  error.hint = "leave out the filters, or name a function that they keep: --list-functions";
  return fail(std::move(error));
}

void sort_neighbors(std::vector<Neighbor>& neighbors, const Frames& frames) {
  std::sort(neighbors.begin(), neighbors.end(), [&](const Neighbor& a, const Neighbor& b) {
    if (a.cumulative != b.cumulative) return a.cumulative > b.cumulative;
    return a.calls != b.calls ? a.calls > b.calls : frames.compare(a.frame, b.frame) < 0;
  });
}

// The sum of what is known to be above nothing; whether everything is known.
std::pair<Weight, bool> sum_of(const std::vector<Neighbor>& neighbors, Weight own) {
  Wide sum = std::max<Weight>(own, 0);
  bool timed = true;
  for (const Neighbor& neighbor : neighbors) {
    if (neighbor.cumulative > 0) sum += neighbor.cumulative;
    timed = timed && neighbor.cumulative != unknown_weight;
  }
  return {bounded(sum), timed};
}

void add_neighbors(Sandwich& sandwich, const CallGraph& graph, std::uint32_t index) {
  for (const Edge& edge : graph.edges) {
    if (edge.caller != index && edge.callee != index) continue;
    if (edge.caller == edge.callee) {
      sandwich.calls_to_itself = graph.counted == Counted::calls ? edge.calls : 0;
      continue;
    }
    const bool is_caller = edge.callee == index;
    const FrameId frame = graph.functions[is_caller ? edge.caller : edge.callee].frame;
    (is_caller ? sandwich.callers : sandwich.callees)
        .push_back({static_cast<const Cost&>(edge), frame, edge.estimated, {}});
  }
  sort_neighbors(sandwich.callers, *graph.frames);
  sort_neighbors(sandwich.callees, *graph.frames);
  std::tie(sandwich.callers_sum, sandwich.callers_timed) = sum_of(sandwich.callers, 0);
  for (const Neighbor& caller : sandwich.callers) {
    sandwich.callers_calls = sum_within(sandwich.callers_calls, std::max<std::int64_t>(caller.calls, 0));
  }
  std::tie(sandwich.callees_sum, sandwich.callees_timed) = sum_of(sandwich.callees, sandwich.function.self);
}

bool shows_estimates(const Sandwich& sandwich) {
  const auto marked = [](const Neighbor& neighbor) { return neighbor.estimated != 0; };
  return sandwich.function.estimated != 0 || std::any_of(sandwich.callers.begin(), sandwich.callers.end(), marked) ||
         std::any_of(sandwich.callees.begin(), sandwich.callees.end(), marked);
}

}  // namespace

Result<Sandwich> to_sandwich(const Profile& profile, const CallGraph& graph, const SandwichOptions& options) {
  P2G_TRY_ASSIGN(const std::vector<std::uint32_t> found, matching_functions(graph, options));
  Sandwich sandwich;
  sandwich.option = options.option;
  sandwich.frames = graph.frames;
  sandwich.metric = graph.metric;
  sandwich.counted = graph.counted;
  sandwich.total = graph.total;
  sandwich.of_selection = profile.run_total.has_value();
  sandwich.function = graph.functions[found.front()];
  for (std::size_t i = 1; i < found.size(); ++i) sandwich.also.push_back(graph.functions[found[i]].frame);
  add_neighbors(sandwich, graph, found.front());
  if (shows_estimates(sandwich)) sandwich.estimate_note = graph.estimate_note;
  if (profile.has_stacks()) {
    add_beyond_of_stacks(sandwich, profile);
  } else {
    add_beyond_of_calls(sandwich, graph);
  }
  return sandwich;
}

}  // namespace p2g
