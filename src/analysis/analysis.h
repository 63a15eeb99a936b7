// One profile and what can be made of it: graphs, trees and tables, each computed when it is first asked for, once.
//
// Who prints or draws asks for what it needs and nothing else: no list of needs has to be kept in step with what is
// used, and nothing can be missing.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "src/base/result.h"
#include "src/model/graph.h"
#include "src/model/group.h"
#include "src/model/observation.h"
#include "src/model/profile.h"
#include "src/model/sandwich.h"
#include "src/model/table.h"
#include "src/model/tree.h"
#include "src/passes/graph/choose_functions.h"
#include "src/passes/graph/group_functions.h"
#include "src/passes/graph/to_sandwich.h"
#include "src/passes/graph/to_table.h"
#include "src/passes/tree/to_tree.h"

namespace p2g {

// What computing has cost so far, for --stats.
struct AnalysisEffort {
  double milliseconds = 0;
  std::int64_t functions = 0, edges = 0;  // of the last graph
  std::int64_t tree_nodes = 0;            // of the last tree
};

// What is given out lives as long as the Analysis; the same options give the same object. For one thread.
class Analysis {
 public:
  // A profile that is given away (std::move) lives here; another one outlives the Analysis.
  explicit Analysis(Profile&& profile);
  explicit Analysis(const Profile& profile);
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  const Profile& profile() const { return profile_; }
  // Of each function, by FrameId.
  const std::vector<FunctionCost>& totals() const;
  // All functions and calls.
  const CallGraph& full() const { return graph({}); }
  const CallGraph& graph(const PruneOptions& options) const;
  // The whole graph with its groups as functions; null when it has none, or none are wanted.
  const GroupedGraph* grouped(const std::shared_ptr<const GroupOptions>& options) const;
  // What importing has cost; null when that is little, or no groups are wanted.
  const Importing* importing(const std::shared_ptr<const GroupOptions>& options) const;
  // All functions and calls; of functions that were asked for the selection is 100 %.
  const CallGraph& selected() const;
  // What the profile gives away about itself; nothing of a selection.
  const std::vector<Observation>& observations() const;
  // What the profile is the sum of; none where it is one run.
  const Parts& parts() const;
  // By FrameId, 1: from a file of the user's own. Empty where none or nobody can tell.
  const std::vector<std::uint8_t>& own_functions() const;
  // By FrameId, 1: of Python's import system, or runs code for others: it leads to everything.
  std::vector<std::uint8_t> machinery() const;
  // Of functions that were asked for the selection is 100 %.
  const Tree& tree(const TreeOptions& options) const;
  // The same with importing as one frame and its phases below it, where that is worth a group; else tree(). Stacks in
  // the order of the input, and reversed ones, stay what they are.
  const Tree& tree(const TreeOptions& options, const std::shared_ptr<const GroupOptions>& groups) const;
  // Fails with ErrorKind::usage for a sort key that does not exist.
  Result<const Table*> table(const TableOptions& options) const;
  // Fails with ErrorKind::usage when no function is named, or none matches.
  Result<const Sandwich*> sandwich(const SandwichOptions& options) const;

  const AnalysisEffort& effort() const { return effort_; }

 private:
  // A deque, so that what was given out stays where it is.
  template <class Options, class Value>
  using Cache = std::deque<std::pair<Options, Value>>;
  const ImportFindings& imports() const;

  std::optional<Profile> own_;
  const Profile& profile_;
  // Caches: what is asked for changes nothing that anybody can see.
  mutable std::optional<std::vector<FunctionCost>> stack_totals_;
  mutable Cache<PruneOptions, CallGraph> graphs_;
  mutable Cache<std::shared_ptr<const GroupOptions>, std::unique_ptr<GroupedGraph>> grouped_;
  mutable std::optional<ImportFindings> imports_;
  mutable std::optional<Profile> with_importing_;
  mutable Cache<TreeOptions, Tree> trees_, trees_with_importing_;
  mutable std::optional<CallGraph> selected_;
  mutable std::optional<std::vector<Observation>> observations_;
  mutable std::optional<Parts> parts_;
  mutable std::optional<std::vector<std::uint8_t>> own_functions_;
  mutable Cache<TableOptions, Table> tables_;
  mutable Cache<SandwichOptions, Sandwich> sandwiches_;
  mutable AnalysisEffort effort_;
};

}  // namespace p2g
