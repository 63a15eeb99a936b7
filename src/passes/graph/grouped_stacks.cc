#include "src/passes/graph/grouped_stacks.h"

#include <array>

#include "src/model/stack_builder.h"
#include "src/passes/graph/import_steps.h"

namespace p2g {
namespace {

bool is_machinery(ImportStep step) { return step != ImportStep::count && step != ImportStep::bodies; }

}  // namespace

Profile stacks_with_importing(const Profile& profile, const GroupedGraph& grouped, const CallGraph& graph,
                              const ImportRoles& roles) {
  Profile out;
  out.format = profile.format;
  out.metric = profile.metric;
  out.total = profile.total;
  out.frames = grouped.frames.copy();
  std::array<FrameId, import_step_count> step_frames{};
  for (std::size_t s = 0; s < import_step_count; ++s)
    step_frames[s] = add_step_frame(out.frames, static_cast<ImportStep>(s));

  const Stacks& stacks = profile.stacks();
  const std::vector<ImportStep> step = import_steps(stacks, import_places(profile, graph, roles));
  StackBuilder builder(stacks.keep_order);
  builder.add_self(0, stacks.self[0]);
  std::vector<std::uint32_t> placed(stacks.size(), 0);
  for (std::uint32_t node = 1; node < stacks.size(); ++node) {
    const std::uint32_t parent = stacks.parent[node];
    if (!is_machinery(step[node])) {
      placed[node] = builder.child(placed[parent], stacks.frame[node]);
      builder.add_self(placed[node], stacks.self[node]);
      continue;
    }
    // One frame for all that the import system does there, however deep it went.
    const bool goes_on = is_machinery(step[parent]);
    placed[node] = goes_on ? placed[parent] : builder.child(placed[parent], grouped.groups.front().frame);
    if (stacks.self[node] == 0) continue;
    builder.add_self(builder.child(placed[node], step_frames[static_cast<std::size_t>(step[node])]), stacks.self[node]);
  }
  out.data = builder.take();
  return out;
}

}  // namespace p2g
