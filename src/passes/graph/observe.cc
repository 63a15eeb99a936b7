#include "src/passes/graph/observe.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "src/base/no_index.h"
#include "src/base/number_text.h"
#include "src/base/text.h"
#include "src/model/file_places.h"
#include "src/model/fraction.h"
#include "src/model/names.h"
#include "src/passes/graph/observed_functions.h"

namespace p2g {
namespace {

// All that the rules ask, found once.
struct Facts {
  const CallGraph& graph;
  std::vector<std::uint32_t> by_self;  // functions that hold at least 0.1 % by themselves, heaviest first
  std::int64_t calls = 0;              // all of them; 0: the profile does not count calls

  double share(Weight weight) const { return std::clamp(share_of(weight, graph.total), 0.0, 1.0); }
  FrameParts parts(std::uint32_t f) const { return graph.frames->parts(graph.functions[f].frame); }
  std::string name(std::uint32_t f) const {
    constexpr std::size_t at_most = 28;
    const DisplayName shown = display_name(parts(f));
    return shown.name.empty() ? "(no name)" : shorten_middle(shown.name, at_most);
  }
  bool is_estimated(std::uint32_t f) const { return (graph.functions[f].estimated & estimated_self) != 0; }
};

Facts gather(const CallGraph& graph) {
  constexpr double least = 0.001;
  Facts facts{graph, {}, 0};
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    const Function& function = graph.functions[f];
    if (share_of(function.self, graph.total) >= least) facts.by_self.push_back(f);
    if (graph.counted == Counted::calls)
      facts.calls = sum_within(facts.calls, std::max<std::int64_t>(function.calls, 0));
  }
  std::stable_sort(facts.by_self.begin(), facts.by_self.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return graph.functions[a].self > graph.functions[b].self; });
  return facts;
}

// A file of the user's own that is called like one of the library.
bool is_namesake(const FrameParts& parts) {
  if (!parts.has_file || !parts.file.ends_with(".py") || parts.file.find('/') == std::string_view::npos) return false;
  const std::string path = plain_path(parts.file);
  return is_absolute_path(path) && place_of(path).place == Place::own;
}

// What functions of one kind hold together.
struct Held {
  Weight weight = 0;
  bool estimated = false;
  std::vector<std::uint32_t> functions;  // heaviest first
};
Held held_by(const Facts& facts, std::string_view kind) {
  static const FunctionMatcher matcher(observed_functions());
  Held held;
  for (const std::uint32_t f : facts.by_self) {
    if (matcher.kind_of(facts.parts(f)) != kind || is_namesake(facts.parts(f))) continue;
    held.weight = sum_within(held.weight, facts.graph.functions[f].self);
    held.estimated = held.estimated || facts.is_estimated(f);
    held.functions.push_back(f);
  }
  return held;
}

void add_evidence(Observation& observation, const Facts& facts, const std::vector<std::uint32_t>& functions) {
  for (const std::uint32_t f : functions) {
    if (observation.functions.size() == observed_at_most) return;
    observation.functions.push_back(facts.graph.functions[f].frame);
  }
}

// "epoll.poll", "epoll.poll and time.sleep", "epoll.poll, time.sleep and 3 more".
std::string some_names(const Facts& facts, const std::vector<std::uint32_t>& functions) {
  std::string text = facts.name(functions.front());
  if (functions.size() == 2) return text + " and " + facts.name(functions[1]);
  if (functions.size() > 2) text += fmt::format(" and {} more", functions.size() - 1);
  return text;
}

std::string about(bool estimated, double share) { return (estimated ? "≈" : "") + percent_text(share); }

using Observations = std::vector<Observation>;

void see_waiting(const Facts& facts, Observations& out) {
  constexpr double most = 0.5;
  // Bytes, cycles and cache misses are never waited for.
  if (!facts.graph.metric.is_time() && !facts.graph.metric.counts_samples()) return;
  const Held held = held_by(facts, waits);
  const double share = facts.share(held.weight);
  if (held.functions.empty() || share < most) return;
  Observation seen{.kind = "waiting", .leads = true, .weight = held.weight};
  seen.text = fmt::format("Mostly waiting, {} of the run in {}: what is waited for matters, CPU does not.",
                          about(held.estimated, share), some_names(facts, held.functions));
  add_evidence(seen, facts, held.functions);
  out.push_back(std::move(seen));
}

void see_garbage_collection(const Facts& facts, Observations& out) {
  constexpr double worth_telling = 0.2, most = 0.5;
  const Held held = held_by(facts, collects);
  const double share = facts.share(held.weight);
  if (held.functions.empty() || share < worth_telling) return;
  Observation seen{.kind = "garbage-collection", .leads = share >= most, .weight = held.weight};
  seen.text =
      fmt::format("Garbage collection is {} of the run: fewer new objects make it less.", about(held.estimated, share));
  add_evidence(seen, facts, held.functions);
  out.push_back(std::move(seen));
}

