#include "src/passes/graph/group_functions.h"

#include <algorithm>
#include <map>

#include "src/base/no_index.h"
#include "src/base/text.h"
#include "src/model/totals.h"
#include "src/passes/graph/below.h"
#include "src/passes/graph/graph_internal.h"
#include "src/passes/graph/group_rules.h"

namespace p2g {
namespace {

constexpr double seen_share = 0.001;  // lighter functions stay where they are: nothing is drawn of them
constexpr std::size_t least_members = 2;

// Which function goes into which group, by function of the graph.
struct Membership {
  std::vector<Group> groups;
  std::vector<std::uint32_t> of;  // no_index: none

  std::uint32_t group_named(std::string_view name) {
    for (std::uint32_t g = 0; g < groups.size(); ++g) {
      if (groups[g].name == name && !groups[g].importing) return g;
    }
    groups.emplace_back().name = name;
    return static_cast<std::uint32_t>(groups.size() - 1);
  }
};

// The user's groups first: what they say goes before what we know.
void match_functions(const CallGraph& graph, const GroupOptions& options, Membership& members) {
  const FunctionMatcher matcher(group_rules());
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    const Function& function = graph.functions[f];
    if (share_of(function.cumulative, graph.total) < seen_share) break;  // sorted
    if (members.of[f] != no_index || share_of(function.self, graph.total) >= named_share) continue;
    for (const OwnGroup& own : options.own) {
      if (members.of[f] == no_index && own.patterns.matches(*graph.frames, function.frame))
        members.of[f] = members.group_named(own.name);
    }
    if (members.of[f] != no_index || !options.built_in) continue;
    const std::string_view group = matcher.kind_of(graph.frames->parts(function.frame));
    if (!group.empty()) members.of[f] = members.group_named(group);
  }
}

// A group of one function, or one that the run hardly passes, says less than its functions.
void drop_small_groups(const CallGraph& graph, Membership& members) {
  std::vector<std::size_t> count(members.groups.size(), 0);
  std::vector<Weight> most(members.groups.size(), 0);
  for (std::uint32_t f = 0; f < members.of.size(); ++f) {
    if (members.of[f] == no_index) continue;
    ++count[members.of[f]];
    most[members.of[f]] = std::max(most[members.of[f]], graph.functions[f].cumulative);
  }
  std::vector<std::uint32_t> place(members.groups.size(), no_index);
  std::vector<Group> kept;
  for (std::uint32_t g = 0; g < members.groups.size(); ++g) {
    const bool stays = count[g] >= least_members && share_of(most[g], graph.total) >= group_share;
    if (!stays && !members.groups[g].importing) continue;
    place[g] = static_cast<std::uint32_t>(kept.size());
    kept.push_back(std::move(members.groups[g]));
  }
  members.groups = std::move(kept);
  for (std::uint32_t& group : members.of) group = group == no_index ? no_index : place[group];
}

std::string count_words(std::size_t functions) {
  return "group of " + thousands_text(static_cast<std::int64_t>(functions)) + " functions";
}

// A frame a group behind those of the profile; no function of the input can be the same.
void add_frames(const CallGraph& graph, Membership& members, GroupedGraph& out) {
  out.frames = graph.frames->copy();
  for (std::uint32_t f = 0; f < members.of.size(); ++f) {
    if (members.of[f] == no_index) continue;
    Group& group = members.groups[members.of[f]];
    group.members.push_back(graph.functions[f].frame);
    group.self = sum_within(group.self, graph.functions[f].self);
  }
  out.held.assign(graph.frames->size(), 0);
  if (out.importing) out.held = out.importing->inside;
  for (const Group& group : members.groups) {
    for (const FrameId frame : group.members) out.held[frame] = 1;
  }
  for (Group& group : members.groups) {
    const std::size_t count =
        group.importing ? static_cast<std::size_t>(out.importing->functions) : group.members.size();
    Strings& strings = out.frames.strings();
    const StringId name = strings.intern(group.name), words = strings.intern(count_words(count));
    const StringId none = strings.intern("");
    group.frame = out.frames.add(none, 0, name, {.kind = FrameKind::group, .module = words});
  }
}

// Calls: sums of what the file says of the members' calls.
class CallContraction {
 public:
  CallContraction(const CallGraph& graph, const Membership& members, const GroupedGraph& out)
      : graph_(graph), members_(members), out_(out) {}

  CallGraph run() {
    number();
    sum_edges();
    for (std::uint32_t g = 0; g < members_.groups.size(); ++g) measure(g);
    return std::move(result_);
  }

