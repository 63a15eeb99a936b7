#include "src/importers/kit/stack_slices.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "src/importers/kit/choose.h"
#include "src/model/stack_heads.h"

namespace p2g {
namespace {

// The stacks of a profile by slice.
class StackSlices {
 public:
  explicit StackSlices(Profile& profile)
      : profile_(profile), stacks_(profile.stacks()), found_(find_stack_heads(profile)) {}

  void list(Offer& offer);
  // Keeps the stacks of these slices of the offer.
  void keep(const std::vector<std::size_t>& slices);

 private:
  Profile& profile_;
  Stacks& stacks_;
  StackHeads found_;
  std::vector<std::uint32_t> offered_;  // slice by row of the offer
};

// A process that has nothing by itself, only threads, is no slice; nor is what stands beside them when there is
// nothing. By name: lines may come in any order, and the list has to be the same.
void StackSlices::list(Offer& offer) {
  std::vector<Weight> totals(found_.heads.size(), 0);
  for (std::uint32_t node = 0; node < stacks_.size(); ++node) totals[found_.of_node[node]] += stacks_.self[node];
  for (std::uint32_t slice = 0; slice < found_.heads.size(); ++slice) {
    if (totals[slice] != 0 || found_.heads[slice].thread != no_frame) offered_.push_back(slice);
  }
  const auto text = [&](FrameId frame) { return frame == no_frame ? std::string_view() : profile_.frames.text(frame); };
  std::sort(offered_.begin(), offered_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(text(found_.heads[a].process), text(found_.heads[a].thread)) <
           std::pair(text(found_.heads[b].process), text(found_.heads[b].thread));
  });
  for (const std::uint32_t slice : offered_) {
    offer.slices.push_back(slice_of(profile_.frames, found_.heads[slice]));
    offer.cells.emplace_back(cell_of(profile_.metric, totals[slice]));
  }
}

// Removes nodes; those that stay keep their order, so the columns are still in preorder of insertion. A process stays
// above its threads without what it has by itself.
void StackSlices::keep(const std::vector<std::size_t>& slices) {
  std::vector<bool> is_wanted(found_.heads.size(), false);
  for (const std::size_t row : slices) is_wanted[offered_[row]] = true;
  std::vector<bool> stays(stacks_.size(), false);
  stays[0] = true;
  for (auto node = static_cast<std::uint32_t>(stacks_.size()); node-- > 1;) {
    if (!is_wanted[found_.of_node[node]]) stacks_.self[node] = 0;
    if (is_wanted[found_.of_node[node]] || stays[node]) stays[node] = stays[stacks_.parent[node]] = true;
  }
  if (!is_wanted[found_.of_node[0]]) stacks_.self[0] = 0;
  std::vector<std::uint32_t> new_id(stacks_.size(), 0);
  std::uint32_t size = 0;
  profile_.total = 0;
  for (std::uint32_t node = 0; node < stacks_.size(); ++node) {
    if (!stays[node]) continue;
    stacks_.parent[size] = new_id[stacks_.parent[node]];
    stacks_.frame[size] = stacks_.frame[node];
    profile_.total += stacks_.self[size] = stacks_.self[node];
    new_id[node] = size++;
  }
  for (std::uint32_t node = 0; node < stacks_.size(); ++node) {
    if (!is_wanted[found_.of_node[node]]) new_id[node] = no_index;
  }
  move_lines(profile_.lines, new_id);
  stacks_.parent.resize(size);
  stacks_.frame.resize(size);
  stacks_.self.resize(size);
}

}  // namespace

Result<void> choose_stack_slices(Profile& profile, const Wanted& wanted) {
  if (!has_stack_heads(profile)) return choose_only_metric(profile, wanted);
  profile.offered = {};
  profile.offered.metrics = {profile.metric};
  StackSlices slices(profile);
  slices.list(profile.offered);
  if (profile.offered.slices.empty()) return choose_only_metric(profile, wanted);  // a process that costs nothing
  P2G_TRY_ASSIGN(profile.chosen, choose(profile.offered, wanted));
  if (profile.chosen.slices.size() < profile.offered.slices.size()) slices.keep(profile.chosen.slices);
  return {};
}

}  // namespace p2g
