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
// every pair's, load→codec 8. The places of main, load, save and codec are exact because the file leaves no choice;
// below codec it does, and those places are marked. Each function stands on a path once: what calls back into a
// function above is counted there, and only noted where it happens.
#include <algorithm>
#include <span>

#include "src/base/rows.h"
#include "src/model/profile.h"
#include "src/model/tree.h"
#include "src/passes/tree/call_network.h"
#include "src/passes/tree/to_tree.h"
#include "src/passes/tree/unroll.h"

namespace p2g {
namespace {

constexpr std::size_t max_back = 3;  // notes of recursion at one place

class TreeWriter {
 public:
  TreeWriter(const Profile& profile, const CallNetwork& network, const Places& places, const TreeOptions& options)
      : profile_(profile),
        network_(network),
        places_(places),
        options_(options),
        on_path_(network.size(), 0),
        entered_again_(network.recursive),
        builder_(profile.frames, profile.metric, profile.total) {}

  Tree write() {
    index_children();
    index_back_calls();
    walk();
    Tree tree = builder_.finish();
    tree.estimated = true;
    const Weight most = std::max<Weight>(profile_.total, 0);  // more than all is what no picture shows
    for (const FunctionCost& function : profile_.calls().functions) {
      tree.function_cumulative.push_back(std::clamp<Weight>(function.cumulative, 0, most));
      tree.function_self.push_back(std::clamp<Weight>(function.self, 0, most));
    }
    return tree;
  }

 private:
  // Children of every place, and at the end those of the root, in the order that was asked for.
  void index_children() {
    const auto root = static_cast<std::uint32_t>(places_.list.size());
    children_ = group_rows(root + std::size_t{1}, root, [&](std::uint32_t place) {
      return places_.list[place].parent == no_index ? root : places_.list[place].parent;
    });
    for (std::uint32_t place = 0; place <= root; ++place) {
      const std::span<std::uint32_t> row = children_[place];
      std::sort(row.begin(), row.end(),
                [&](std::uint32_t a, std::uint32_t b) { return comes_before(places_.list[a], places_.list[b]); });
    }
  }

  bool comes_before(const Place& a, const Place& b) const {
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

  std::uint8_t flags_of(const Place& place) const {
    // What a selection could not determine is not exact in any place.
    const bool exact = place.exact && profile_.estimates.of(network_.frame[place.node]) == 0;
    return static_cast<std::uint8_t>((exact ? 0 : tree_estimated) |
                                     (entered_again_[place.node] != 0 ? tree_recursive : 0));
  }

  struct Level {
    std::uint32_t place;  // places_.list.size() for the root
    std::uint32_t id;
    std::uint32_t next;  // position among its children
  };

  void walk() {
    const auto root = static_cast<std::uint32_t>(places_.list.size());
    std::vector<Level> path{{root, builder_.add(0, {no_frame, 0, network_.total}), 0}};
    while (!path.empty()) {
      Level& level = path.back();
      const std::span<const std::uint32_t> children = children_[level.place];
      if (level.next < children.size()) {
        const std::uint32_t child = children[level.next++];
        const Place& place = places_.list[child];
        const std::uint32_t id =
            builder_.add(level.id, {network_.frame[place.node], place.self, place.cumulative, flags_of(place)});
        on_path_[place.node] = 1;
        path.push_back({child, id, 0});
        continue;
      }
      finish(level);
      path.pop_back();
    }
  }

  // After the children: what is in none of them, and the notes of recursion.
  void finish(const Level& level) {
    const bool is_root = level.place == places_.list.size();
    const Weight rest = is_root ? places_.rest : places_.list[level.place].rest;
    if (rest > 0 && options_.min_share > 0 && !options_.exact_only) {
      const auto shown = static_cast<std::uint32_t>(children_[level.place].size());
      const std::uint32_t callees = is_root ? count_roots() : places_.list[level.place].callees;
      builder_.hide(level.id, callees > shown ? callees - shown : 1, rest);
    } else if (rest > 0) {
      builder_.add(level.id, {no_frame, 0, rest, tree_unfollowed | tree_estimated});
    }
    if (!is_root) {
      note_recursion(places_.list[level.place].node, level.id);
      on_path_[places_.list[level.place].node] = 0;
    }
  }

  void note_recursion(std::uint32_t node, std::uint32_t parent) {
    std::size_t noted = 0;
    if (network_.recursive[node] != 0) {
      builder_.add(parent, {network_.frame[node], 0, 0, tree_back_into});
      ++noted;
    }
    auto call = std::lower_bound(back_calls_.begin(), back_calls_.end(), network_.begin[node]);
    for (; call != back_calls_.end() && *call < network_.begin[node + 1] && noted < max_back; ++call) {
      const std::uint32_t callee = network_.calls[*call].callee;
      if (on_path_[callee] == 0) continue;
      builder_.add(parent, {network_.frame[callee], 0, 0, tree_back_into});
      ++noted;
    }
  }

  std::uint32_t count_roots() const {
    return static_cast<std::uint32_t>(std::count_if(network_.root_inflow.begin(), network_.root_inflow.end(),
                                                    [](Weight weight) { return weight > 0; }));
  }

  const Profile& profile_;
  const CallNetwork& network_;
  const Places& places_;
  const TreeOptions& options_;
  Rows children_;                          // of each place, and at the end of the root
  std::vector<std::uint32_t> back_calls_;  // against the network's order; of one caller the heaviest first
  std::vector<std::uint8_t> on_path_;      // by node
  std::vector<std::uint8_t> entered_again_;
  TreeBuilder builder_;
};

}  // namespace

Tree estimate_tree(const Profile& profile, const TreeOptions& options) {
  CallNetwork network = make_call_network(profile);
  break_loops(network);
  assign_flow(network);
  const Places places = unroll(network, options);
  return TreeWriter(profile, network, places, options).write();
}

}  // namespace p2g
