// A made-up program run: its stacks (the truth) and what a call profiler keeps of them. Deterministic for a seed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/model/profile.h"
#include "tests/support/dice.h"

namespace p2g::test {

class RandomProgram {
 public:
  using Path = std::vector<FrameId>;

  // Calls go from a function to one of its few callees; with `cycles` any function may be a callee, without only later
  // ones.
  RandomProgram(std::uint32_t seed, std::uint32_t functions, std::uint32_t calls, bool cycles) {
    Dice dice(seed);
    std::vector<std::vector<FrameId>> callees(functions);
    for (std::uint32_t f = 0; f < functions; ++f) {
      name(f);
      for (std::uint32_t i = dice.below(4) + (f == 0); i > 0; --i) {
        if (cycles)
          callees[f].push_back(1 + dice.below(functions - 1));
        else if (f + 1 < functions)
          callees[f].push_back(f + 1 + dice.below(functions - f - 1));
      }
    }
    run(dice, callees, calls);
    measure();
  }

  const Profile& profile() const { return profile_; }
  // Time of every stack, recursion cut out (a b a c is a c) or not.
  const std::map<Path, Weight>& stacks() const { return stacks_; }

 private:
  void name(std::uint32_t f) {
    Strings& strings = profile_.frames.strings();
    profile_.frames.add(strings.intern("program.py"), static_cast<std::int32_t>(f + 1),
                        strings.intern("f" + std::to_string(f)));
  }

  // A random walk over the stack: call, return, spend time.
  void run(Dice& dice, const std::vector<std::vector<FrameId>>& callees, std::uint32_t calls) {
    calls_.functions.resize(callees.size());
    Path stack{0};
    called(no_frame, 0, false);
    while (calls > 0) {
      const std::vector<FrameId>& next = callees[stack.back()];
      const std::uint32_t move = dice.below(5);
      if (move < 2 && !next.empty() && stack.size() < 40) {
        const FrameId callee = next[dice.below(static_cast<std::uint32_t>(next.size()))];
        called(stack.back(), callee, std::find(stack.begin(), stack.end(), callee) != stack.end());
        stack.push_back(callee);
        --calls;
      } else if (move < 4 && stack.size() > 1) {
        stack.pop_back();
      } else {
        stacks_[stack] += 1 + dice.below(1000);
      }
    }
    ++stacks_[stack];
  }

  void called(FrameId caller, FrameId callee, bool again) {
    ++calls_.functions[callee].calls;
    calls_.functions[callee].primitive_calls += again ? 0 : 1;
    if (caller != no_frame) ++edges_[{caller, callee}].calls;
  }

  void measure() {
    profile_.format = "pstats";
    profile_.metric = Metric::time();
    for (const auto& [stack, weight] : stacks_) {
      profile_.total += weight;
      calls_.functions[stack.back()].self += weight;
      if (stack.size() > 1) edges_[{stack[stack.size() - 2], stack.back()}].self += weight;
      for (const FrameId f : std::set<FrameId>(stack.begin(), stack.end())) calls_.functions[f].cumulative += weight;
      std::set<std::pair<FrameId, FrameId>> pairs;
      for (std::size_t i = 1; i < stack.size(); ++i) pairs.insert({stack[i - 1], stack[i]});
      for (const auto& pair : pairs) edges_[pair].cumulative += weight;
    }
    for (auto& [pair, edge] : edges_) {
      edge.caller = pair.first;
      edge.callee = pair.second;
      calls_.edges.push_back(edge);
    }
    profile_.data = std::move(calls_);
  }

  Profile profile_;
  Calls calls_;
  std::map<std::pair<FrameId, FrameId>, CallCost> edges_;
  std::map<Path, Weight> stacks_;
};

}  // namespace p2g::test
