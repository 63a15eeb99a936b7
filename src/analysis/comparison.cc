#include "src/analysis/comparison.h"

#include <utility>

#include "src/passes/compare/unite_trees.h"

namespace p2g {

Comparison::Comparison(MatchedRuns runs, const ComparisonOptions& options)
    : runs_(std::move(runs)),
      order_(options.order),
      diff_(compare(runs_, options.diff)),
      rows_(sorted_rows(diff_, options.sort)) {}

Result<const DiffTree*> Comparison::tree() const {
  if (tree_) return &*tree_;
  TreeOptions options;
  options.order = order_;
  P2G_TRY_ASSIGN(tree_, unite_trees(diff_, std::move(runs_.before), std::move(runs_.after), options));
  return &*tree_;
}

}  // namespace p2g
