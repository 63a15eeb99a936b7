#include "src/model/line_costs.h"

#include <algorithm>
#include <tuple>

#include "src/base/wide.h"
#include "src/model/cost.h"
#include "src/model/profile.h"

namespace p2g {
namespace {

auto key_of(const LineCost& cost) { return std::tie(cost.place, cost.file, cost.line); }

// By frame.
std::vector<Wide> self_costs(const Profile& profile) {
  std::vector<Wide> self(profile.frames.size(), 0);
  if (profile.has_stacks()) {
    const Stacks& stacks = profile.stacks();
    for (std::size_t node = 1; node < stacks.size(); ++node) self[stacks.frame[node]] += stacks.self[node];
    return self;
  }
  const std::vector<FunctionCost>& functions = profile.calls().functions;
  for (FrameId frame = 0; frame < functions.size(); ++frame) self[frame] = functions[frame].self;
  return self;
}

}  // namespace

std::uint32_t LineCosts::add_file(const std::string& file) {
  if (file.empty()) return 0;
  return files.try_emplace(file, static_cast<std::uint32_t>(files.size() + 1)).first->second;
}

void settle_lines(LineCosts& lines) {
  std::vector<LineCost>& costs = lines.costs;
  std::sort(costs.begin(), costs.end(), [](const LineCost& a, const LineCost& b) { return key_of(a) < key_of(b); });
  std::size_t kept = 0;
  for (const LineCost& cost : costs) {
    if (kept > 0 && key_of(costs[kept - 1]) == key_of(cost))
      costs[kept - 1].self = sum_of(costs[kept - 1].self, cost.self);
    else
      costs[kept++] = cost;
  }
  costs.resize(kept);
}

void move_lines(LineCosts& lines, const std::vector<std::uint32_t>& places) {
  if (lines.empty()) return;
  for (LineCost& cost : lines.costs) cost.place = places[cost.place];
  std::erase_if(lines.costs, [](const LineCost& cost) { return cost.place == no_index; });
  settle_lines(lines);
}

LineCosts lines_of_functions(const Profile& profile) {
  LineCosts lines = profile.lines;
  if (lines.empty()) return lines;
  if (profile.has_stacks()) move_lines(lines, profile.stacks().frame);
  if (lines.of_run) return lines;
  std::vector<Wide> left = self_costs(profile);
  for (const LineCost& cost : lines.costs) left[cost.place] -= cost.self;
  std::erase_if(lines.costs, [&](const LineCost& cost) { return left[cost.place] < 0; });
  return lines;
}

}  // namespace p2g
