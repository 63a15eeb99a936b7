// From file names to profiles.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/job.h"
#include "src/model/profile.h"
#include "src/pipeline.h"

namespace p2g {

// One input with the importer of that name, or with the one that "auto" finds.
Result<Profile> read_source(Source& source, std::string_view format, const ReadOptions& options);

// All files of one run as one profile.
Result<Profile> read_merged(const Inputs& inputs, const Hooks& hooks, Outcome& outcome);

// Each file as a run of its own.
Result<std::vector<Profile>> read_runs(const std::vector<std::string>& files, const Inputs& inputs, const Hooks& hooks,
                                       Outcome& outcome);

}  // namespace p2g
