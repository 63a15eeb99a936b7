#include "src/passes/merge/parts.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

#include "src/base/rows.h"
#include "src/model/cost.h"
#include "src/model/stack_heads.h"
#include "src/model/stack_walk.h"
#include "src/model/totals.h"

namespace p2g {
namespace {

std::vector<PartCost> costs_of(const std::vector<FunctionCost>& totals) {
  std::vector<PartCost> costs;
  for (FrameId frame = 0; frame < totals.size(); ++frame) {
    const FunctionCost& cost = totals[frame];
    if (cost.self != 0 || cost.cumulative != 0) costs.push_back({frame, cost.self, cost.cumulative});
  }
  return costs;
}

// By node, whether its function is not among those above it: of those on a stack this one adds its cumulative cost.
std::vector<bool> outermost_nodes(const Profile& profile) {
  const Stacks& stacks = profile.stacks();
  std::vector<bool> outermost(stacks.size(), false);
  std::vector<std::uint32_t> on_stack(profile.frames.size(), 0);
  walk_stacks(
      stacks, [&](std::uint32_t node) { ++on_stack[stacks.frame[node]]; },
      [&](std::uint32_t node) { --on_stack[stacks.frame[node]]; },
      [&](std::uint32_t node) { outermost[node] = on_stack[stacks.frame[node]] == 1; });
  return outermost;
}

// The stacks of a profile by what heads them. All that is below a head is its own, so each node's cost belongs to one
// part; only heads lie above several.
class HeadedStacks {
 public:
  explicit HeadedStacks(const Profile& profile)
      : profile_(profile), stacks_(profile.stacks()), found_(find_stack_heads(profile)) {
    totals_.assign(found_.heads.size(), 0);
    for (std::uint32_t node = 0; node < stacks_.size(); ++node) totals_[found_.of_node[node]] += stacks_.self[node];
  }

  // Heads that cost something, by name: lines of a file may come in any order.
  std::vector<std::uint32_t> heads() const {
    std::vector<std::uint32_t> heads;
    for (std::uint32_t head = 0; head < totals_.size(); ++head) {
      if (totals_[head] != 0) heads.push_back(head);
    }
    std::sort(heads.begin(), heads.end(), [&](std::uint32_t a, std::uint32_t b) { return texts(a) < texts(b); });
    return heads;
  }

  std::string_view what(const std::vector<std::uint32_t>& heads) const {
    const bool any_thread = std::any_of(heads.begin(), heads.end(),
                                        [&](std::uint32_t head) { return found_.heads[head].thread != no_frame; });
    return any_thread ? "thread" : "process";
  }

  // A dump of what threads do at one moment has a sample or two of each: beside each other they say nothing.
  bool has_enough() const {
    constexpr Weight least_samples = 10;
    const Weight longest = *std::max_element(totals_.begin(), totals_.end());
    return !profile_.metric.is_whole_samples() || longest >= least_samples;
  }

  // Empty when there are too many functions.
  std::vector<Part> parts(const std::vector<std::uint32_t>& heads) const {
    const std::vector<Weight> cumulative = cumulative_of(stacks_);
    const std::vector<bool> outermost = outermost_nodes(profile_);
    const Rows by_head =
        group_rows(found_.heads.size(), stacks_.size(), [&](std::uint32_t node) { return found_.of_node[node]; });
    std::vector<PartCost> sums(profile_.frames.size());  // by frame; those of one part at a time
    std::vector<Part> parts;
    std::size_t costs = 0;
    for (const std::uint32_t head : heads) {
      std::vector<FrameId> met;
      const auto add = [&](FrameId frame, Weight self, Weight all) {
        if (sums[frame].frame == no_frame) met.push_back(frame);
        sums[frame] = {frame, sums[frame].self + self, sums[frame].cumulative + all};
      };
      for (const FrameId frame : {found_.heads[head].process, found_.heads[head].thread}) {
        if (frame != no_frame) add(frame, 0, totals_[head]);
      }
      for (const std::uint32_t node : by_head[head]) {
        if (node == 0) continue;
        add(stacks_.frame[node], stacks_.self[node], outermost[node] && !found_.is_head[node] ? cumulative[node] : 0);
      }
      std::sort(met.begin(), met.end());
      Part part{slice_of(profile_.frames, found_.heads[head]).name(), totals_[head]};
      for (const FrameId frame : met) part.functions.push_back(std::exchange(sums[frame], {}));
      std::erase_if(part.functions, [](const PartCost& cost) { return cost.self == 0 && cost.cumulative == 0; });
      costs += part.functions.size();
      if (costs > most_part_costs) return {};
      parts.push_back(std::move(part));
    }
    return parts;
  }

