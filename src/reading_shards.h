// merge --shards: from file names to a sum that may go on to be summed.
#pragma once

#include <vector>

#include "src/base/result.h"
#include "src/job.h"
#include "src/model/profile.h"
#include "src/model/shard.h"
#include "src/pipeline.h"

namespace p2g {

struct ShardSum {
  Profile profile;
  std::vector<ShardInput> inputs;  // what it is the sum of, ascending
};

// All files as one profile, and what is in it. Profiles and shards of them in any order and
// grouping give the same, because nothing depends on what stands beside what: functions keep the names that each
// profile alone gives them, what each input is counts once (choose_shards.h), and a sum that has no room is an error.
// Files are read twice: what they hold before anything is summed.
Result<ShardSum> read_shards(const Inputs& inputs, const Hooks& hooks, Outcome& outcome);

}  // namespace p2g
