// A call tree from a profile that has none: the estimate, and what is lost.
//
//   what ran                     what the file keeps            what is shown
//
//   main ─┬─ load ─ codec ─ parse 6   main→load   8  main→save  4   main ─┬─ load ─ codec ─┬─ ≈parse 4
//         │               └ read  2   load→codec  8  save→codec 4         │                └─ ≈read  4
//         └─ save ─ codec ─ read  4   codec→parse 6  codec→read 6         └─ save ─ codec ─┬─ ≈parse 2
//                                                                                          └─ ≈read  2
//
// Lost: which of codec's callers made it parse. Kept: the whole, 12; every function's own cost, parse 6 and read 6; and
// every pair's, load→codec 8. The boxes of main, load, save and codec are exact because the file leaves no choice;
// below codec it does, and those boxes are marked. Each function stands on a path once: what calls back into a function
// above is counted there, and only noted where it happens.
#include <algorithm>

#include "src/model/profile.h"
#include "src/model/tree.h"
#include "src/passes/tree/call_network.h"
#include "src/passes/tree/to_tree.h"
#include "src/passes/tree/unroll.h"

namespace p2g {
namespace {

constexpr std::uint32_t none = Box::none;
constexpr std::size_t max_back = 3;  // notes of recursion at one box

class TreeWriter {
 public:
  TreeWriter(const Profile& profile, const CallNetwork& network, const Boxes& boxes, const TreeOptions& options)
      : profile_(profile),
        network_(network),
        boxes_(boxes),
        options_(options),
        on_path_(network.size(), 0),
        entered_again_(network.recursive) {}

  Tree write() {
    tree_.frames = &profile_.frames;
    tree_.metric = profile_.metric;
    tree_.total = profile_.total;
    tree_.estimated = true;
    copy_totals();
    index_children();
    index_back_calls();
    add(no_frame, 0, 0, 0, network_.total, 0);
    walk();
    tree_.end[0] = static_cast<std::uint32_t>(tree_.size());
    return std::move(tree_);
  }

 private:
  void copy_totals() {
    for (const FunctionCost& function : profile_.calls().functions) {
      tree_.function_cumulative.push_back(std::max<Weight>(function.cumulative, 0));
      tree_.function_self.push_back(std::max<Weight>(function.self, 0));
    }
  }

  // Children of every box, and at the end those of the root, in the order that was asked for.
  void index_children() {
    const std::size_t size = boxes_.list.size();
    const auto parent_of = [&](const Box& box) { return box.parent == none ? size : box.parent; };
    first_child_.assign(size + 2, 0);
    for (const Box& box : boxes_.list) ++first_child_[parent_of(box) + 1];
    for (std::size_t i = 0; i <= size; ++i) first_child_[i + 1] += first_child_[i];
    children_.resize(size);
    std::vector<std::uint32_t> next(first_child_.begin(), first_child_.end() - 1);
    for (std::uint32_t i = 0; i < size; ++i) children_[next[parent_of(boxes_.list[i])]++] = i;
    for (std::size_t i = 0; i <= size; ++i) {
      std::sort(children_.begin() + first_child_[i], children_.begin() + first_child_[i + 1],
                [&](std::uint32_t a, std::uint32_t b) { return comes_before(boxes_.list[a], boxes_.list[b]); });
    }
  }

  bool comes_before(const Box& a, const Box& b) const {
    if (options_.order != TreeOptions::Order::name && a.cumulative != b.cumulative) return a.cumulative > b.cumulative;
    return profile_.frames.compare(network_.frame[a.node], network_.frame[b.node]) < 0;
  }

  void index_back_calls() {
    for (std::uint32_t i = 0; i < network_.calls.size(); ++i) {
      if (network_.forward(network_.calls[i])) continue;
      back_calls_.push_back(i);
      entered_again_[network_.calls[i].callee] = 1;
    }
  }

  std::uint32_t add(FrameId frame, std::uint32_t parent, std::uint32_t depth, Weight self, Weight cumulative,
                    std::uint8_t flags) {
    const auto id = static_cast<std::uint32_t>(tree_.size());
    tree_.frame.push_back(frame);
    tree_.parent.push_back(parent);
    tree_.depth.push_back(depth);
    tree_.end.push_back(id + 1);
    tree_.self.push_back(self);
    tree_.cumulative.push_back(cumulative);
    tree_.flags.push_back(flags);
    tree_.hidden_children.push_back(0);
    tree_.hidden_weight.push_back(0);
    return id;
  }

