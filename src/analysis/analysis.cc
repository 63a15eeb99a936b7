#include "src/analysis/analysis.h"

#include <chrono>

#include "src/model/totals.h"
#include "src/passes/graph/grouped_calls.h"
#include "src/passes/graph/grouped_stacks.h"
#include "src/passes/graph/import_system.h"
#include "src/passes/graph/observe.h"
#include "src/passes/graph/to_graph.h"
#include "src/passes/merge/parts.h"
#include "src/passes/select/match_files.h"

namespace p2g {
namespace {

// Adds the time from its construction to its end.
class Timer {
 public:
  explicit Timer(double& milliseconds) : milliseconds_(milliseconds) {}
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer() {
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin_;
    milliseconds_ += took.count();
  }

 private:
  double& milliseconds_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

template <class Cache, class Options>
auto* find(Cache& cache, const Options& options) {
  for (auto& [known, value] : cache) {
    if (known == options) return &value;
  }
  return static_cast<decltype(&cache.front().second)>(nullptr);
}

// Nothing in a selection costs more than all of it; what calls without times add up to does not know that.
void limit_to(Weight total, CallGraph& graph) {
  graph.total = total;
  const auto limit = [&](auto& item) {
    if (item.cumulative == unknown_weight || item.cumulative <= total) return;
    item.cumulative = total;
    item.estimated |= estimated_cumulative;
  };
  for (Function& function : graph.functions) limit(function);
  for (Edge& edge : graph.edges) limit(edge);
}

}  // namespace

Analysis::Analysis(Profile&& profile) : own_(std::move(profile)), profile_(*own_) {}
Analysis::Analysis(const Profile& profile) : profile_(profile) {}

// Those of calls are the file's own, and large: no copy.
const std::vector<FunctionCost>& Analysis::totals() const {
  if (!profile_.has_stacks()) return profile_.calls().functions;
  if (!stack_totals_) stack_totals_ = function_totals(profile_);
  return *stack_totals_;
}

const CallGraph& Analysis::graph(const PruneOptions& options) const {
  if (const CallGraph* known = find(graphs_, options)) return *known;
  const Timer timer(effort_.milliseconds);
  const CallGraph& graph =
      graphs_
          .emplace_back(options,
                        to_graph(profile_, totals(), choose_functions(profile_, totals(), options), options.edge_share))
          .second;
  effort_.functions = static_cast<std::int64_t>(graph.functions.size());
  effort_.edges = static_cast<std::int64_t>(graph.edges.size());
  return graph;
}

const GroupedGraph* Analysis::grouped(const std::shared_ptr<const GroupOptions>& options) const {
  if (options == nullptr) return nullptr;
  if (const auto* known = find(grouped_, options)) return known->get();
  const CallGraph& whole = full();
  const ImportFindings& found = imports();
  const Timer timer(effort_.milliseconds);
  return grouped_.emplace_back(options, group_functions(profile_, whole, found, *options)).second.get();
}

const ImportFindings& Analysis::imports() const {
  if (imports_) return *imports_;
  // The whole graph is made only for profiles that could have something to tell.
  if (!has_import_system(profile_.frames)) return imports_.emplace();
  const CallGraph& whole = full();
  const Timer timer(effort_.milliseconds);
  return imports_.emplace(find_importing(profile_, whole));
}

const Importing* Analysis::importing(const std::shared_ptr<const GroupOptions>& options) const {
  if (options == nullptr || !options->built_in) return nullptr;
  const std::optional<Importing>& found = imports().importing;
  return found ? &*found : nullptr;
}

const CallGraph& Analysis::selected() const {
  if (!profile_.asked) return full();
  if (!selected_) {
    selected_ = full();
    limit_to(profile_.asked->cost, *selected_);
  }
  return *selected_;
}

const std::vector<Observation>& Analysis::observations() const {
  if (observations_) return *observations_;
  const CallGraph& whole = full();
  const Timer timer(effort_.milliseconds);
  return observations_.emplace(observe(profile_, whole));
}

const Parts& Analysis::parts() const {
  if (parts_) return *parts_;
  const Timer timer(effort_.milliseconds);
  return parts_.emplace(find_parts(profile_));
}

const std::vector<std::uint8_t>& Analysis::own_functions() const {
  if (!own_functions_) own_functions_ = match_own(profile_).value_or(std::vector<std::uint8_t>());
  return *own_functions_;
}

std::vector<std::uint8_t> Analysis::machinery() const {
  std::vector<std::uint8_t> machinery(profile_.frames.size(), 0);
  for (FrameId frame = 0; frame < machinery.size(); ++frame) {
    const ImportPlace place = import_place(profile_.frames.parts(frame));
    machinery[frame] = place.role != ImportRole::other || place.executes ? 1 : 0;
  }
  return machinery;
}

const Tree& Analysis::tree(const TreeOptions& options) const {
  if (const Tree* known = find(trees_, options)) return *known;
  const Timer timer(effort_.milliseconds);
  Tree& tree = trees_.emplace_back(options, to_tree(profile_, options)).second;
  if (profile_.asked) tree.total = profile_.asked->cost;
  effort_.tree_nodes = static_cast<std::int64_t>(tree.size());
  return tree;
}

const Tree& Analysis::tree(const TreeOptions& options, const std::shared_ptr<const GroupOptions>& groups) const {
  const bool stays = profile_.has_stacks() && (profile_.stacks().reversed || profile_.stacks().keep_order);
  if (stays || importing(groups) == nullptr) return tree(options);
  if (const Tree* known = find(trees_with_importing_, options)) return *known;
  const GroupedGraph& with_group = *grouped(groups);
  const Timer timer(effort_.milliseconds);
  if (!with_importing_) {
    with_importing_ = profile_.has_stacks() ? stacks_with_importing(profile_, with_group, full(), imports().roles)
                                            : calls_with_importing(profile_, with_group);
  }
  Tree& tree = trees_with_importing_.emplace_back(options, to_tree(*with_importing_, options)).second;
  if (profile_.asked) tree.total = profile_.asked->cost;
  if (!profile_.has_stacks()) mark_differences(with_group, tree);
  effort_.tree_nodes = static_cast<std::int64_t>(tree.size());
  return tree;
}

Result<const Table*> Analysis::table(const TableOptions& options) const {
  if (const Table* known = find(tables_, options)) return known;
  const Timer timer(effort_.milliseconds);
  P2G_TRY_ASSIGN(Table table, to_table(profile_, options));
  return &tables_.emplace_back(options, std::move(table)).second;
}

Result<const Sandwich*> Analysis::sandwich(const SandwichOptions& options) const {
  if (const Sandwich* known = find(sandwiches_, options)) return known;
  const CallGraph& graph = full();
  const Timer timer(effort_.milliseconds);
  P2G_TRY_ASSIGN(Sandwich sandwich, to_sandwich(profile_, graph, options));
  return &sandwiches_.emplace_back(options, std::move(sandwich)).second;
}

}  // namespace p2g