 private:
  bool is_member(std::uint32_t f) const { return members_.of[f] != no_index; }
  bool is_body(std::uint32_t f) const {
    return members_.groups[members_.of[f]].importing &&
           graph_.frames->parts(graph_.functions[f].frame).name == "<module>";
  }

  void number() {
    result_ = {graph_.frames, graph_.metric, graph_.total, graph_.counted, graph_.residual_exact, {}, {}, {}, {}};
    result_.dropped = graph_.dropped;
    result_.estimate_note = graph_.estimate_note;
    place_.assign(graph_.functions.size(), 0);
    for (const Group& group : members_.groups) result_.functions.push_back({{}, group.frame, 0, 0});
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f) {
      place_[f] = is_member(f) ? members_.of[f] : static_cast<std::uint32_t>(result_.functions.size());
      if (!is_member(f)) {
        result_.functions.push_back(graph_.functions[f]);
        continue;
      }
      Function& group = result_.functions[place_[f]];
      group.self = sum_within(group.self, graph_.functions[f].self);
      group.hidden = sum_within(group.hidden, graph_.functions[f].hidden);
      group.estimated |= graph_.functions[f].estimated;
    }
  }

  void sum_edges() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, Edge> sums;
    for (const Edge& edge : graph_.edges) {
      Edge moved = edge;
      moved.caller = place_[edge.caller];
      moved.callee = place_[edge.callee];
      if (!is_member(edge.caller) && !is_member(edge.callee)) {
        result_.edges.push_back(moved);
        continue;
      }
      // Bodies are entered by way of the import system, or by who runs them without it.
      const bool past_imports = is_member(edge.callee) && !is_member(edge.caller) && is_body(edge.callee);
      if (moved.caller == moved.callee || past_imports) continue;
      const auto [found, added] = sums.try_emplace({moved.caller, moved.callee}, moved);
      if (added) continue;
      found->second += moved;
      found->second.estimated |= moved.estimated;
    }
    for (auto& [pair, edge] : sums) {
      // Ways that lead through two members at once are counted twice: no more than all of it is true.
      limit(edge, result_.functions[edge.caller]);
      limit(edge, result_.functions[edge.callee]);
      result_.edges.push_back(edge);
    }
  }

  void limit(Edge& edge, const Function& end) const {
    if (end.frame >= graph_.frames->size() || edge.cumulative <= end.cumulative) return;  // groups have none yet
    edge.cumulative = end.cumulative;
    edge.estimated |= estimated_cumulative;
  }

  // What enters a group from outside, without what comes back from below it.
  void measure(std::uint32_t g) {
    Function& group = result_.functions[g];
    std::vector<std::uint8_t> given(graph_.functions.size(), below_unknown);
    Weight largest = 0;
    std::vector<Weight> unexplained(graph_.functions.size(), 0);
    for (std::uint32_t f = 0; f < given.size(); ++f) {
      if (members_.of[f] != g) continue;
      given[f] = below_all;
      unexplained[f] = graph_.functions[f].cumulative;
      largest = std::max(largest, graph_.functions[f].cumulative);
    }
    const std::vector<float> below = part_below(graph_, given);
    double sum = 0, doubt = 0;
    for (const Edge& edge : graph_.edges) {
      if (members_.of[edge.callee] != g || edge.cumulative <= 0) continue;
      unexplained[edge.callee] -= edge.cumulative;
      if (members_.of[edge.caller] == g) continue;
      const double part = below[edge.caller], weight = static_cast<double>(edge.cumulative);
      sum += weight * (1 - part);
      if (part > 0.001 && part < 0.999) doubt += weight * std::min(part, 1 - part);
      if (part >= 0.999) continue;
      group.calls = sum_within(group.calls, edge.calls);
    }
    for (const Weight rest : unexplained) sum += static_cast<double>(std::max<Weight>(rest, 0));
    const Weight least = largest;
    group.cumulative = std::clamp<Weight>(bounded_weight(sum), least, std::max(least, graph_.total));
    group.primitive_calls = group.calls;
    if (doubt > 0.0005 * static_cast<double>(graph_.total) && group.cumulative > least + graph_.total / 1000)
      group.estimated |= estimated_cumulative;
  }

  Weight bounded_weight(double sum) const {
    return sum >= static_cast<double>(graph_.total) ? graph_.total : static_cast<Weight>(sum);
  }

  const CallGraph& graph_;
  const Membership& members_;
  const GroupedGraph& out_;
  CallGraph result_;
  std::vector<std::uint32_t> place_;  // by function: its place before the result is sorted
};

