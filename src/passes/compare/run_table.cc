#include "src/passes/compare/run_table.h"

#include <algorithm>
#include <cmath>

#include "src/model/fraction.h"
#include "src/model/totals.h"

namespace p2g {

double Run::total() const {
  Wide sum = 0;
  for (const FunctionCost& cost : totals) sum += cost.self;
  return static_cast<double>(sum);
}

Run read_run(const Profile& profile, const std::vector<FrameId>& ids, std::size_t frames) {
  Run run{std::vector<FunctionCost>(frames), std::vector<std::uint8_t>(frames, 0), profile.omits_below};
  const std::vector<FunctionCost> totals = function_totals(profile);
  for (FrameId id = 0; id < totals.size(); ++id) run.totals[ids[id]] = totals[id];
  if (profile.has_stacks()) {
    for (const FrameId frame : profile.stacks().frame) {
      if (frame != no_frame) run.present[ids[frame]] = 1;
    }
    return run;
  }
  for (FrameId id = 0; id < totals.size(); ++id) {
    const FunctionCost& cost = totals[id];
    if (cost.calls != 0 || cost.self != 0 || cost.cumulative != 0 || cost.primitive_calls != 0) {
      run.present[ids[id]] = 1;
    }
  }
  return run;
}

RunTables read_runs(const std::vector<Profile>& before, const std::vector<Profile>& after, Frames& all) {
  // A filter may have added a function of its own, for what it hides: all frames are known before any run is read.
  std::vector<std::vector<FrameId>> ids;
  for (const std::vector<Profile>* side : {&before, &after}) {
    for (const Profile& profile : *side) ids.push_back(all.unite(profile.frames));
  }
  RunTables tables{{}, before.size()};
  for (const std::vector<Profile>* side : {&before, &after}) {
    for (const Profile& profile : *side) {
      tables.runs.push_back(read_run(profile, ids[tables.runs.size()], all.size()));
    }
  }
  return tables;
}

void scale_run(Profile& run, long double factor) {
  if (factor == 1) return;
  const auto scale = [factor](Weight& weight) {
    if (weight == unknown_weight) return;
    const long double exact = static_cast<long double>(weight) * factor;
    constexpr auto most = static_cast<long double>(most_weight);
    weight = std::llround(std::clamp(exact, -most, most));
  };
  scale(run.total);
  scale(run.omits_below);
  if (run.run_total) scale(*run.run_total);  // keeps the selection's part of it
  if (run.has_stacks()) {
    for (Weight& self : run.stacks().self) scale(self);
    return;
  }
  for (FunctionCost& cost : run.calls().functions) {
    scale(cost.self);
    scale(cost.cumulative);
  }
  run.calls().edges.change([&](CallCost& call) {
    scale(call.self);
    scale(call.cumulative);
  });
}

}  // namespace p2g
