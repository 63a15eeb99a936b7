// The steps between a profile and a picture: free functions from value to value, one file each, in the order in
// which the pipeline calls them. None prints, none keeps state, none recurses over input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/graph.h"
#include "model/profile.h"
#include "model/table.h"
#include "model/tree.h"

namespace p2g {

// ---- merge.cc ------------------------------------------------------------------------------------------------
// Sums several files of one run: frames united by key or text, costs added, totals added, warnings merged. All must be
// stacks or all calls, of the same unit (else a usage error that names two files). Associative and commutative in
// value.
Result<Profile> merge(std::vector<Profile> profiles);
// The same conditions, for profiles that stay apart but are to be compared: their weights get as many decimals as the
// finest has, at least so many, as far as the sums have room.
Result<void> to_common_scale(std::vector<Profile>& profiles, int least_decimals);

// ---- filter.cc (stacks: filter_stacks.cc, calls: filter_calls.cc) ------------------------------------------------
struct FilterOptions {
  std::vector<std::string> root;  // -z: only what runs below a match
  std::vector<std::string> leaf;  // -l: only what leads to a match
  int depth = -1;  // levels below the roots (of the selection) that are kept; deeper cost goes to the caller
  std::vector<std::string> focus;   // keep only stacks with a match
  std::vector<std::string> ignore;  // drop stacks with a match
  std::vector<std::string> hide;    // remove matching frames, their cost goes to the caller
  std::vector<std::string> show;    // remove frames that do not match, their cost goes to the caller
  std::vector<std::string>
      path;  // -p: keep only functions from files below one of these prefixes, cost of the rest goes to the caller
  bool fold_recursion = false;  // a frame that is already on the stack is folded into its first occurrence
  bool reverse = false;         // stacks from leaf to root (stacks only)
  bool empty() const;
};
// Profile::total stays what it was: shares are of the unfiltered run. A pattern that matches no function is a usage
// error that names the nearest names. For call profiles the result is what the file can determine; what is apportioned
// is counted under the warning kind "apportioned".
Result<Profile> filter(Profile profile, const FilterOptions& options);

// ---- totals.cc ----------------------------------------------------------------------------------------------------
// Self and cumulative cost of every frame, index FrameId. From stacks: each stack counts once a frame; calls and
// primitive_calls are then 0. From calls: what the file says.
std::vector<FunctionCost> function_totals(const Profile& profile);

// ---- prune.cc ------------------------------------------------------------------------------------------------------
struct PruneOptions {
  double node_share = 0;  // a function below this share of the total is dropped (0.005 is gprof2dot's 0.5 %)
  double edge_share = 0;
  std::int64_t max_nodes = 0;  // 0: no limit; the heaviest by cumulative, then self, then name stay
};
// 1 for every frame that stays.
std::vector<std::uint8_t> choose_functions(const Profile& profile, const std::vector<FunctionCost>& totals,
                                           const PruneOptions& options);

// ---- to_graph.cc (stacks), calls_to_graph.cc ----
// Rebuilds the graph over the chosen functions.
// Edges that jump over dropped functions become residual: exact from stacks; from calls they stand for paths through
// dropped functions and carry the least the file guarantees. Edges below edge_share are dropped. What was dropped is
// counted in CallGraph::dropped.
CallGraph to_graph(const Profile& profile, const std::vector<FunctionCost>& totals,
                   const std::vector<std::uint8_t>& keep, double edge_share);

// ---- to_table.cc ----
struct TableOptions {
  std::string sort = "cumulative";  // any prefix-free name or alias that pstats' sort_stats takes
  std::int64_t limit = 30;          // 0: all
  Table::Kind kind = Table::Kind::functions;
};
Result<Table> to_table(const Profile& profile, const TableOptions& options);

// ---- freeze.cc (stacks) and estimate_tree.cc (calls) ----
struct TreeOptions {
  enum class Order : std::uint8_t { weight, name, input };
  Order order = Order::weight;
  // Nodes below this share of the selection are not kept but summed in hidden_children/hidden_weight of their parent.
  double min_share = 0;
  bool exact_only = false;  // calls: stop where the estimate would begin
};
// Exact tree from stacks; the conservative, marked estimate from calls (see estimate_tree.cc for what is lost).
Tree to_tree(const Profile& profile, const TreeOptions& options);
// The half of to_tree() for call profiles (estimate_tree.cc).
Tree estimate_tree(const Profile& profile, const TreeOptions& options);

}  // namespace p2g
