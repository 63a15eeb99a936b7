#include "src/passes/graph/find_importing.h"

#include <algorithm>
#include <utility>

#include "src/model/file_places.h"

namespace p2g {
namespace {

std::string without_suffix(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return std::string(dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot));
}

void sort_phases(Importing& importing) {
  std::erase_if(importing.phases, [](const ImportPhase& phase) { return phase.weight <= 0; });
  std::stable_sort(importing.phases.begin(), importing.phases.end(),
                   [](const ImportPhase& a, const ImportPhase& b) { return a.weight > b.weight; });
}

}  // namespace

PackageName package_of(const FrameParts& module) {
  constexpr std::string_view frozen = "<frozen ";
  if (module.file.starts_with(frozen)) {
    std::string_view name = module.file.substr(frozen.size());
    return {std::string(name.substr(0, name.find_first_of(".>"))), true};
  }
  const std::string path = plain_path(module.file);
  if (path.empty() || is_no_path(path)) return {path.empty() ? "(no file)" : path, false};
  const FilePlace place = place_of(path);
  std::string_view rest = std::string_view(path).substr(place.import_root);
  if (place.import_root == 0) {
    // Nothing says where its package begins: the folder that it lies in, or its own name.
    const std::size_t slash = rest.rfind('/');
    if (slash == std::string_view::npos || slash == 0) return {without_suffix(last_component(rest)), false};
    return {std::string(last_component(rest.substr(0, slash))), false};
  }
  if (rest.starts_with('/')) rest.remove_prefix(1);
  const std::size_t slash = rest.find('/');
  std::string name = slash == std::string_view::npos ? without_suffix(rest) : std::string(rest.substr(0, slash));
  return {std::move(name), place.place == Place::standard};
}

ImportFindings find_importing(const Profile& profile, const CallGraph& graph) {
  ImportFindings findings;
  if (graph.total <= 0 || !has_import_system(profile.frames)) return findings;
  findings.roles = find_import_roles(graph);
  const ImportRoles& roles = findings.roles;
  Importing importing =
      profile.has_stacks() ? importing_of_stacks(profile, graph, roles) : importing_of_calls(graph, roles);
  if (share_of(importing.total, graph.total) < importing_share) return findings;
  importing.inside.assign(profile.frames.size(), 0);
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    if (!roles.is_inside(f)) continue;
    ++importing.functions;
    importing.inside[graph.functions[f].frame] = 1;
  }
  if (roles.script != no_index) importing.script = graph.functions[roles.script].frame;
  sort_phases(importing);
  findings.importing = std::move(importing);
  return findings;
}

}  // namespace p2g
