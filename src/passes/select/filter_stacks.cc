// Filters over stacks: each is one loop over parent[i] < i that builds a new tree. All are exact.
//
// What is dropped and what moves:
//   ignore, focus   drop whole stacks; a stack is judged by all of its frames
//   root            drops stacks without a match and, of the others, the frames above the first match
//   leaf            drops stacks without a match; what runs below the last match becomes its self cost
//   removed         (hide, show, path) the frame goes, its self cost goes to the caller; a stack of which no frame is
//                   left becomes one of the frame "(hidden)"
//   fold_recursion  a frame that is on the stack already becomes its first occurrence, so that every function's self
//                   cost stays what it was
//   reverse         callers below callees
//   depth           deeper cost goes to the caller
//
// Beside each node's self cost goes the part of it that the node's function spent itself: the rest is what functions
// spent that are not shown (Estimates::hidden).
//
// A stack that costs nothing and is the beginning of another says no more than that one, and goes where that goes.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "src/model/stack_builder.h"
#include "src/model/stack_walk.h"
#include "src/passes/select/filter_internal.h"

namespace p2g {
namespace {

constexpr std::uint32_t nowhere = 0;  // the root: no stack ends there

// What functions spent themselves: by node, and by line where lines are known. Where a function's own cost goes its
// lines go, too.
struct Own {
  std::vector<Weight> costs;
  LineCosts& lines;
};

// A tree that is built anew, with what is own of its nodes.
class Rebuilt {
 public:
  Rebuilt(bool keep_order, Own& own)
      : builder_(keep_order), own_(own), moved_(own.lines.empty() ? 0 : own.costs.size(), no_index) {}
  std::uint32_t child(std::uint32_t parent, FrameId frame) { return builder_.child(parent, frame); }
  std::size_t size() const { return builder_.size(); }
  // The cost of a node goes to a new one; of the same function when it `is_own` there.
  void add(std::uint32_t from, std::uint32_t to, Weight self, bool is_own) {
    builder_.add_self(to, self);
    if (to >= costs_.size()) costs_.resize(builder_.size(), 0);
    if (!is_own) return;
    costs_[to] += own_.costs[from];
    if (!moved_.empty()) moved_[from] = to;
  }
  Stacks take() {
    costs_.resize(builder_.size(), 0);
    own_.costs = std::move(costs_);
    move_lines(own_.lines, moved_);
    return builder_.take();
  }

 private:
  StackBuilder builder_;
  Own& own_;
  std::vector<Weight> costs_;
  std::vector<std::uint32_t> moved_;  // where nodes went; empty where no lines are known
};

// Whether a stack ends at a node: it has self cost, or (a line with count 0) nothing comes below it.
std::vector<std::uint8_t> stack_ends(const Stacks& stacks) {
  std::vector<std::uint8_t> ends(stacks.size(), 1);
  for (std::size_t node = stacks.size(); node-- > 1;) ends[stacks.parent[node]] = 0;
  for (std::size_t node = 1; node < stacks.size(); ++node) ends[node] |= stacks.self[node] != 0 ? 1 : 0;
  ends[0] = 0;
  return ends;
}

// For each node that ends a stack: the node where its cost belongs after ignore, focus, root and leaf, or nowhere.
std::vector<std::uint32_t> selected_ends(const Stacks& stacks, const FrameMarks& marks,
                                         std::vector<std::uint8_t>& below_root) {
  enum Seen : std::uint8_t { seen_ignore = 1, seen_focus = 2, seen_root = 4 };
  const auto given = [](const FrameMarks::Column& column) { return !column.empty(); };
  const std::vector<std::uint8_t> ends = stack_ends(stacks);
  std::vector<std::uint8_t> seen(stacks.size(), 0);
  std::vector<std::uint32_t> last(stacks.size(), nowhere);  // last match of leaf on the way here
  seen[0] = static_cast<std::uint8_t>((given(marks.focus) ? 0 : seen_focus) | (given(marks.root) ? 0 : seen_root));
  std::vector<std::uint32_t> target(stacks.size(), nowhere);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const FrameId frame = stacks.frame[node];
    const std::uint32_t parent = stacks.parent[node];
    std::uint8_t bits = seen[parent];
    if (FrameMarks::at(marks.ignore, frame)) bits |= seen_ignore;
    if (FrameMarks::at(marks.focus, frame)) bits |= seen_focus;
    if (FrameMarks::at(marks.root, frame)) bits |= seen_root;
    seen[node] = bits;
    last[node] = !given(marks.leaf) || FrameMarks::at(marks.leaf, frame) ? node : last[parent];
    if (ends[node] != 0 && bits == (seen_focus | seen_root)) target[node] = last[node];
  }
  // The last match of leaf may lie above the first of root: then nothing leads from one to the other.
  below_root.resize(stacks.size());
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    below_root[node] = (seen[node] & seen_root) != 0 ? 1 : 0;
    if (target[node] != nowhere && (seen[target[node]] & seen_root) == 0) target[node] = nowhere;
  }
  return target;
}