// Stacks: the members' frames become the group's, and the graph is made of what is then on them.
CallGraph contract_stacks(const Profile& profile, const CallGraph& graph, const Membership& members,
                          const GroupedGraph& out) {
  Profile renamed;
  renamed.metric = profile.metric;
  renamed.total = profile.total;
  renamed.frames = out.frames.copy();
  std::vector<FrameId> shown(profile.frames.size());
  for (FrameId frame = 0; frame < shown.size(); ++frame) shown[frame] = frame;
  for (std::uint32_t f = 0; f < members.of.size(); ++f) {
    if (members.of[f] != no_index) shown[graph.functions[f].frame] = members.groups[members.of[f]].frame;
  }
  Stacks stacks = profile.stacks();
  for (std::size_t node = 1; node < stacks.size(); ++node) stacks.frame[node] = shown[stacks.frame[node]];
  renamed.data = std::move(stacks);
  const std::vector<std::uint8_t> all(renamed.frames.size(), 1);
  CallGraph contracted = stacks_to_graph(renamed, function_totals(renamed), all, 0);
  std::erase_if(contracted.edges, [&](const Edge& edge) {
    return edge.caller == edge.callee && contracted.functions[edge.caller].frame >= profile.frames.size();
  });
  for (Function& function : contracted.functions) {
    if (function.frame < profile.frames.size()) function.hidden = profile.estimates.hidden_in(function.frame);
  }
  contracted.estimate_note = graph.estimate_note;
  return contracted;
}

// Takes out what runs mostly while importing and is called by nothing that stays.
void drop_unreached(const std::vector<float>& side, FrameId group, CallGraph& graph) {
  std::vector<std::uint8_t> stays(graph.functions.size(), 0);
  for (const Edge& edge : graph.edges) stays[edge.callee] = 1;
  std::vector<std::uint32_t> place(graph.functions.size(), no_index);
  std::vector<Function> functions;
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    const FrameId frame = graph.functions[f].frame;
    if (stays[f] == 0 && side[frame] >= 0.5F && frame != group) continue;
    place[f] = static_cast<std::uint32_t>(functions.size());
    functions.push_back(graph.functions[f]);
  }
  graph.functions = std::move(functions);
  for (Edge& edge : graph.edges) {
    edge.caller = place[edge.caller];
    edge.callee = place[edge.callee];
  }
}

// What is left when importing is one card: the program, and what it calls. What only runs while importing leads
// nowhere that is drawn.
void keep_program(const CallGraph& graph, const ImportRoles& roles, GroupedGraph& out) {
  std::vector<float> side(out.frames.size(), 0);
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) side[graph.functions[f].frame] = roles.side[f];
  const FrameId group = out.groups.front().frame;
  side[group] = 1;
  const FrameId script = out.importing->script;
  if (script != no_frame) side[script] = 0;
  std::vector<Edge> edges;
  for (Edge edge : out.graph.edges) {
    const FrameId caller = out.graph.functions[edge.caller].frame, callee = out.graph.functions[edge.callee].frame;
    if (side[caller] < 0.5F && callee != script) edges.push_back(edge);
  }
  out.graph.edges = std::move(edges);
  drop_unreached(side, group, out.graph);
  for (Function& function : out.graph.functions) {
    if (function.frame == group) function.cumulative = out.importing->total;
  }
  sort_graph(out.graph);
  for (const Function& function : out.graph.functions) out.import_side.push_back(side[function.frame]);
}

void add_importing(const ImportRoles& roles, Membership& members) {
  members.groups.emplace_back().name = "Importing";
  members.groups.back().importing = true;
  for (std::uint32_t f = 0; f < members.of.size(); ++f) {
    if (roles.place[f].role != ImportRole::other && f != roles.script) members.of[f] = 0;
  }
}

}  // namespace

std::unique_ptr<GroupedGraph> group_functions(const Profile& profile, const CallGraph& graph,
                                              const ImportFindings& imports, const GroupOptions& options) {
  if (graph.total <= 0 || graph.functions.empty()) return nullptr;
  auto out = std::make_unique<GroupedGraph>();
  Membership members;
  members.of.assign(graph.functions.size(), no_index);
  const ImportRoles& roles = imports.roles;
  if (options.built_in) out->importing = imports.importing;
  if (out->importing) add_importing(roles, members);
  match_functions(graph, options, members);
  drop_small_groups(graph, members);
  if (members.groups.empty()) return nullptr;
  add_frames(graph, members, *out);
  out->graph = profile.has_stacks() ? contract_stacks(profile, graph, members, *out)
                                    : CallContraction(graph, members, *out).run();
  out->graph.frames = &out->frames;
  out->groups = std::move(members.groups);
  if (out->importing) {
    keep_program(graph, roles, *out);
  } else {
    sort_graph(out->graph);
  }
  return out;
}

}  // namespace p2g
