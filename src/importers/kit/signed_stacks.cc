#include "src/importers/kit/signed_stacks.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/model/stack_walk.h"

namespace p2g {
namespace {

class Sums {
 public:
  Sums(const Stacks& stacks, std::size_t frames)
      : stacks_(stacks), cumulative_(cumulative_of(stacks)), functions_(frames), open_(frames, 0) {}

  Calls take() {
    walk_stacks(
        stacks_, [this](std::uint32_t node) { enter(node); }, [this](std::uint32_t node) { leave(node); },
        [](std::uint32_t) {});
    Calls calls;
    calls.functions = std::move(functions_);
    for (const CallCost& pair : pairs_) calls.edges.push_back(pair);
    calls.counted = Counted::nothing;
    return calls;
  }

 private:
  struct OpenPair {
    std::size_t index;
    std::uint32_t open = 0;  // how often it is on the path
  };

  // The way leads through a node more often than once: what it costs is counted when it is met first.
  bool is_new(std::uint32_t node) {
    if (met_.size() <= node) met_.resize(stacks_.size(), false);
    const bool met = met_[node];
    met_[node] = true;
    return !met;
  }

  void enter(std::uint32_t node) {
    const bool counts = is_new(node);
    const FrameId frame = stacks_.frame[node];
    FunctionCost& function = functions_[frame];
    if (counts) function.self = sum_within(function.self, stacks_.self[node]);
    if (open_[frame]++ == 0 && counts) function.cumulative = sum_within(function.cumulative, cumulative_[node]);
    if (stacks_.parent[node] == 0) return;
    OpenPair& pair = pair_of(stacks_.frame[stacks_.parent[node]], frame);
    CallCost& cost = pairs_[pair.index];
    if (counts) cost.self = sum_within(cost.self, stacks_.self[node]);
    if (pair.open++ == 0 && counts) cost.cumulative = sum_within(cost.cumulative, cumulative_[node]);
  }

  void leave(std::uint32_t node) {
    const FrameId frame = stacks_.frame[node];
    --open_[frame];
    if (stacks_.parent[node] != 0) --pair_of(stacks_.frame[stacks_.parent[node]], frame).open;
  }

  OpenPair& pair_of(FrameId caller, FrameId callee) {
    const auto [found, is_new] = open_pairs_.try_emplace(Estimates::pair_key(caller, callee), OpenPair{pairs_.size()});
    if (is_new) pairs_.emplace_back(caller, callee);
    return found->second;
  }

  const Stacks& stacks_;
  std::vector<Weight> cumulative_;
  std::vector<FunctionCost> functions_;
  std::vector<std::uint32_t> open_;  // by frame: how often it is on the path
  std::vector<CallCost> pairs_;      // in the order in which they were met
  std::unordered_map<std::uint64_t, OpenPair> open_pairs_;
  std::vector<bool> met_;
};

}  // namespace

void sum_signed_stacks(Profile& profile, std::string_view why) {
  const std::vector<Weight>& self = profile.stacks().self;
  const auto negative = std::count_if(self.begin(), self.end(), [](Weight weight) { return weight < 0; });
  if (negative == 0) return;
  profile.lines = {};
  profile.data = Sums(profile.stacks(), profile.frames.size()).take();
  profile.warnings.add(
      "negative-stacks",
      std::string(why) + ": stacks with negative costs cannot be drawn, so figures are sums of functions and calls",
      static_cast<std::uint64_t>(negative), "Some stacks have negative costs: sums of functions.");
}

}  // namespace p2g