  std::uint8_t flags_of(const Box& box) const {
    return static_cast<std::uint8_t>((box.exact ? 0 : tree_estimated) |
                                     (entered_again_[box.node] != 0 ? tree_recursive : 0));
  }

  struct Level {
    std::uint32_t box;  // boxes_.list.size() for the root
    std::uint32_t id;
    std::uint32_t next;  // position in children_
  };

  void walk() {
    const auto root = static_cast<std::uint32_t>(boxes_.list.size());
    std::vector<Level> path{{root, 0, first_child_[root]}};
    while (!path.empty()) {
      Level& level = path.back();
      if (level.next < first_child_[level.box + 1]) {
        const std::uint32_t child = children_[level.next++];
        const Box& box = boxes_.list[child];
        const std::uint32_t id = add(network_.frame[box.node], level.id, static_cast<std::uint32_t>(path.size()),
                                     box.self, box.cumulative, flags_of(box));
        on_path_[box.node] = 1;
        path.push_back({child, id, first_child_[child]});
        continue;
      }
      finish(level);
      path.pop_back();
    }
  }

  // After the children: what is in none of them, and the notes of recursion.
  void finish(const Level& level) {
    const bool is_root = level.box == boxes_.list.size();
    const Weight rest = is_root ? boxes_.rest : boxes_.list[level.box].rest;
    const std::uint32_t depth = tree_.depth[level.id] + 1;
    if (rest > 0 && options_.min_share > 0 && !options_.exact_only) {
      const std::uint32_t shown = first_child_[level.box + 1] - first_child_[level.box];
      const std::uint32_t callees = is_root ? count_roots() : boxes_.list[level.box].callees;
      tree_.hidden_weight[level.id] = rest;
      tree_.hidden_children[level.id] = callees > shown ? callees - shown : 1;
    } else if (rest > 0) {
      add(no_frame, level.id, depth, 0, rest, tree_unfollowed | tree_estimated);
    }
    if (!is_root) {
      note_recursion(boxes_.list[level.box].node, level.id, depth);
      on_path_[boxes_.list[level.box].node] = 0;
    }
    tree_.end[level.id] = static_cast<std::uint32_t>(tree_.size());
  }

  void note_recursion(std::uint32_t node, std::uint32_t parent, std::uint32_t depth) {
    std::size_t noted = 0;
    if (network_.recursive[node] != 0) {
      add(network_.frame[node], parent, depth, 0, 0, tree_back_into);
      ++noted;
    }
    auto call = std::lower_bound(back_calls_.begin(), back_calls_.end(), network_.begin[node]);
    for (; call != back_calls_.end() && *call < network_.begin[node + 1] && noted < max_back; ++call) {
      const std::uint32_t callee = network_.calls[*call].callee;
      if (on_path_[callee] == 0) continue;
      add(network_.frame[callee], parent, depth, 0, 0, tree_back_into);
      ++noted;
    }
  }

  std::uint32_t count_roots() const {
    return static_cast<std::uint32_t>(std::count_if(network_.root_inflow.begin(), network_.root_inflow.end(),
                                                    [](Weight weight) { return weight > 0; }));
  }

  const Profile& profile_;
  const CallNetwork& network_;
  const Boxes& boxes_;
  const TreeOptions& options_;
  Tree tree_;
  std::vector<std::uint32_t> first_child_, children_;
  std::vector<std::uint32_t> back_calls_;  // against the network's order; of one caller the heaviest first
  std::vector<std::uint8_t> on_path_;      // by node
  std::vector<std::uint8_t> entered_again_;
};

}  // namespace

Tree estimate_tree(const Profile& profile, const TreeOptions& options) {
  CallNetwork network = make_call_network(profile);
  break_loops(network);
  assign_flow(network);
  const Boxes boxes = unroll(network, options);
  return TreeWriter(profile, network, boxes, options).write();
}

}  // namespace p2g
