#include "src/importers/pstats/sampled.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

namespace p2g {
namespace {

// Frames with the same file and name, numbered by first appearance; line 0 (unknown) only when there is no other.
struct Groups {
  std::vector<FrameId> of_frame;
  Frames frames;
  std::vector<std::int32_t> line;
};

FrameId add_frame(Frames& frames, const FrameParts& parts, std::int32_t line) {
  const StringId file = frames.strings().intern(parts.file);
  return frames.add(file, line, frames.strings().intern(parts.name));
}

Groups group_by_name(const Frames& frames, bool by_line) {
  Groups groups;
  for (FrameId id = 0; id < frames.size(); ++id) {
    const FrameParts parts = frames.parts(id);
    const FrameId group = add_frame(groups.frames, parts, by_line ? parts.line : 0);
    if (group == groups.line.size()) groups.line.push_back(parts.line);
    std::int32_t& line = groups.line[group];
    if (parts.line > 0 && (line <= 0 || parts.line < line)) line = parts.line;
    groups.of_frame.push_back(group);
  }
  return groups;
}

// Time of one sample, from the function that was seen most often.
double weight_per_sample(const std::vector<FunctionCost>& functions) {
  const auto most = std::max_element(functions.begin(), functions.end(),
                                     [](const FunctionCost& a, const FunctionCost& b) { return a.calls < b.calls; });
  if (most == functions.end() || most->calls == 0) return 0;
  return static_cast<double>(most->cumulative) / static_cast<double>(most->calls);
}

std::vector<FunctionCost> join_functions(const Calls& calls, const Groups& groups, Weight total) {
  std::vector<FunctionCost> functions(groups.frames.size());
  std::vector<std::uint32_t> lines(functions.size(), 0);
  std::int64_t samples = 0;
  for (FrameId id = 0; id < groups.of_frame.size(); ++id) {
    const FunctionCost& line = calls.functions[id];
    const FrameId group = groups.of_frame[id];
    FunctionCost& function = functions[group];
    function += line;
    samples += line.primitive_calls;
    ++lines[group];
  }
  for (FrameId group = 0; group < functions.size(); ++group) {
    if (lines[group] == 1) continue;
    functions[group].cumulative = std::min(functions[group].cumulative, std::max<Weight>(total, 0));
    functions[group].calls = std::min(functions[group].calls, samples);
  }
  return functions;
}

// One edge a pair, with a time where it has only a number of samples.
CallList join_edges(const CallList& calls, const Groups& groups, const std::vector<FunctionCost>& functions,
                    double per_sample) {
  std::vector<CallCost> edges(calls.begin(), calls.end());
  for (CallCost& edge : edges) {
    edge.caller = groups.of_frame[edge.caller];
    edge.callee = groups.of_frame[edge.callee];
  }
  const auto has_time = [](const CallCost& edge) { return edge.cumulative != unknown_weight; };
  const auto pair_of = [&](const CallCost& edge) { return std::tuple(edge.caller, edge.callee, has_time(edge)); };
  std::stable_sort(edges.begin(), edges.end(), [&](const auto& a, const auto& b) { return pair_of(a) < pair_of(b); });
  std::size_t kept = 0;
  for (const CallCost& edge : edges) {
    if (kept > 0 && !has_time(edge) && pair_of(edges[kept - 1]) == pair_of(edge)) {
      edges[kept - 1].calls += edge.calls;
    } else {
      edges[kept++] = edge;
    }
  }
  edges.resize(kept);
  // The functions' times have half of what a sum can hold (TimeScale); this is the rest, which lasts for 73 years.
  Weight left = Weight{1} << 61;
  for (CallCost& edge : edges) {
    if (has_time(edge)) continue;
    const double weight = std::round(static_cast<double>(edge.calls) * per_sample);
    Weight most = std::min(functions[edge.caller].cumulative, functions[edge.callee].cumulative);
    most = std::clamp<Weight>(most, 0, left);  // damaged files have negative times
    edge.cumulative = weight < static_cast<double>(most) ? static_cast<Weight>(std::max(weight, 0.0)) : most;
    left -= edge.cumulative;
  }
  return {edges.begin(), edges.end()};
}

void note_lines(Profile& profile, const Groups& groups) {
  const std::vector<FunctionCost>& functions = profile.calls().functions;
  for (FrameId id = 0; id < functions.size(); ++id) {
    const std::int32_t line = profile.frames.parts(id).line;
    if (line > 0 && functions[id].self > 0)
      profile.lines.costs.push_back({groups.of_frame[id], 0, line, functions[id].self});
  }
  settle_lines(profile.lines);
}

}  // namespace

void join_sampled_lines(Profile& profile, bool by_line, bool with_lines) {
  Calls& calls = profile.calls();
  const double per_sample = weight_per_sample(calls.functions);
  const Groups groups = group_by_name(profile.frames, by_line);
  if (with_lines && !by_line) note_lines(profile, groups);
  calls.functions = join_functions(calls, groups, profile.total);
  calls.edges = join_edges(calls.edges, groups, calls.functions, per_sample);
  Frames frames;
  for (FrameId group = 0; group < groups.frames.size(); ++group) {
    add_frame(frames, groups.frames.parts(group), groups.line[group]);
  }
  profile.frames = std::move(frames);
}

}  // namespace p2g