 private:
  std::pair<std::string_view, std::string_view> texts(std::uint32_t head) const {
    const auto text = [&](FrameId frame) {
      return frame == no_frame ? std::string_view() : profile_.frames.text(frame);
    };
    return {text(found_.heads[head].process), text(found_.heads[head].thread)};
  }

  const Profile& profile_;
  const Stacks& stacks_;
  const StackHeads found_;
  std::vector<Weight> totals_;  // by head
};

bool is_function(const Frames& frames, FrameId frame) {
  const FrameKind kind = frames.parts(frame).kind;
  return kind != FrameKind::process && kind != FrameKind::thread && kind != FrameKind::hidden;
}

// Of functions that differ as much the one that costs most in all, then the first by name.
std::optional<PartsDiffer> find_difference(const Frames& frames, const std::vector<Part>& parts) {
  struct Range {
    double least = 1, most = 0;
    std::size_t parts = 0;
    Weight self = 0;
  };
  std::vector<Range> ranges(frames.size());
  std::size_t with_cost = 0;
  for (const Part& part : parts) {
    if (part.total <= 0) continue;
    ++with_cost;
    for (const PartCost& cost : part.functions) {
      const double share = std::clamp(share_of(cost.self, part.total), 0.0, 1.0);
      Range& range = ranges[cost.frame];
      range.least = std::min(range.least, share);
      range.most = std::max(range.most, share);
      range.self = sum_within(range.self, cost.self);
      ++range.parts;
    }
  }
  std::optional<PartsDiffer> best;
  for (FrameId frame = 0; frame < ranges.size(); ++frame) {
    Range& range = ranges[frame];
    if (range.parts < with_cost) range.least = 0;
    const double width = range.most - range.least;
    const double widest = best ? best->most - best->least : 0;
    if (range.parts == 0 || width < widest || width <= 0 || !is_function(frames, frame)) continue;
    const auto comes_first = [&] {
      const Weight other = ranges[best->frame].self;
      return range.self != other ? range.self > other : frames.compare(frame, best->frame) < 0;
    };
    if (!best || width > widest || comes_first()) best = {frame, range.least, range.most};
  }
  return best;
}

std::vector<std::string_view> components_of(std::string_view path) {
  std::vector<std::string_view> components;
  while (true) {
    const std::size_t slash = path.find('/');
    if (slash != 0) components.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return components;
    path.remove_prefix(slash + 1);
  }
}

std::string last_components(const std::vector<std::string_view>& components, std::size_t count) {
  std::string text;
  for (std::size_t i = components.size() - std::min(count, components.size()); i < components.size(); ++i) {
    if (!text.empty()) text += '/';
    text += components[i];
  }
  return text;
}

}  // namespace

std::vector<std::string> short_file_names(const std::vector<std::string>& files) {
  std::vector<std::vector<std::string_view>> components;
  std::size_t longest = 1;
  for (const std::string& file : files) {
    components.push_back(components_of(file));
    longest = std::max(longest, components.back().size());
  }
  const std::size_t different = std::set<std::string>(files.begin(), files.end()).size();
  std::vector<std::string> names;
  for (std::size_t count = 1; count <= longest; ++count) {
    names.clear();
    for (const auto& each : components) names.push_back(last_components(each, count));
    if (std::set<std::string>(names.begin(), names.end()).size() >= different) break;
  }
  for (std::string& name : names) {
    if (name == "-" || name == "<stdin>") name = "stdin";
  }
  return names;
}

std::optional<Part> part_of(const Profile& profile) {
  Part part{profile.files.empty() ? std::string() : profile.files.front(), profile.total};
  part.functions = costs_of(function_totals(profile));
  if (part.functions.size() > most_part_costs) return std::nullopt;
  return part;
}

Parts find_parts(const Profile& profile) {
  Parts parts;
  if (profile.parts.size() > 1) {
    parts.list = profile.parts;
    std::vector<std::string> files;
    for (const Part& part : parts.list) files.push_back(part.name);
    const std::vector<std::string> names = short_file_names(files);
    for (std::size_t i = 0; i < names.size(); ++i) parts.list[i].name = names[i];
  } else if (profile.has_stacks() && !profile.stacks().reversed && has_stack_heads(profile)) {
    const HeadedStacks stacks(profile);
    const std::vector<std::uint32_t> heads = stacks.heads();
    if (heads.size() < 2 || heads.size() > most_parts || !stacks.has_enough()) return {};
    parts.what = stacks.what(heads);
    parts.list = stacks.parts(heads);
  }
  if (!parts.empty()) parts.differ = find_difference(profile.frames, parts.list);
  return parts;
}

}  // namespace p2g
