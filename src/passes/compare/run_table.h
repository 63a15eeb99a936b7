// The runs of one side as a table: what each function cost in each run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/model/frame.h"
#include "src/model/profile.h"

namespace p2g {

// One run over the frames that all runs have in common; index is the FrameId.
struct Run {
  std::vector<FunctionCost> totals;
  std::vector<std::uint8_t> present;
  Weight omits_below = 0;  // Profile::omits_below

  double total() const;  // of all self costs
};

// `ids`: the run's frames to the common ones; filters may have made a new table. A function of calls is there when a
// figure of it is not 0, one of stacks when a stack has it.
[[nodiscard]] Run read_run(const Profile& profile, const std::vector<FrameId>& ids, std::size_t frames);

// Both sides' runs behind each other, over the same frames.
struct RunTables {
  std::vector<Run> runs;
  std::size_t before = 0;  // how many of them are of the side before

  std::size_t after() const { return runs.size() - before; }
};

// Over the frames of `all`, which takes up those that it lacks.
[[nodiscard]] RunTables read_runs(const std::vector<Profile>& before, const std::vector<Profile>& after, Frames& all);

// Multiplies every weight of a run, to the nearest; counts stay.
void scale_run(Profile& run, long double factor);

}  // namespace p2g
