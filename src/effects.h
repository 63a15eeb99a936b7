// Which options concern what: one that has no effect in a run is told, never ignored in silence.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/job.h"

namespace p2g {

// An option that was given and contradicts what is written is an error of
// use; one that a script may well give always, whatever it writes, is a note. Notes are returned.
Result<std::vector<std::string>> check_effects(const Options& options, const Job& job);

}  // namespace p2g
