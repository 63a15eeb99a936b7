// Two sides and what can be made of them: the differences, their order, and one tree of both when it is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "src/base/diagnostics.h"
#include "src/base/result.h"
#include "src/model/diff.h"
#include "src/model/diff_tree.h"
#include "src/passes/compare/compare.h"
#include "src/passes/compare/diff_rows.h"
#include "src/passes/compare/match.h"
#include "src/passes/tree/to_tree.h"

namespace p2g {

struct ComparisonOptions {
  DiffOptions diff;
  DiffSort sort = DiffSort::self;
  TreeOptions::Order order = TreeOptions::Order::weight;  // of siblings in the tree
};

// What is given out lives as long as the Comparison. For one thread.
class Comparison {
 public:
  Comparison(MatchedRuns runs, const ComparisonOptions& options);
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;

  const Diff& diff() const { return diff_; }
  // Indices of the functions that differ, in the order that was asked for.
  const std::vector<std::uint32_t>& rows() const { return rows_; }
  // Both sides' stacks as one tree. Fails with ErrorKind::input when the runs of a side have no sum.
  Result<const DiffTree*> tree() const;

  // What became known after comparing, for those outputs that list warnings.
  void add_warnings(const Warnings& more) { diff_.warnings.merge(more); }

 private:
  mutable MatchedRuns runs_;  // until the tree is made of them
  TreeOptions::Order order_;
  mutable Diff diff_;  // the tree shares its frames, and adds those that only stacks have
  std::vector<std::uint32_t> rows_;
  mutable std::optional<DiffTree> tree_;
};

}  // namespace p2g