// Functions that begin all of the run and only call one other, down to the one where the work begins; no_index where
// there is no such way.
std::uint32_t entry_of(const Facts& facts) {
  constexpr double whole_run = 0.97, passes_on = 0.01;
  constexpr int steps_at_most = 50;
  const CallGraph& graph = facts.graph;
  const Rows into = incoming_edges(graph), out_of = outgoing_edges(graph);
  std::uint32_t at = no_index;
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    if (share_of(graph.functions[f].cumulative, graph.total) < whole_run) break;  // sorted
    const bool is_function = !facts.name(f).starts_with('(');                     // not "(root)"
    if (into[f].empty() && is_function) at = f;
  }
  for (int step = 0; at != no_index && step < steps_at_most; ++step) {
    if (facts.share(graph.functions[at].self) >= passes_on) return at;
    std::uint32_t next = no_index;
    for (const std::uint32_t e : out_of[at]) {
      const Edge& edge = graph.edges[e];
      if (edge.callee != at && edge.estimated == 0 && share_of(edge.cumulative, graph.total) >= whole_run)
        next = edge.callee;
    }
    at = next;
  }
  return no_index;
}

Weight spent_below(const Facts& facts, std::uint32_t f) {
  Weight sum = 0;
  for (const Edge& edge : facts.graph.edges) {
    if (edge.caller == f && edge.callee != f && edge.cumulative > 0) sum = sum_within(sum, edge.cumulative);
  }
  return sum;
}

// One call, and nothing below it: the profiler cannot look into it, and the picture is one card.
void see_one_block(const Facts& facts, Observations& out) {
  constexpr double nearly_all = 0.9, nothing = 0.02;
  constexpr std::int64_t few_calls = 10;
  if (facts.by_self.empty() || facts.graph.counted != Counted::calls) return;
  const std::uint32_t f = facts.by_self.front();
  const Function& function = facts.graph.functions[f];
  const double share = facts.share(function.self);
  if (share < nearly_all || function.calls < 1 || function.calls > few_calls) return;
  if (facts.share(spent_below(facts, f)) >= nothing) return;
  Observation seen{.kind = "one-block", .leads = true, .weight = function.self};
  seen.text = fmt::format("{} is {} of the run in {}, and nothing below it was seen: a sampler may look into it.",
                          facts.name(f), about(facts.is_estimated(f), share),
                          function.calls == 1 ? std::string("one call") : fmt::format("{} calls", function.calls));
  add_evidence(seen, facts, {f});
  out.push_back(std::move(seen));
}

// Where the work begins is where most of it is done: callees are the wrong place to look.
void see_entry_at_work(const Facts& facts, Observations& out) {
  constexpr double large = 0.2, does_call = 0.05;
  if (facts.by_self.empty()) return;
  const std::uint32_t f = facts.by_self.front();
  const double share = facts.share(facts.graph.functions[f].self);
  if (share < large || entry_of(facts) != f || facts.share(spent_below(facts, f)) < does_call) return;
  Observation seen{.kind = "entry-works", .leads = true, .weight = facts.graph.functions[f].self};
  seen.text =
      fmt::format("{}, where the work begins, does most of it: {} of the run is its own code, not its callees'.",
                  facts.name(f), about(facts.is_estimated(f), share));
  if (share < 0.5) {
    seen.text = fmt::format("{}, where the work begins, holds most by itself: {} of the run, outside of what it calls.",
                            facts.name(f), about(facts.is_estimated(f), share));
  }
  add_evidence(seen, facts, {f});
  out.push_back(std::move(seen));
}

bool is_foreign(const FrameParts& parts) {
  if (!parts.has_file || parts.file.empty()) return false;
  if (parts.file == "~") return true;
  const std::string path = plain_path(parts.file);
  if (path.starts_with("<frozen ") || path.starts_with("node:")) return true;
  return place_of(path).place == Place::standard;
}

// Nothing but the language's own library and C: the region was the wrong one, or over before the work began.
void see_nothing_own(const Facts& facts, Observations& out) {
  const CallGraph& graph = facts.graph;
  if (graph.functions.empty()) return;
  for (const Function& function : graph.functions) {
    if (!is_foreign(graph.frames->parts(function.frame))) return;
  }
  Observation seen{.kind = "nothing-own", .leads = true, .weight = graph.total};
  seen.text = "Nothing of a program is in it, only the standard library and C: was the right part recorded?";
  add_evidence(seen, facts, facts.by_self);
  out.push_back(std::move(seen));
}

