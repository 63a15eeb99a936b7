// Which functions survive pruning.
#pragma once

#include <cstdint>
#include <vector>

#include "src/model/profile.h"

namespace p2g {

struct PruneOptions {
  double node_share = 0;  // a function below this share of the total is dropped (0.005 is gprof2dot's 0.5 %)
  double edge_share = 0;
  std::int64_t max_nodes = 0;  // 0: no limit; the heaviest by cumulative, then self, then name stay
  bool operator==(const PruneOptions&) const = default;
};

// 1 for every frame that stays.
std::vector<std::uint8_t> choose_functions(const Profile& profile, const std::vector<FunctionCost>& totals,
                                           const PruneOptions& options);

}  // namespace p2g
