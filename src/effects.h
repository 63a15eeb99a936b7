// Which options concern what: one that has no effect in a run is told, never ignored in silence.
#pragma once

#include <string>
#include <vector>

#include "src/base/result.h"
#include "src/job.h"

namespace p2g {

// `given` are the long names of the options that were given. An option that contradicts what is written is an error of
// use; one that a script may well give always, whatever it writes, is a note. Notes are returned.
Result<std::vector<std::string>> check_effects(const std::vector<std::string>& given, const Job& job);

}  // namespace p2g
