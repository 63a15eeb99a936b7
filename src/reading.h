// From file names to profiles.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/profile.h"
#include "options.h"
#include "pipeline.h"

namespace p2g {

// All files of one run as one profile.
Result<Profile> read_merged(const Options& options, const Hooks& hooks, Outcome& outcome);

// Each file as a run of its own.
Result<std::vector<Profile>> read_runs(const std::vector<std::string>& files, const Options& options,
                                       const Hooks& hooks, Outcome& outcome);

}  // namespace p2g
