// Writes a profile as this program keeps it.
#pragma once

#include <vector>

#include "src/base/result.h"
#include "src/base/sink.h"
#include "src/model/profile.h"
#include "src/model/shard.h"

namespace p2g {

// `inputs`: what the profile is the sum of, ascending; of a profile that is no shard empty. The caller commits.
Result<void> write_profile(const Profile& profile, const std::vector<ShardInput>& inputs, Sink& sink);

}  // namespace p2g