// Measured with CPython 3.8 to 3.13: cProfile adds 0.1 to 0.25 µs to a call, of which a part is in the figures. Below a
// microsecond a call on average it made the same code 2 to 13 times as slow, above 3 µs hardly slower. The line is
// drawn where most of the figures are its own.
void see_profiler_cost(const Facts& facts, Observations& out) {
  constexpr std::int64_t enough_calls = 10'000;
  constexpr double cheap_ns = 500;
  if (!facts.graph.metric.is_time() || facts.calls < enough_calls || facts.graph.total <= 0) return;
  double scale = 1e9;
  for (int i = 0; i < facts.graph.metric.decimals; ++i) scale /= 10;
  const double each_ns = static_cast<double>(facts.graph.total) * scale / static_cast<double>(facts.calls);
  if (each_ns >= cheap_ns) return;
  Observation seen{.kind = "profiler-cost"};
  seen.text = fmt::format(
      "Calls are so cheap ({} of {:.2f} µs on average) that recording them is a good part of the figures, most for "
      "small "
      "functions: cross-check with a sampler (py-spy, austin, perf).",
      thousands_text(facts.calls), each_ns / 1000);
  out.push_back(std::move(seen));
}

void see_few_samples(const Facts& facts, Observations& out) {
  constexpr Weight told_first = 20, few = 100;  // below the first that is what every output begins with
  const Weight total = facts.graph.total;
  if (!facts.graph.metric.is_whole_samples() || total < told_first || total >= few) return;
  Observation seen{.kind = "few-samples"};
  seen.text = fmt::format("{} in all: one of them is {} of the run, so small shares are chance. Record longer.",
                          facts.graph.metric.amount(total), percent_text(facts.share(1)));
  out.push_back(std::move(seen));
}

void see_short_run(const Facts& facts, Observations& out) {
  constexpr int millisecond = 3;
  const Metric& metric = facts.graph.metric;
  if (!metric.is_time() || facts.graph.counted != Counted::calls || metric.decimals < millisecond) return;
  Weight least = 1;
  for (int i = millisecond; i < metric.decimals; ++i) least *= 10;
  if (facts.graph.total >= least) return;
  Observation seen{.kind = "short-run"};
  seen.text =
      fmt::format("The run took only {}: clocks and caches make much of that chance. Repeat the work in a loop.",
                  metric.amount(facts.graph.total));
  out.push_back(std::move(seen));
}

// The same function of the same file in two folders: two installations, or one file by two paths.
void see_two_paths(const Facts& facts, Observations& out) {
  constexpr double worth_telling = 0.01;
  std::map<std::tuple<std::string, std::string, std::int32_t>, std::vector<std::uint32_t>> alike;
  for (const std::uint32_t f : facts.by_self) {
    if (facts.share(facts.graph.functions[f].self) < worth_telling) break;
    const FrameParts parts = facts.parts(f);
    if (!parts.has_file || parts.line == 0 || is_no_path(parts.file) || parts.file == "~") continue;
    // "(anonymous)" and "<module>" in the first line of many files are no one function.
    if (parts.name.empty() || parts.name.front() == '(' || parts.name.front() == '<') continue;
    const std::string path = plain_path(parts.file);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) continue;
    // Two components have to agree: every folder may have an __init__.py.
    const std::size_t before = slash == 0 ? std::string::npos : path.rfind('/', slash - 1);
    const std::string tail = path.substr(before == std::string::npos ? 0 : before + 1);
    alike[{std::string(parts.name), tail, parts.line}].push_back(f);
  }
  for (const auto& [key, functions] : alike) {
    if (functions.size() < 2) continue;
    Observation seen{.kind = "two-paths"};
    for (const std::uint32_t f : functions) seen.weight = sum_within(seen.weight, facts.graph.functions[f].self);
    seen.text = fmt::format(
        "{} stands under {} paths ({}, {}): if they are one file, --rename-re makes its cost one figure.",
        facts.name(functions[0]), functions.size(), facts.parts(functions[0]).file, facts.parts(functions[1]).file);
    add_evidence(seen, facts, functions);
    out.push_back(std::move(seen));
    return;  // one example says it
  }
}

}  // namespace

std::vector<Observation> observe(const Profile& profile, const CallGraph& graph) {
  std::vector<Observation> seen;
  if (graph.total <= 0 || profile.selected) return seen;
  constexpr std::array rules = {see_nothing_own, see_waiting,       see_garbage_collection,
                                see_one_block,   see_entry_at_work, see_profiler_cost,
                                see_few_samples, see_short_run,     see_two_paths};
  const Facts facts = gather(graph);
  for (const auto rule : rules) rule(facts, seen);
  std::stable_sort(seen.begin(), seen.end(),
                   [](const Observation& a, const Observation& b) { return a.leads && !b.leads; });
  return seen;
}

}  // namespace p2g
