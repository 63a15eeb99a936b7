// What importing has cost according to calls. The import system is called in a few places and each of its steps once a
// module, so that sums of what the file says are exact:
//
//   script ─▶ _find_and_load ─▶ _find_spec           finding
//                            ─▶ module_from_spec     creating
//                            ─▶ exec_module ─▶ get_code ─▶ get_data, _compile_bytecode, source_to_code
//                                           ─▶ exec ─▶ <module> ─▶ _find_and_load …
//
// What is left of all that enters are the bodies: the code of the modules themselves.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "src/base/no_index.h"
#include "src/passes/graph/find_importing.h"

namespace p2g {
namespace {

constexpr std::size_t at(ImportStep step) { return static_cast<std::size_t>(step); }
constexpr double one_step = 0.97;
constexpr double row_least = 0.004;       // of the run: what a step calls
constexpr double body_row_least = 0.006;  // what bodies call
constexpr std::size_t body_rows_at_most = 5;
constexpr double differ_at_most = 0.03;  // two ways to measure importing differ by no more

// Below get_code, which is counted as a whole: no part of it is added to the rest once more.
constexpr std::size_t below_loading = import_step_count;
using Parts = std::array<double, import_step_count + 1>;

class Measurement {
 public:
  Measurement(const CallGraph& graph, const ImportRoles& roles) : graph_(graph), roles_(roles) {}

  Importing run() {
    out_.total = entered();
    apportion_steps();
    measure_steps();
    add_step_rows();
    add_body_rows();
    for (ImportPhase& phase : phases_) out_.phases.push_back(std::move(phase));
    measure_packages();
    out_.about = std::abs(share_of(out_.total, graph_.total) - apportioned_share()) > differ_at_most;
    return std::move(out_);
  }

 private:
  const Function& function(std::uint32_t f) const { return graph_.functions[f]; }
  bool is_machinery(std::uint32_t f) const { return roles_.place[f].role == ImportRole::machinery; }
  bool is_c_function(std::uint32_t f) const { return graph_.frames->parts(function(f).frame).file == "~"; }
  static Weight known(const Edge& edge) { return std::max<Weight>(edge.cumulative, 0); }  // unknown is negative
  ImportPhase& phase(ImportStep step) { return phases_[at(step)]; }

  // Where nothing is outside, the whole run is importing.
  Weight entered() const {
    Weight sum = 0;
    for (const Edge& edge : graph_.edges) {
      if (is_machinery(edge.callee) && !roles_.is_inside(edge.caller)) sum = sum_within(sum, known(edge));
    }
    if (sum > 0 || roles_.script != no_index) return std::min(sum, graph_.total);
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f) {
      if (roles_.is_inside(f)) sum = sum_within(sum, std::max<Weight>(function(f).self, 0));
    }
    return std::min(sum, graph_.total);
  }

  double apportioned_share() const {
    double sum = 0;
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f)
      sum += static_cast<double>(function(f).self) * roles_.side[f];
    return sum / static_cast<double>(graph_.total);
  }

  // How much of each machinery function runs below which step. Those that begin an import run below none.
  void apportion_steps() {
    parts_.assign(graph_.functions.size(), Parts{});
    std::vector<Edge> inside;
    for (const Edge& edge : graph_.edges) {
      if (edge.caller != edge.callee && is_machinery(edge.caller) && is_machinery(edge.callee) && known(edge) > 0)
        inside.push_back(edge);
    }
    constexpr int rounds = 25;
    for (int round = 0; round < rounds; ++round) {
      std::vector<Parts> next(parts_.size());
      for (const Edge& edge : inside) {
        for (std::size_t s = 0; s < next[edge.callee].size(); ++s)
          next[edge.callee][s] += parts_[edge.caller][s] * static_cast<double>(known(edge));
      }
      for (std::uint32_t f = 0; f < parts_.size(); ++f) {
        if (is_machinery(f)) parts_[f] = parts_of(f, next[f]);
      }
    }
  }