// With `drop_hidden` what is hidden whole goes, for it is no part of what is shown.
Stacks select_stacks(const Stacks& stacks, const FrameMarks& marks, Frames& frames, Own& own, bool drop_hidden) {
  std::vector<std::uint8_t> below_root;
  const std::vector<std::uint32_t> target = selected_ends(stacks, marks, below_root);
  // Only nodes that a selected stack leads through are built again.
  std::vector<std::uint8_t> needed(stacks.size(), 0);
  for (const std::uint32_t node : target) needed[node] = 1;
  for (std::size_t node = stacks.size(); node-- > 1;) needed[stacks.parent[node]] |= needed[node];

  Rebuilt builder(stacks.keep_order, own);
  std::vector<std::uint32_t> placed(stacks.size(), nowhere);
  const auto goes = [&](std::uint32_t node) {
    return below_root[node] == 0 || FrameMarks::at(marks.removed, stacks.frame[node]);
  };
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    if (needed[node] == 0) continue;
    const std::uint32_t parent = placed[stacks.parent[node]];
    placed[node] = goes(node) ? parent : builder.child(parent, stacks.frame[node]);
  }
  std::uint32_t hidden = nowhere;
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    if (target[node] == nowhere) continue;
    std::uint32_t end = placed[target[node]];
    if (end == nowhere && stacks.self[node] > 0 && !drop_hidden) {
      if (hidden == nowhere) hidden = builder.child(nowhere, frames.add(hidden_frame_text));
      end = hidden;
    }
    if (end == nowhere) continue;
    const bool is_own = target[node] == node && !goes(node);
    builder.add(node, end, stacks.self[node], is_own);
  }
  return builder.take();
}

// Nodes that lead to no needed one go: all their cost went elsewhere.
Stacks without_dead_ends(const Stacks& stacks, std::vector<std::uint8_t> needed, Own& own) {
  for (std::size_t node = stacks.size(); node-- > 1;) needed[stacks.parent[node]] |= needed[node];
  Rebuilt builder(stacks.keep_order, own);
  std::vector<std::uint32_t> placed(stacks.size(), nowhere);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    if (needed[node] == 0) continue;
    placed[node] = builder.child(placed[stacks.parent[node]], stacks.frame[node]);
    builder.add(node, placed[node], stacks.self[node], true);
  }
  return builder.take();
}

Stacks fold_recursion(const Stacks& stacks, std::size_t frames, Own& own) {
  Rebuilt builder(stacks.keep_order, own);
  std::vector<std::uint32_t> placed(stacks.size(), nowhere);
  std::vector<std::uint32_t> on_stack(frames, 0);
  std::vector<std::uint32_t> first(frames, nowhere);  // by frame: its first occurrence on the current stack, placed
  const auto enter = [&](std::uint32_t node) {
    if (on_stack[stacks.frame[node]]++ == 0) first[stacks.frame[node]] = placed[node];
  };
  const auto leave = [&](std::uint32_t node) { --on_stack[stacks.frame[node]]; };
  const auto visit = [&](std::uint32_t node) {
    const FrameId frame = stacks.frame[node];
    if (on_stack[frame] == 1) first[frame] = builder.child(placed[stacks.parent[node]], frame);
    placed[node] = first[frame];
    builder.add(node, placed[node], stacks.self[node], true);
  };
  walk_stacks(stacks, enter, leave, visit);
  const std::vector<std::uint8_t> ends = stack_ends(stacks);
  std::vector<std::uint8_t> needed(builder.size(), 0);
  for (std::size_t node = 1; node < stacks.size(); ++node) needed[placed[node]] |= ends[node];
  const Stacks folded = builder.take();
  return without_dead_ends(folded, std::move(needed), own);
}

std::vector<std::uint32_t> depths(const Stacks& stacks) {
  std::vector<std::uint32_t> depth(stacks.size(), 0);
  for (std::size_t node = 1; node < stacks.size(); ++node) depth[node] = depth[stacks.parent[node]] + 1;
  return depth;
}

