#include "src/passes/graph/import_steps.h"

#include <array>

namespace p2g {
namespace {

ImportStep step_below(ImportStep above, const ImportPlace& place) {
  if (place.role == ImportRole::body) return above == ImportStep::count ? above : ImportStep::bodies;
  if (place.role != ImportRole::machinery) return above;
  if (place.step != ImportStep::count) return place.step;
  const bool within = above != ImportStep::count && above != ImportStep::bodies && !place.enters && !place.loads;
  return within ? above : ImportStep::rest;
}

std::string_view step_name(ImportStep step) {
  constexpr std::array<std::string_view, 7> names = {
      "finding files",    "reading files",           "unmarshalling",        "compiling",
      "creating modules", "checks, locks, the rest", "running module bodies"};
  return names[static_cast<std::size_t>(step)];
}

}  // namespace

std::vector<ImportPlace> import_places(const Profile& profile, const CallGraph& graph, const ImportRoles& roles) {
  std::vector<ImportPlace> places(profile.frames.size());
  for (std::uint32_t f = 0; f < graph.functions.size(); ++f) {
    if (f != roles.script) places[graph.functions[f].frame] = roles.place[f];
  }
  return places;
}

// Parents come first.
std::vector<ImportStep> import_steps(const Stacks& stacks, const std::vector<ImportPlace>& places) {
  std::vector<ImportStep> steps(stacks.size(), ImportStep::count);
  for (std::uint32_t node = 1; node < stacks.size(); ++node)
    steps[node] = step_below(steps[stacks.parent[node]], places[stacks.frame[node]]);
  return steps;
}

FrameId add_step_frame(Frames& frames, ImportStep step) {
  Strings& strings = frames.strings();
  const StringId words = strings.intern("part of importing");
  return frames.add(strings.intern(""), 0, strings.intern(step_name(step)),
                    {.kind = FrameKind::group, .module = words});
}

}  // namespace p2g