  // What callers outside of the machinery bring, and what nobody brings, is the rest.
  Parts parts_of(std::uint32_t f, const Parts& brought) const {
    Parts parts{};
    const ImportPlace& place = roles_.place[f];
    if (place.step != ImportStep::count) {
      parts[at(place.step)] = 1;
      return parts;
    }
    if (place.creates || place.loads) {
      parts[place.creates ? at(ImportStep::create) : below_loading] = 1;
      return parts;
    }
    const auto whole = static_cast<double>(function(f).cumulative);
    double known_parts = 0;
    if (!place.enters && whole > 0) {
      for (std::size_t s = 0; s < parts.size(); ++s) {
        if (s == at(ImportStep::rest)) continue;
        parts[s] = std::min(brought[s] / whole, 1.0);
        known_parts += parts[s];
      }
    }
    parts[at(ImportStep::rest)] = std::max(0.0, 1 - known_parts);
    return parts;
  }

  void measure_steps() {
    for (std::size_t s = 0; s < import_step_count; ++s) phases_[s].step = static_cast<ImportStep>(s);
    double rest = 0, doubtful = 0;
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f) {
      if (!is_machinery(f)) continue;
      const ImportPlace& place = roles_.place[f];
      if (place.step != ImportStep::count) add_step_function(f, place.step);
      if (place.loads) rest += static_cast<double>(function(f).cumulative);
    }
    for (const Edge& edge : graph_.edges) {
      rest += rest_of(edge);
      const double part = own_rest(edge), own = static_cast<double>(std::max<Weight>(edge.self, 0));
      rest += part * own;
      doubtful += std::min(part, 1 - part) * own;
    }
    phase(ImportStep::rest).weight = std::max<Weight>(std::llround(rest), 0);
    phase(ImportStep::rest).estimated = doubtful > 0.001 * static_cast<double>(graph_.total);
    Weight others = 0;
    for (const ImportPhase& each : phases_) others += each.weight;
    phase(ImportStep::bodies).weight = std::max<Weight>(out_.total - others, 0);
    phase(ImportStep::bodies).estimated = phase(ImportStep::create).estimated || phase(ImportStep::rest).estimated;
  }

  void add_step_function(std::uint32_t f, ImportStep step) {
    ImportPhase& each = phase(step);
    if (each.frame == no_frame) each.frame = function(f).frame;
    each.weight += std::max<Weight>(function(f).cumulative, 0);
    // Below itself: a module whose beginning imports others. What those cost is taken out again, see rest_of().
    each.estimated = each.estimated || (step != ImportStep::create && function(f).calls != function(f).primitive_calls);
  }

  // How much of what a machinery function spends for this caller belongs to no step: the file has it call by call.
  double own_rest(const Edge& edge) const {
    const ImportPlace& callee = roles_.place[edge.callee];
    if (callee.role != ImportRole::machinery || callee.step != ImportStep::count || callee.creates || callee.loads)
      return 0;
    if (callee.enters || !is_machinery(edge.caller)) return 1;
    return parts_[edge.caller][at(ImportStep::rest)];
  }

  // What a call adds to the rest, or takes from a step.
  double rest_of(const Edge& edge) {
    if (!is_machinery(edge.caller) || edge.caller == edge.callee) return 0;
    const auto weight = static_cast<double>(known(edge));
    const ImportPlace& callee = roles_.place[edge.callee];
    // The parts of loading that are steps of their own.
    if (roles_.place[edge.caller].loads && callee.step != ImportStep::count) return -weight;
    const Parts& parts = parts_[edge.caller];
    if (callee.enters && parts[at(ImportStep::create)] >= one_step)
      phase(ImportStep::create).weight = std::max<Weight>(phase(ImportStep::create).weight - known(edge), 0);
    const bool helper = callee.role == ImportRole::other && is_c_function(edge.callee) && !callee.executes;
    return helper ? weight * parts[at(ImportStep::rest)] : 0;
  }

  // C functions that do the work of a step: where the time of reading or finding goes.
  void add_step_rows() {
    std::map<std::uint32_t, std::pair<Parts, GroupRow>> helpers;  // by function, which is by weight
    for (const Edge& edge : graph_.edges) {
      if (!is_machinery(edge.caller) || is_machinery(edge.callee) || !is_c_function(edge.callee)) continue;
      auto& [parts, row] = helpers[edge.callee];
      row.frame = function(edge.callee).frame;
      row.calls = sum_within(row.calls, edge.calls);
      row.weight = sum_within(row.weight, known(edge));
      for (std::size_t s = 0; s < parts.size(); ++s)
        parts[s] += parts_[edge.caller][s] * static_cast<double>(known(edge));
    }
    for (auto& [f, helper] : helpers) {
      auto& [parts, row] = helper;
      const auto most = static_cast<std::size_t>(std::max_element(parts.begin(), parts.end()) - parts.begin());
      if (most == at(ImportStep::rest) || most == at(ImportStep::bodies) || most == below_loading) continue;
      if (parts[most] < one_step * static_cast<double>(row.weight)) {
        row.weight = std::llround(parts[most]);
        row.estimated = true;
      }
      if (share_of(row.weight, graph_.total) >= row_least) phases_[most].rows.push_back(row);
    }
    for (ImportPhase& each : phases_) sort_rows(each.rows);
  }

  static void sort_rows(std::vector<GroupRow>& rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const GroupRow& a, const GroupRow& b) { return a.weight > b.weight; });
  }

  // What bodies call, summed over all of them: class statements, compiled expressions, decorators.
  void add_body_rows() {
    std::map<std::uint32_t, GroupRow> called;
    for (const Edge& edge : graph_.edges) {
      if (!is_body(edge.caller) || roles_.place[edge.callee].role != ImportRole::other) continue;
      GroupRow& row = called[edge.callee];
      row.frame = function(edge.callee).frame;
      row.weight = sum_within(row.weight, known(edge));
      row.calls = sum_within(row.calls, edge.calls);
    }
    std::vector<GroupRow>& rows = phase(ImportStep::bodies).rows;
    for (const auto& [f, row] : called) {
      if (share_of(row.weight, graph_.total) >= body_row_least) rows.push_back(row);
    }
    sort_rows(rows);
    if (rows.size() > body_rows_at_most) rows.resize(body_rows_at_most);
  }

  bool is_body(std::uint32_t f) const { return roles_.place[f].role == ImportRole::body && f != roles_.script; }

  void measure_packages() {
    std::vector<Weight> bodies(graph_.functions.size(), 0);
    for (std::uint32_t f = 0; f < bodies.size(); ++f) bodies[f] = function(f).cumulative;
    for (const Edge& edge : graph_.edges) {
      if (is_body(edge.caller) && is_machinery(edge.callee)) bodies[edge.caller] -= known(edge);
    }
    std::map<std::string, ImportedPackage> packages;
    Weight all_bodies = 0;
    for (std::uint32_t f = 0; f < bodies.size(); ++f) {
      if (!is_body(f)) continue;
      PackageName name = package_of(graph_.frames->parts(function(f).frame));
      ImportedPackage& package = packages[name.name];
      package.name = std::move(name.name);
      package.standard = name.standard;
      ++package.modules;
      ++out_.modules;
      package.bodies += std::max<Weight>(bodies[f], 0);
      all_bodies += std::max<Weight>(bodies[f], 0);
      package.below = std::max(package.below, function(f).cumulative);
    }
    const double loading = static_cast<double>(std::max<Weight>(out_.total - all_bodies, 0));
    for (auto& [name, package] : packages) {
      package.cost = package.bodies +
                     std::llround(loading * static_cast<double>(package.modules) / static_cast<double>(out_.modules));
      out_.packages.push_back(std::move(package));
    }
    std::stable_sort(out_.packages.begin(), out_.packages.end(),
                     [](const ImportedPackage& a, const ImportedPackage& b) { return a.cost > b.cost; });
  }

  const CallGraph& graph_;
  const ImportRoles& roles_;
  Importing out_;
  std::array<ImportPhase, import_step_count> phases_;
  std::vector<Parts> parts_;  // by function
};

}  // namespace

Importing importing_of_calls(const CallGraph& graph, const ImportRoles& roles) {
  return Measurement(graph, roles).run();
}

}  // namespace p2g
