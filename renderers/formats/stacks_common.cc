#include "renderers/formats/stacks_common.h"

#include <limits>

#include "src/base/text.h"
#include "src/base/wide.h"

namespace p2g {

WholeUnits::WholeUnits(const Metric& metric) {
  const int decimals = metric.is_time() ? 9 : 0;
  for (int i = metric.decimals; i < decimals; ++i) times_ *= 10;
  for (int i = decimals; i < metric.decimals; ++i) divisor_ *= 10;
}

// Halves away from zero; what is too large stays at the limit, and counts as rounded, too.
std::int64_t WholeUnits::of(Weight weight) {
  constexpr Wide most = std::numeric_limits<std::int64_t>::max();
  const Wide fine = Wide{weight} * times_;
  const Wide half = weight < 0 ? -(divisor_ / 2) : divisor_ / 2;
  Wide whole = (fine + half) / divisor_;
  if (whole > most) whole = most;
  if (whole * divisor_ != fine) ++rounded_;
  return static_cast<std::int64_t>(whole);
}

StackRows::StackRows(const Tree& tree) : tree_(tree), of_node_(tree.size()) {
  constexpr std::uint32_t none = 0xffffffffU;
  std::vector<std::uint32_t> of_frame(tree.frames->size(), none);
  std::map<std::string, std::uint32_t> specials;
  const auto special = [&](std::string name) {
    const auto [found, is_new] = specials.try_emplace(name, static_cast<std::uint32_t>(frames_.size()));
    if (is_new) frames_.push_back({std::move(name), {}, 0, no_frame});
    return found->second;
  };
  for (std::uint32_t node = 1; node < tree.size(); ++node) {
    const FrameId frame = tree.frame[node];
    if (frame == no_frame || (tree.flags[node] & tree_unfollowed) != 0) {
      of_node_[node] = special("(not followed)");
      continue;
    }
    const FrameParts parts = tree.frames->parts(frame);
    if ((tree.flags[node] & tree_back_into) != 0) {
      of_node_[node] = special("(back into " + to_terminal(parts.name) + ')');
      continue;
    }
    if (of_frame[frame] == none) {
      of_frame[frame] = static_cast<std::uint32_t>(frames_.size());
      const bool has_file = parts.has_file && parts.file != "~";
      frames_.push_back(
          {to_terminal(parts.name), has_file ? to_terminal(parts.file) : std::string(), parts.line, frame});
    }
    of_node_[node] = of_frame[frame];
  }
  not_shown_ = special("(not shown)");
}

void StackRows::each(const std::function<void(const std::vector<std::uint32_t>&, Weight)>& row) const {
  // Cumulative cost that is neither self cost nor a child's.
  std::vector<Weight> open(tree_.size());
  for (std::size_t node = 0; node < open.size(); ++node) open[node] = tree_.cumulative[node] - tree_.self[node];
  for (std::size_t node = 1; node < open.size(); ++node) open[tree_.parent[node]] -= tree_.cumulative[node];
  std::vector<std::uint32_t> path;
  if (tree_.size() > 0 && tree_.self[0] != 0) row(path, tree_.self[0]);
  for (std::uint32_t node = 1; node < tree_.size(); ++node) {
    path.resize(tree_.depth[node] - 1);
    path.push_back(of_node_[node]);
    if ((tree_.flags[node] & (tree_back_into | tree_unfollowed)) != 0) {
      if (tree_.cumulative[node] != 0) row(path, tree_.cumulative[node]);
      continue;
    }
    const bool is_leaf = tree_.end[node] == node + 1;
    if (tree_.self[node] != 0 || (is_leaf && open[node] == 0)) row(path, tree_.self[node]);
    if (open[node] == 0) continue;
    path.push_back(not_shown_);
    row(path, open[node]);
  }
  path.assign(1, not_shown_);
  if (tree_.size() > 0 && open[0] != 0) row(path, open[0]);
}

}  // namespace p2g
