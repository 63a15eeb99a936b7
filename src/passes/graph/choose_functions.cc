// Which functions stay. Pruning only chooses; to_graph rebuilds over the choice.
#include "src/passes/graph/choose_functions.h"

#include <algorithm>
#include <vector>

#include "src/model/profile.h"
#include "src/passes/graph/shares.h"

namespace p2g {
namespace {

// A filter may leave frames in the table that no stack mentions any more; they are no functions of the selection.
// Call profiles have one function a frame.
std::vector<std::uint8_t> frames_in_use(const Profile& profile) {
  std::vector<std::uint8_t> used(profile.frames.size(), profile.has_stacks() ? 0 : 1);
  if (!profile.has_stacks()) return used;
  for (const FrameId frame : profile.stacks().frame) {
    if (frame != no_frame) used[frame] = 1;
  }
  return used;
}

}  // namespace

std::vector<std::uint8_t> choose_functions(const Profile& profile, const std::vector<FunctionCost>& totals,
                                           const PruneOptions& options) {
  std::vector<std::uint8_t> keep = frames_in_use(profile);
  const Weight least = weight_at_share(options.node_share, profile.total);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (totals[i].cumulative < least) keep[i] = 0;
    kept += keep[i];
  }
  const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(options.max_nodes, 0));
  if (limit == 0 || kept <= limit) return keep;

  std::vector<FrameId> order;
  order.reserve(kept);
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) order.push_back(static_cast<FrameId>(i));
  }
  const auto heavier = [&](FrameId a, FrameId b) {
    if (totals[a].cumulative != totals[b].cumulative) return totals[a].cumulative > totals[b].cumulative;
    if (totals[a].self != totals[b].self) return totals[a].self > totals[b].self;
    return profile.frames.compare(a, b) < 0;
  };
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(limit), order.end(), heavier);
  for (std::size_t i = limit; i < order.size(); ++i) keep[order[i]] = 0;
  return keep;
}

}  // namespace p2g
