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

// One file, with what it offers left as it is.
Result<Profile> read_one(const std::string& file, const Inputs& inputs, const Hooks& hooks, std::int64_t& bytes);
// What was chosen of what a file offers, and what was left out; and counts of a unit that nobody can convert.
void note_reading(const Profile& profile, const std::string& unit, Outcome& outcome);
// Settles what functions are called, as far as one profile says.
void rename(Profile& profile, const NameRules& rules, Outcome& outcome);
// In tree nodes or calls: what takes its memory. Profiles are summed when so much is waiting.
std::size_t size_of(const Profile& profile);
inline constexpr std::size_t least_batch = 100'000;

// All files of one run as one profile.
Result<Profile> read_merged(const Inputs& inputs, const Hooks& hooks, Outcome& outcome);

// Each file as a run of its own.
Result<std::vector<Profile>> read_runs(const std::vector<std::string>& files, const Inputs& inputs, const Hooks& hooks,
                                       Outcome& outcome);

}  // namespace p2g
