// What importing has cost according to stacks: each stack says what it was doing, so every figure is a sum of stacks.
#include <algorithm>
#include <array>
#include <map>

#include "src/model/stack_walk.h"
#include "src/model/totals.h"
#include "src/passes/graph/find_importing.h"
#include "src/passes/graph/import_steps.h"

namespace p2g {
namespace {

constexpr double stack_row_least = 0.004;  // of the run
constexpr std::size_t stack_rows_at_most = 5;

class StackMeasurement {
 public:
  StackMeasurement(const Profile& profile, const CallGraph& graph, const ImportRoles& roles)
      : profile_(profile),
        stacks_(profile.stacks()),
        place_(import_places(profile, graph, roles)),
        step_(import_steps(stacks_, place_)) {}

  Importing run() {
    out_.exact_stacks = true;
    follow();
    for (std::size_t s = 0; s < import_step_count; ++s) {
      phases_[s].step = static_cast<ImportStep>(s);
      out_.total += phases_[s].weight;
      add_rows(s);
      out_.phases.push_back(std::move(phases_[s]));
    }
    measure_packages();
    return std::move(out_);
  }

 private:
  // One loop over the nodes: parents come first.
  void follow() {
    row_.assign(stacks_.size(), no_frame);
    body_.assign(stacks_.size(), 0);
    for (std::uint32_t node = 1; node < stacks_.size(); ++node) {
      const std::uint32_t parent = stacks_.parent[node];
      const FrameId frame = stacks_.frame[node];
      if (step_[node] == ImportStep::count) continue;
      const bool is_body = place_[frame].role == ImportRole::body;
      body_[node] = is_body ? node : body_[parent];
      const bool below_body = step_[node] == ImportStep::bodies && body_[parent] == parent;
      if (step_[node] != ImportStep::bodies)
        row_[node] = frame;
      else if (!is_body)
        row_[node] = below_body ? frame : row_[parent];
      phases_[static_cast<std::size_t>(step_[node])].weight += stacks_.self[node];
      if (row_[node] != no_frame) weight_of_[static_cast<std::size_t>(step_[node])][row_[node]] += stacks_.self[node];
      if (step_[node] == ImportStep::bodies) bodies_[stacks_.frame[body_[node]]] += stacks_.self[node];
    }
  }

  // Of steps the functions that the time was spent in, of bodies what they call.
  void add_rows(std::size_t step) {
    std::vector<GroupRow>& rows = phases_[step].rows;
    if (static_cast<ImportStep>(step) == ImportStep::rest) return;
    for (const auto& [frame, weight] : weight_of_[step]) {
      if (share_of(weight, profile_.total) >= stack_row_least) rows.push_back({frame, {}, weight, 0, false});
    }
    std::sort(rows.begin(), rows.end(), [&](const GroupRow& a, const GroupRow& b) {
      return a.weight != b.weight ? a.weight > b.weight : profile_.frames.compare(a.frame, b.frame) < 0;
    });
    if (rows.size() > stack_rows_at_most) rows.resize(stack_rows_at_most);
  }

  void measure_packages() {
    std::map<std::string, ImportedPackage> packages;
    std::vector<ImportedPackage*> package_of_frame(profile_.frames.size(), nullptr);
    for (FrameId frame = 0; frame < place_.size(); ++frame) {
      if (place_[frame].role != ImportRole::body) continue;
      PackageName name = package_of(profile_.frames.parts(frame));
      ImportedPackage& package = packages[name.name];
      package.name = std::move(name.name);
      package.standard = name.standard;
      ++package.modules;
      ++out_.modules;
      if (const auto found = bodies_.find(frame); found != bodies_.end()) package.bodies += found->second;
      package_of_frame[frame] = &package;
    }
    add_below(package_of_frame);
    for (auto& [name, package] : packages) out_.packages.push_back(std::move(package));
    std::stable_sort(out_.packages.begin(), out_.packages.end(),
                     [](const ImportedPackage& a, const ImportedPackage& b) {
                       return a.bodies != b.bodies ? a.bodies > b.bodies : a.below > b.below;
                     });
  }

  // A stack counts once for a package, however many of its modules are on it.
  void add_below(const std::vector<ImportedPackage*>& package_of_frame) const {
    const std::vector<Weight> cumulative = cumulative_of(stacks_);
    std::map<const ImportedPackage*, int> open;
    const auto package_at = [&](std::uint32_t node) -> ImportedPackage* {
      return step_[node] == ImportStep::count ? nullptr : package_of_frame[stacks_.frame[node]];
    };
    walk_stacks(
        stacks_,
        [&](std::uint32_t node) {
          if (const ImportedPackage* package = package_at(node)) ++open[package];
        },
        [&](std::uint32_t node) {
          if (const ImportedPackage* package = package_at(node)) --open[package];
        },
        [&](std::uint32_t node) {
          ImportedPackage* package = package_at(node);
          if (package != nullptr && open[package] == 1) package->below += cumulative[node];
        });
  }

  const Profile& profile_;
  const Stacks& stacks_;
  std::vector<ImportPlace> place_;  // by frame
  std::vector<ImportStep> step_;    // by node
  Importing out_;
  std::array<ImportPhase, import_step_count> phases_;
  std::array<std::map<FrameId, Weight>, import_step_count> weight_of_;
  std::map<FrameId, Weight> bodies_;
  std::vector<FrameId> row_;         // by node: whose row its own time belongs to
  std::vector<std::uint32_t> body_;  // by node: the innermost body on the way to it
};

}  // namespace

Importing importing_of_stacks(const Profile& profile, const CallGraph& graph, const ImportRoles& roles) {
  return StackMeasurement(profile, graph, roles).run();
}

}  // namespace p2g
