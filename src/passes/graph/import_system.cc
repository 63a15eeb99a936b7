#include "src/passes/graph/import_system.h"

#include <algorithm>
#include <string_view>

#include "src/passes/graph/below.h"

namespace p2g {
namespace {

struct StepFunction {
  std::string_view name;
  ImportStep step;
};
// Each is called once a module and never below itself, so that what the profile says of it is what the step has cost.
constexpr StepFunction step_functions[] = {
    {"_find_spec", ImportStep::find},
    {"get_data", ImportStep::read},
    {"_compile_bytecode", ImportStep::unmarshal},
    {"source_to_code", ImportStep::compile},
    {"module_from_spec", ImportStep::create},
};
constexpr std::string_view entries[] = {"_find_and_load", "_handle_fromlist", "import_module", "_gcd_import"};

bool is_bootstrap(const FrameParts& parts) {
  return parts.file.find("importlib._bootstrap") != std::string_view::npos || parts.file == "<frozen zipimport>" ||
         parts.file.ends_with("importlib/_bootstrap.py") || parts.file.ends_with("importlib/_bootstrap_external.py");
}

// The script is what nearly all of the run is below of.
constexpr double script_share = 0.97;

std::uint32_t find_script(const CallGraph& graph, const std::vector<ImportPlace>& place) {
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    if (share_of(graph.functions[f].cumulative, graph.total) <= script_share) break;  // sorted
    if (place[f].role == ImportRole::body) return f;
  }
  return no_index;
}

// `python -m package` runs the body of a module without importing it, and so does exec() of a text: what it holds is
// the program, however much of the run its parents' imports took.
class Programs {
 public:
  Programs(const CallGraph& graph, const std::vector<ImportPlace>& place) : graph_(graph), place_(place) {
    called_.assign(graph.functions.size(), 0);
    for (const Edge& edge : graph.edges) {
      if (edge.caller != edge.callee) called_[edge.callee] = 1;
    }
    for (const Function& function : graph.functions) {
      const FrameParts parts = graph.frames->parts(function.frame);
      const bool runs =
          parts.name == "_run_code" && (parts.file.ends_with("runpy.py") || parts.file == "<frozen runpy>");
      if (runs) run_by_runpy_ = std::max(run_by_runpy_, function.cumulative);
    }
  }

  // The body that `python -m` ran; no_index: it did not.
  std::uint32_t run_as_module() const {
    for (std::uint32_t f = 0; f < graph_.functions.size(); ++f) {
      if (place_[f].role == ImportRole::body && !is_text(f) && (is_root(f) || is_main(f) || is_run_by_runpy(f)))
        return f;
    }
    return no_index;
  }
  // Code that stands in no file: exec(), python -c, a notebook.
  bool is_text(std::uint32_t f) const {
    const std::string_view file = graph_.frames->parts(graph_.functions[f].frame).file;
    return file.starts_with('<') && !file.starts_with("<frozen");
  }

 private:
  static constexpr double worth_it = 0.1;
  bool is_heavy(std::uint32_t f) const { return share_of(graph_.functions[f].cumulative, graph_.total) >= worth_it; }
  bool is_root(std::uint32_t f) const { return is_heavy(f) && called_[f] == 0; }
  bool is_main(std::uint32_t f) const {
    return is_heavy(f) && graph_.frames->parts(graph_.functions[f].frame).file.ends_with("/__main__.py");
  }
  bool is_run_by_runpy(std::uint32_t f) const {
    constexpr double nearly_all = 0.98;
    const Weight cost = graph_.functions[f].cumulative;
    return is_heavy(f) && run_by_runpy_ > 0 && cost <= run_by_runpy_ &&
           static_cast<double>(cost) >= nearly_all * static_cast<double>(run_by_runpy_);
  }

  const CallGraph& graph_;
  const std::vector<ImportPlace>& place_;
  std::vector<std::uint8_t> called_;
  Weight run_by_runpy_ = 0;  // what runpy's _run_code() holds
};

}  // namespace

ImportPlace import_place(const FrameParts& parts) {
  ImportPlace place;
  if (parts.name == "<module>") {
    place.role = ImportRole::body;
    return place;
  }
  place.executes = parts.name == "<built-in method builtins.exec>";
  const bool bootstrap = is_bootstrap(parts);
  const bool builtin = parts.name.find("built-in method _imp.") != std::string_view::npos ||
                       parts.name == "<built-in method builtins.__import__>" ||
                       (parts.name == "__import__" && !parts.has_file);
  const bool import_module = parts.name == "import_module" && parts.file.ends_with("importlib/__init__.py");
  if (!bootstrap && !builtin && !import_module) return place;
  place.role = ImportRole::machinery;
  place.creates = builtin && parts.name.find("_imp.create_") != std::string_view::npos;
  place.loads = bootstrap && parts.name == "get_code";
  place.enters = import_module || parts.name.find("__import__") != std::string_view::npos ||
                 (bootstrap && std::find(std::begin(entries), std::end(entries), parts.name) != std::end(entries));
  if (!bootstrap) return place;
  for (const StepFunction& function : step_functions) {
    if (parts.name == function.name) place.step = function.step;
  }
  return place;
}

bool has_import_system(const Frames& frames) {
  for (FrameId frame = 0; frame < frames.size(); ++frame) {
    if (frames.text(frame).find("_find_and_load") != std::string_view::npos) return true;
  }
  return false;
}

ImportRoles find_import_roles(const CallGraph& graph) {
  ImportRoles roles;
  roles.place.reserve(graph.functions.size());
  for (const Function& function : graph.functions)
    roles.place.push_back(import_place(graph.frames->parts(function.frame)));
  const Programs programs(graph, roles.place);
  roles.script = programs.run_as_module();
  // The text that runpy itself was run by stands above it, and is no module either.
  for (std::uint32_t f = 0; roles.script != no_index && f < roles.script; ++f) {
    if (roles.place[f].role == ImportRole::body && programs.is_text(f)) roles.place[f].role = ImportRole::other;
  }
  if (roles.script == no_index) roles.script = find_script(graph, roles.place);
  std::vector<std::uint8_t> given(graph.functions.size(), below_unknown);
  for (std::uint32_t f = 0; f < given.size(); ++f) {
    if (roles.place[f].role != ImportRole::other) given[f] = f == roles.script ? below_none : below_all;
  }
  roles.side = part_below(graph, given);
  // Whoever it runs code for: what is drawn of it leads from body to body.
  for (std::uint32_t f = 0; f < given.size(); ++f) {
    if (roles.place[f].executes) roles.side[f] = 1;
  }
  return roles;
}

}  // namespace p2g
