// In which folders a report looks for the source of functions.
#pragma once

#include "renderers/document.h"
#include "src/job.h"

namespace p2g {

// Those of --source, else those of the profiles that the user named; none for a profile that comes from a pipe.
CodeOptions code_options(const Job& job);

}  // namespace p2g