// Stacks that share callers share nothing once they are turned over: a chain of n functions that all have self cost
// becomes n * n / 2 nodes. So there is a budget of frames, and when it does not suffice stacks are cut at the depth for
// which it does; the cost stays, its far callers go.
std::uint32_t affordable_depth(const std::vector<std::uint32_t>& depth, const std::vector<std::uint8_t>& ends) {
  const std::uint64_t budget = std::uint64_t{16} * depth.size() + 1'000'000;
  std::vector<std::uint64_t> deeper(1, 0);  // stacks with more frames than the index
  for (std::size_t node = 1; node < depth.size(); ++node) {
    if (ends[node] == 0) continue;
    if (depth[node] > deeper.size()) deeper.resize(depth[node], 0);
    ++deeper[depth[node] - 1];
  }
  for (std::size_t i = deeper.size() - 1; i-- > 0;) deeper[i] += deeper[i + 1];
  std::uint64_t frames = 0;
  std::uint32_t limit = 0;
  while (limit < deeper.size() && frames + deeper[limit] <= budget) frames += deeper[limit++];
  return std::max<std::uint32_t>(limit, 1);
}

Stacks reverse_stacks(const Stacks& stacks, Warnings& warnings) {
  const std::vector<std::uint8_t> ends = stack_ends(stacks);
  const std::vector<std::uint32_t> depth = depths(stacks);
  const std::uint32_t limit = affordable_depth(depth, ends);
  StackBuilder builder(stacks.keep_order);
  std::uint64_t cut = 0;
  for (std::uint32_t end = 1; end < stacks.size(); ++end) {
    if (ends[end] == 0) continue;
    std::uint32_t placed = 0;
    std::uint32_t frames = 0;
    for (std::uint32_t node = end; node != 0 && frames < limit; node = stacks.parent[node], ++frames) {
      placed = builder.child(placed, stacks.frame[node]);
    }
    if (depth[end] > limit) ++cut;
    builder.add_self(placed, stacks.self[end]);
  }
  warnings.add("reverse-depth",
               "stack was cut at its " +
                   (limit == 1 ? "innermost frame" : std::to_string(limit) + " innermost frames") +
                   ", or the picture would not fit memory",
               cut);
  Stacks reversed = builder.take();
  reversed.reversed = true;
  return reversed;
}

Stacks cut_depth(const Stacks& stacks, std::uint32_t levels, Own& own) {
  Rebuilt builder(stacks.keep_order, own);
  const std::vector<std::uint32_t> depth = depths(stacks);
  std::vector<std::uint32_t> placed(stacks.size(), nowhere);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t parent = placed[stacks.parent[node]];
    const bool deeper = depth[node] > levels;
    placed[node] = deeper ? parent : builder.child(parent, stacks.frame[node]);
    builder.add(node, placed[node], stacks.self[node], !deeper);
  }
  Stacks cut = builder.take();
  cut.reversed = stacks.reversed;
  return cut;
}

// What is self cost of a function, but none of its own.
std::vector<Weight> hidden_costs(const Stacks& stacks, const std::vector<Weight>& own, std::size_t frames) {
  std::vector<Weight> hidden;
  for (std::size_t node = 1; node < stacks.size(); ++node) {
    if (stacks.self[node] == own[node]) continue;
    hidden.resize(frames, 0);
    hidden[stacks.frame[node]] += stacks.self[node] - own[node];
  }
  return hidden;
}

}  // namespace

Result<Profile> filter_stacks(Profile profile, const FilterOptions& options, const FrameMarks& marks) {
  Stacks& stacks = profile.stacks();
  const bool selects = !marks.root.empty() || !marks.leaf.empty() || !marks.focus.empty() || !marks.ignore.empty() ||
                       !marks.removed.empty();
  Own own{stacks.self, profile.lines};
  if (selects) stacks = select_stacks(stacks, marks, profile.frames, own, options.relative);
  if (options.fold_recursion) stacks = fold_recursion(stacks, profile.frames.size(), own);
  if (options.reverse) {
    stacks = reverse_stacks(stacks, profile.warnings);
    own.costs = stacks.self;  // where a stack begins, nothing was spent
    profile.lines = {};
  }
  // Roots are level 0 and always stay.
  if (options.depth >= 0) stacks = cut_depth(stacks, static_cast<std::uint32_t>(options.depth) + 1, own);
  if (!stacks.reversed) profile.estimates.hidden = hidden_costs(stacks, own.costs, profile.frames.size());
  if (stacks.size() == 1) profile.warnings.add("empty-selection", "no stack is left after the filters");
  return profile;
}

}  // namespace p2g
