// Call profiles for tests: written as text, or random with cycles.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "src/model/profile.h"
#include "tests/support/dice.h"

namespace p2g::test {

// Builds a call profile by name. Every function lives in NAME.py, line 1.
class CallProfile {
 public:
  CallProfile() {
    profile.format = "pstats";
    profile.metric = Metric::time();
    profile.data = Calls{};
  }

  FrameId id(const std::string& name) {
    const auto [at, added] = ids_.try_emplace(name, no_frame);
    if (added) {
      const StringId file = profile.frames.strings().intern(name + ".py");
      at->second = profile.frames.add(file, 1, profile.frames.strings().intern(name));
      profile.calls().functions.resize(profile.frames.size());
    }
    return at->second;
  }

  // From now on `alias` is the function `name` of another file.
  CallProfile& place(const std::string& alias, const std::string& file, std::int32_t line, const std::string& name) {
    const StringId path = profile.frames.strings().intern(file);
    ids_[alias] = profile.frames.add(path, line, profile.frames.strings().intern(name));
    profile.calls().functions.resize(profile.frames.size());
    return *this;
  }

  CallProfile& function(const std::string& name, Weight self, Weight cumulative, std::int64_t calls = 1,
                        std::int64_t primitive_calls = -1) {
    const FrameId frame = id(name);
    profile.calls().functions[frame] = {self, cumulative, calls, primitive_calls < 0 ? calls : primitive_calls};
    profile.total += self;
    return *this;
  }

  CallProfile& edge(const std::string& caller, const std::string& callee, Weight self, Weight cumulative,
                    std::int64_t calls = 1, std::optional<std::int64_t> primitive_calls = {}) {
    const FrameId from = id(caller);
    const FrameId to = id(callee);
    profile.calls().edges.push_back({from, to, self, cumulative, calls, primitive_calls.value_or(calls)});
    return *this;
  }

  Profile profile;

 private:
  std::map<std::string, FrameId> ids_;
};

// A Profile moves only.
inline Profile copy_of(const Profile& profile) {
  Profile copy;
  copy.format = profile.format;
  copy.metric = profile.metric;
  copy.total = profile.total;
  copy.data = profile.calls();
  copy.frames = profile.frames.copy();
  return copy;
}

inline std::vector<CallCost> shuffled_edges(const Profile& profile, unsigned seed) {
  const CallList& edges = profile.calls().edges;
  std::vector<CallCost> shuffled(edges.begin(), edges.end());
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(seed));
  return shuffled;
}

inline std::string name_of(const Profile& profile, FrameId frame) {
  return std::string(profile.frames.parts(frame).name);
}

// "name self cumulative calls" a function and "caller>callee self cumulative calls" an edge, sorted, one a line.
inline std::string to_text(const Profile& profile) {
  std::vector<std::string> functions;
  std::vector<std::string> edges;
  const auto figure = [](Weight weight) { return weight == unknown_weight ? "?" : std::to_string(weight); };
  for (FrameId f = 0; f < profile.frames.size(); ++f) {
    const FunctionCost& cost = profile.calls().functions[f];
    functions.push_back(name_of(profile, f) + ' ' + figure(cost.self) + ' ' + figure(cost.cumulative) + ' ' +
                        std::to_string(cost.calls) + '\n');
  }
  for (const CallCost& edge : profile.calls().edges) {
    edges.push_back(name_of(profile, edge.caller) + '>' + name_of(profile, edge.callee) + ' ' + figure(edge.self) +
                    ' ' + figure(edge.cumulative) + ' ' + std::to_string(edge.calls) + '\n');
  }
  std::sort(functions.begin(), functions.end());
  std::sort(edges.begin(), edges.end());
  std::string text;
  for (const std::string& line : functions) text += line;
  for (const std::string& line : edges) text += line;
  return text;
}

// What a profiler would write of a random run: a walk over stacks of random functions, recursion and cycles included.
// `stacks` gets what the profile does not keep.
using WeighedStack = std::pair<std::vector<FrameId>, Weight>;
inline Profile random_profile(unsigned seed, int functions, int steps, std::vector<WeighedStack>* stacks = nullptr) {
  Dice dice(seed);
  const auto below = [&](int limit) { return static_cast<int>(dice.below(static_cast<std::size_t>(limit))); };
  CallProfile built;
  for (int f = 0; f < functions; ++f) built.id("f" + std::to_string(f));
  std::vector<FunctionCost>& costs = built.profile.calls().functions;
  std::map<std::pair<FrameId, FrameId>, CallCost> pairs;
  std::vector<FrameId> stack;
  for (int step = 0; step < steps; ++step) {
    if (stack.empty() || (below(2) == 0 && stack.size() < 40)) {
      const auto callee = static_cast<FrameId>(below(functions));
      const bool outermost = std::find(stack.begin(), stack.end(), callee) == stack.end();
      ++costs[callee].calls;
      costs[callee].primitive_calls += outermost ? 1 : 0;
      if (!stack.empty()) {
        CallCost& pair = pairs[{stack.back(), callee}];
        pair.caller = stack.back();
        pair.callee = callee;
        ++pair.calls;
        ++pair.primitive_calls;
      }
      stack.push_back(callee);
    } else {
      stack.pop_back();
    }
    if (stack.empty()) continue;
    const Weight spent = below(1000);
    built.profile.total += spent;
    if (stacks != nullptr) stacks->emplace_back(stack, spent);
    costs[stack.back()].self += spent;
    if (stack.size() > 1) pairs[{stack[stack.size() - 2], stack.back()}].self += spent;
    std::map<FrameId, bool> seen;
    std::map<std::pair<FrameId, FrameId>, bool> pair_seen;
    for (std::size_t i = 0; i < stack.size(); ++i) {
      if (!std::exchange(seen[stack[i]], true)) costs[stack[i]].cumulative += spent;
      if (i == 0) continue;
      const std::pair<FrameId, FrameId> pair{stack[i - 1], stack[i]};
      if (!std::exchange(pair_seen[pair], true)) pairs[pair].cumulative += spent;
    }
  }
  for (const auto& [key, pair] : pairs) built.profile.calls().edges.push_back(pair);
  return std::move(built.profile);
}

inline Weight sum_of_self(const Profile& profile) {
  Weight sum = 0;
  for (const FunctionCost& cost : profile.calls().functions) sum += cost.self;
  return sum;
}

}  // namespace p2g::test
