// What a recorder says beside a profile, in files of a few words called like it: PROFILE.threads, PROFILE.failed …
#pragma once

#include <string>
#include <vector>

#include "src/base/diagnostics.h"

namespace p2g {

// Why the recorder could not write the profile; empty when it does not say.
std::string failure_of(const std::string& profile);

// What is missing in the profile, or mixed into it, becomes a warning, so that pictures say it, too.
void add_remarks(const std::string& profile, std::vector<std::string>& notes, Warnings& warnings);

}  // namespace p2g
